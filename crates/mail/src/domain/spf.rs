//! SPF (RFC 7208): who may send for a domain.

use std::collections::VecDeque;

use byline_model::Provider;

use super::{
    Record, Verdict,
    ask::{Asker, Silence},
    company,
};

/// How many further questions a record may lead to (RFC 7208 §4.6.4); with more, it is void for everybody.
const MOST_QUESTIONS: usize = 10;

/// What was heard: the domain's own policies, and where they lead.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Heard {
    /// The policies that stand at the domain itself; there must be one.
    own: Vec<Policy>,
    /// The domains whose lists count too.
    included: Vec<String>,
    /// How many further questions they lead to.
    questions: usize,
    /// Whether a list that counts could not be had.
    incomplete: bool,
}

/// One policy.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Policy {
    text: String,
    /// The domains whose lists count too.
    included: Vec<String>,
    /// How many questions its terms are.
    questions: usize,
    /// Whether it lets everybody send.
    lets_all: bool,
}

impl Policy {
    /// The policies among the texts of a domain; other texts stand there too.
    fn all(texts: &[String]) -> Vec<Self> {
        texts.iter().filter_map(|text| Self::parse(text)).collect()
    }

    fn parse(text: &str) -> Option<Self> {
        let mut terms = text.split_ascii_whitespace();
        if !terms.next()?.eq_ignore_ascii_case("v=spf1") {
            return None;
        }
        let mut policy = Self {
            text: text.to_owned(),
            included: Vec::new(),
            questions: 0,
            lets_all: false,
        };
        for term in terms {
            let term = term.to_ascii_lowercase();
            let (sign, mechanism) = match term.strip_prefix(['+', '-', '~', '?']) {
                Some(rest) => (term.chars().next(), rest),
                None => (None, term.as_str()),
            };
            let name = mechanism.split([':', '/', '=']).next().unwrap_or_default();
            match name {
                "all" => policy.lets_all = matches!(sign, None | Some('+')),
                "a" | "mx" | "ptr" | "exists" => policy.questions += 1,
                "include" | "redirect" => {
                    policy.questions += 1;
                    // One made from the sender's own data (RFC 7208 §7) names no list that could be read here.
                    policy.included.extend(
                        mechanism
                            .split_once([':', '='])
                            .map(|(_, domain)| domain.trim_end_matches('.').to_owned())
                            .filter(|domain| !domain.contains('%')),
                    );
                }
                _ => {}
            }
        }
        Some(policy)
    }
}

/// Asks for the domain's policy, and for those that it leads to.
pub(super) async fn ask(asker: &Asker, domain: &str) -> Result<Heard, Silence> {
    let own = Policy::all(&asker.texts(domain).await?);
    let mut heard = Heard::default();
    let mut open: VecDeque<String> = VecDeque::new();
    for policy in &own {
        heard.questions += policy.questions;
        open.extend(policy.included.iter().cloned());
    }
    heard.own = own;
    while let Some(next) = open.pop_front() {
        if heard.included.contains(&next) {
            continue;
        }
        if heard.included.len() < MOST_QUESTIONS {
            match asker.texts(&next).await.as_deref().map(Policy::all) {
                Ok(policies) => {
                    for policy in policies {
                        heard.questions += policy.questions;
                        open.extend(policy.included);
                    }
                }
                Err(Silence::NoSuchName) => {}
                Err(Silence::NoAnswer) => heard.incomplete = true,
            }
        }
        heard.included.push(next);
    }
    Ok(heard)
}

