//! DKIM (RFC 6376): with which keys mail of a domain is signed.

use byline_model::Provider;
use tokio::task::JoinSet;

use super::{
    Record, Verdict,
    ask::{Asker, Silence},
    company,
};

/// Names under which keys of other services often stand.
const USUAL: &[&str] = &[
    "google",
    "selector1",
    "selector2",
    "fm1",
    "fm2",
    "fm3",
    "zoho",
    "zmail",
    "sig1",
    "s1",
    "s2",
    "k1",
    "default",
    "mail",
    "dkim",
];

/// A key that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    selector: String,
    text: String,
}

impl Key {
    /// Whether it was taken back: its place is kept, and the key is gone (RFC 6376 §3.6.1).
    fn is_revoked(&self) -> bool {
        tag(&self.text, "p").is_none_or(str::is_empty)
    }
}

/// The value of a tag in a list of them (RFC 6376 §3.2).
fn tag<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.split(';').find_map(|part| {
        let (key, value) = part.split_once('=')?;
        (key.trim() == name).then(|| value.trim())
    })
}

/// Whether a text is a key: `v=` may be left out, `p=` may not.
fn is_key(text: &str) -> bool {
    tag(text, "v").is_none_or(|version| version == "DKIM1") && tag(text, "p").is_some()
}

/// The names under which a provider's keys stand, as its help says (2026).
const fn selectors_of(provider: Provider) -> &'static [&'static str] {
    match provider {
        Provider::Gmail | Provider::GoogleWorkspace => &["google"],
        Provider::Microsoft365 | Provider::OutlookCom => &["selector1", "selector2"],
        Provider::Yahoo => &["s1024", "s2048"],
        Provider::Icloud => &["sig1"],
        Provider::Fastmail => &["fm1", "fm2", "fm3"],
        Provider::Zoho => &["zmail", "zoho"],
        Provider::Other => &[],
    }
}

/// Asks for the keys under all likely names at once; there is no way to ask which names there are.
pub(super) async fn ask(
    asker: &Asker,
    domain: &str,
    provider: Provider,
    selectors: &[&str],
) -> Result<Vec<Key>, Silence> {
    let mut names: Vec<&str> = selectors.to_vec();
    for name in selectors_of(provider).iter().chain(USUAL) {
        if !names.contains(name) {
            names.push(name);
        }
    }
    let mut questions = JoinSet::new();
    for (place, selector) in names.into_iter().enumerate() {
        let (asker, selector) = (asker.clone(), selector.to_owned());
        let name = format!("{selector}._domainkey.{domain}");
        questions.spawn(async move { (place, selector, asker.texts(&name).await) });
    }
    let mut keys = Vec::new();
    let mut answers = 0_usize;
    for (place, selector, texts) in questions.join_all().await {
        answers += usize::from(texts != Err(Silence::NoAnswer));
        let text = texts
            .unwrap_or_default()
            .into_iter()
            .find(|text| is_key(text));
        keys.extend(text.map(|text| (place, Key { selector, text })));
    }
    if answers == 0 {
        return Err(Silence::NoAnswer);
    }
    keys.sort_by_key(|(place, _)| *place);
    Ok(keys.into_iter().map(|(_, key)| key).collect())
}