/// What it means.
pub(super) fn meaning(domain: &str, provider: Provider, heard: Result<Heard, Silence>) -> Record {
    let heard = match heard {
        Ok(heard) => heard,
        Err(Silence::NoSuchName) => Heard::default(),
        Err(Silence::NoAnswer) => return Record::silent("who may send for your domain"),
    };
    let company = company(provider);
    let term = term_of(provider);
    let policy = match heard.own.as_slice() {
        [] => {
            let ask = match term {
                Some(term) => format!(
                    "Ask whoever runs your domain to add this TXT record to {domain}: v=spf1 {term} ~all"
                ),
                None => format!("Ask whoever runs {domain} and its mail server to add one."),
            };
            return Record::new(
                Verdict::Missing,
                None,
                format!(
                    "Your domain does not say who may send mail for it, so some servers will distrust yours. {ask}"
                ),
            );
        }
        [policy] => policy,
        [..] => {
            let found = heard.own.iter().map(|policy| policy.text.as_str());
            return Record::new(
                Verdict::Warn,
                Some(found.collect::<Vec<_>>().join(" · ")),
                "Your domain has more than one list of who may send for it, which makes all of them void. Ask whoever runs it to join them in one record.",
            );
        }
    };
    let found = Some(policy.text.clone());
    if policy.lets_all {
        return Record::new(
            Verdict::Warn,
            found,
            "Your domain says that everybody may send for it, which proves nothing about you. Ask whoever runs it to end the record with ~all.",
        );
    }
    if heard.questions > MOST_QUESTIONS {
        return Record::new(
            Verdict::Warn,
            found,
            format!(
                "Your domain's list of who may send for it leads to {} further questions, and servers give up after {MOST_QUESTIONS}. Ask whoever runs it to shorten it.",
                heard.questions
            ),
        );
    }
    match (company, term) {
        (Some(company), Some(term)) => {
            if heard.included.iter().any(|domain| is_of(provider, domain)) {
                Record::new(
                    Verdict::Good,
                    found,
                    format!("Your domain says that {company} may send for it. Good."),
                )
            } else if heard.incomplete {
                Record::new(
                    Verdict::Unknown,
                    found,
                    format!(
                        "Your domain has a list of who may send for it, but not all of it could be read, so it is not known whether {company} is on it. Ask again in a while."
                    ),
                )
            } else {
                Record::new(
                    Verdict::Warn,
                    found,
                    format!(
                        "Your domain says who may send for it, and {company} is not among them, so your mail may be taken for forged. Ask whoever runs it to add {term} before the end of the record."
                    ),
                )
            }
        }
        _ => Record::new(
            Verdict::Unknown,
            found,
            "Your domain says who may send for it. Whether your mail server is among them, whoever runs it can tell you.",
        ),
    }
}

/// What a policy says to let a provider send.
const fn term_of(provider: Provider) -> Option<&'static str> {
    // As each provider's help says (2026).
    match provider {
        Provider::Gmail | Provider::GoogleWorkspace => Some("include:_spf.google.com"),
        Provider::Microsoft365 | Provider::OutlookCom => Some("include:spf.protection.outlook.com"),
        Provider::Yahoo => Some("include:_spf.mail.yahoo.com"),
        Provider::Icloud => Some("include:icloud.com"),
        Provider::Fastmail => Some("include:spf.messagingengine.com"),
        Provider::Zoho => Some("include:zohomail.com"),
        Provider::Other => None,
    }
}

/// Whether a list that counts is the provider's.
fn is_of(provider: Provider, domain: &str) -> bool {
    let within = |owners: &[&str]| {
        owners.iter().any(|owner| {
            domain
                .strip_suffix(owner)
                .is_some_and(|front| front.is_empty() || front.ends_with('.'))
        })
    };
    match provider {
        Provider::Gmail | Provider::GoogleWorkspace => {
            within(&["_spf.google.com", "_netblocks.google.com"])
        }
        Provider::Microsoft365 | Provider::OutlookCom => within(&["protection.outlook.com"]),
        Provider::Yahoo => within(&["mail.yahoo.com"]),
        Provider::Icloud => within(&["icloud.com"]),
        Provider::Fastmail => within(&["messagingengine.com"]),
        // Each of its regions has its own, and so have its services.
        Provider::Zoho => domain
            .split('.')
            .any(|label| label == "zoho" || label == "zohomail"),
        Provider::Other => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn judged(provider: Provider, texts: &[&str], included: &[&str]) -> Record {
        let texts: Vec<_> = texts.iter().map(|text| (*text).to_owned()).collect();
        let own = Policy::all(&texts);
        let questions = own.iter().map(|policy| policy.questions).sum();
        meaning(
            "example.com",
            provider,
            Ok(Heard {
                included: own
                    .iter()
                    .flat_map(|policy| policy.included.clone())
                    .chain(included.iter().map(|domain| (*domain).to_owned()))
                    .collect(),
                questions,
                own,
                incomplete: false,
            }),
        )
    }

    #[test]
    fn a_provider_on_the_list_is_good_however_it_came_there() {
        for (provider, text) in [
            (
                Provider::GoogleWorkspace,
                "v=spf1 include:_spf.google.com ~all",
            ),
            (
                Provider::GoogleWorkspace,
                "V=SPF1 ip4:192.0.2.1 Include:_spf.Google.com. -all",
            ),
            (Provider::GoogleWorkspace, "v=spf1 redirect=_spf.google.com"),
            (
                Provider::Microsoft365,
                "v=spf1 a mx ?include:spf.protection.outlook.com -all",
            ),
            (Provider::Icloud, "v=spf1 include:icloud.com ~all"),
            (
                Provider::Fastmail,
                "v=spf1 include:spf.messagingengine.com ?all",
            ),
            (Provider::Zoho, "v=spf1 include:one.zoho.eu ~all"),
        ] {
            let record = judged(provider, &["some-site-verification=1", text], &[]);
            assert_eq!(record.verdict, Verdict::Good, "{text}: {record:?}");
            assert_eq!(record.found.as_deref(), Some(text));
        }
        // By way of somebody else's list.
        let record = judged(
            Provider::GoogleWorkspace,
            &["v=spf1 include:spf.agency.example ~all"],
            &["_spf.google.com"],
        );
        assert_eq!(record.verdict, Verdict::Good);
        assert!(record.words.contains("Google may send"), "{record:?}");
    }

    #[test]
    fn what_is_missing_or_void_is_told_with_what_to_add() {
        let record = judged(
            Provider::GoogleWorkspace,
            &["google-site-verification=x"],
            &[],
        );
        assert_eq!(record.verdict, Verdict::Missing);
        assert!(
            record
                .words
                .ends_with("v=spf1 include:_spf.google.com ~all"),
            "{record:?}"
        );
        let record = judged(Provider::GoogleWorkspace, &["v=spf1 mx -all"], &[]);
        assert_eq!(record.verdict, Verdict::Warn);
        assert!(
            record.words.contains("add include:_spf.google.com"),
            "{record:?}"
        );
        let two = ["v=spf1 include:_spf.google.com ~all", "v=spf1 mx -all"];
        let record = judged(Provider::GoogleWorkspace, &two, &[]);
        assert_eq!(record.verdict, Verdict::Warn);
        assert!(record.words.contains("more than one"), "{record:?}");
        let record = judged(
            Provider::GoogleWorkspace,
            &["v=spf1 include:_spf.google.com +all"],
            &[],
        );
        assert_eq!(record.verdict, Verdict::Warn);
        assert!(record.words.contains("everybody"), "{record:?}");
        let long = format!("v=spf1 {} ~all", "a:mail.example.com ".repeat(11));
        assert_eq!(
            judged(Provider::Other, &[&long], &[]).verdict,
            Verdict::Warn
        );
    }

    #[test]
    fn what_looks_alike_is_not_taken_for_it() {
        for text in [
            "v=spf1 include:_spf.google.com.example.org ~all",
            "v=spf1 include:not_spf.google.com ~all",
            "v=spf1 exists:%{i}._spf.google.com ~all",
        ] {
            let record = judged(Provider::GoogleWorkspace, &[text], &[]);
            assert_eq!(record.verdict, Verdict::Warn, "{text}");
        }
        assert_eq!(
            judged(
                Provider::GoogleWorkspace,
                &["v=spf10 include:_spf.google.com"],
                &[]
            )
            .verdict,
            Verdict::Missing
        );
        // Of one's own server nothing can be told from here.
        assert_eq!(
            judged(Provider::Other, &["v=spf1 mx -all"], &[]).verdict,
            Verdict::Unknown
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Whatever stands there: only what names the provider's own list is good.
        #[test]
        fn no_text_without_the_provider_s_list_is_good(text in "\\PC{0,60}", terms in "[ -~]{0,60}") {
            prop_assume!(!terms.to_ascii_lowercase().contains("google.com"));
            for text in [text, format!("v=spf1 {terms}")] {
                prop_assert_ne!(judged(Provider::Gmail, &[&text], &[]).verdict, Verdict::Good);
            }
        }
    }
}