/// What it means. `selectors` are those that were given, which count as the provider's.
pub(super) fn meaning(
    domain: &str,
    provider: Provider,
    selectors: &[&str],
    keys: Result<Vec<Key>, Silence>,
) -> Record {
    let Ok(keys) = keys else {
        return Record::silent("the keys of your domain");
    };
    let expected = |key: &&Key| {
        let name = key.selector.as_str();
        provider == Provider::Other
            || selectors.contains(&name)
            || selectors_of(provider).contains(&name)
    };
    let shown = |key: &Key| {
        Some(format!(
            "{}._domainkey.{domain}: {}",
            key.selector, key.text
        ))
    };
    let whose = company(provider).unwrap_or("your mail server");
    if let Some(key) = keys.iter().filter(expected).find(|key| !key.is_revoked()) {
        let words = match company(provider) {
            Some(company) => {
                format!("Your domain holds the key with which {company} can sign your mail. Good.")
            }
            None => format!(
                "Your domain holds a key to sign mail with, under the name {}. Good, if your mail server uses it.",
                key.selector
            ),
        };
        return Record::new(Verdict::Good, shown(key), words);
    }
    if let Some(key) = keys.iter().find(|key| expected(key)) {
        return Record::new(
            Verdict::Warn,
            shown(key),
            format!(
                "The key with which {whose} signs your mail was taken back, so the signature proves nothing. {}",
                how(provider)
            ),
        );
    }
    match (keys.first(), company(provider)) {
        (Some(key), _) => Record::new(
            Verdict::Warn,
            shown(key),
            format!(
                "Your domain holds a key, but none under a name that {whose} uses, so your mail may go unsigned. {}",
                how(provider)
            ),
        ),
        (None, Some(company)) => Record::new(
            Verdict::Missing,
            None,
            format!(
                "Your domain holds no key with which {company} could sign your mail, so nobody can be sure that it is yours. {}",
                how(provider)
            ),
        ),
        (None, None) => Record::new(
            Verdict::Unknown,
            None,
            "No key was found under the usual names. Your mail server may sign under another: ask whoever runs it for its DKIM selector.",
        ),
    }
}

/// Where signing is switched on (2026).
const fn how(provider: Provider) -> &'static str {
    match provider {
        Provider::Gmail | Provider::GoogleWorkspace => {
            "Ask your administrator to switch it on in the Google Admin console: Apps, Google Workspace, Gmail, Authenticate email."
        }
        Provider::Microsoft365 | Provider::OutlookCom => {
            "Ask your administrator to switch it on in Microsoft Defender: Email & collaboration, Policies, Email authentication settings, DKIM."
        }
        Provider::Fastmail => {
            "In Fastmail, open Settings, Domains, and add the records that it shows."
        }
        Provider::Zoho => {
            "In the Zoho Mail admin console, open Domains, your domain, Email configuration, DKIM."
        }
        Provider::Icloud => {
            "At icloud.com, open Custom Email Domain, and add the records that it shows."
        }
        Provider::Yahoo | Provider::Other => "Ask whoever runs your domain and its mail server.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(provider: Provider, given: &[&str], keys: &[(&str, &str)]) -> Record {
        let keys = keys
            .iter()
            .map(|(selector, text)| Key {
                selector: (*selector).to_owned(),
                text: (*text).to_owned(),
            })
            .collect();
        meaning("example.com", provider, given, Ok(keys))
    }

    #[test]
    fn only_a_key_that_the_provider_uses_is_good() {
        let key = "v=DKIM1; k=rsa; p=MIIBIjANBg";
        let google = |given: &[&str], keys: &[(&str, &str)]| {
            judged(Provider::GoogleWorkspace, given, keys).verdict
        };
        assert_eq!(google(&[], &[("google", key)]), Verdict::Good);
        assert_eq!(google(&["jan2026"], &[("jan2026", key)]), Verdict::Good);
        assert_eq!(google(&[], &[("s1", key)]), Verdict::Warn);
        assert_eq!(google(&[], &[("google", "v=DKIM1; p=")]), Verdict::Warn);
        assert_eq!(google(&[], &[]), Verdict::Missing);
        assert_eq!(
            judged(Provider::Other, &[], &[("mail", key)]).verdict,
            Verdict::Good
        );
        assert_eq!(judged(Provider::Other, &[], &[]).verdict, Verdict::Unknown);
        // One that was taken back does not hide the one that took its place.
        let both = [("selector1", "p="), ("selector2", key)];
        assert_eq!(
            judged(Provider::Microsoft365, &[], &both).verdict,
            Verdict::Good
        );
    }

    #[test]
    fn a_key_is_known_from_other_texts() {
        for text in ["v=DKIM1; k=rsa; p=abc", "k=ed25519 ; p = abc", "p="] {
            assert!(is_key(text), "{text}");
        }
        for text in ["v=spf1 -all", "v=DKIM2; p=abc", "k=rsa", ""] {
            assert!(!is_key(text), "{text}");
        }
    }
}
