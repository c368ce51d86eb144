//! DMARC (RFC 7489): what a domain wants done with mail that cannot prove to be its own.

use super::{
    Record, Verdict,
    ask::{Asker, Silence},
};

/// Asks for the policies of a domain, or else of the one above it: a policy counts for everything below.
pub(super) async fn ask(asker: &Asker, domain: &str) -> Result<Vec<String>, Silence> {
    let mut at = domain;
    loop {
        match asker.texts(&format!("_dmarc.{at}")).await {
            Ok(texts) => {
                let policies: Vec<_> = texts.into_iter().filter(|text| is_policy(text)).collect();
                if !policies.is_empty() {
                    return Ok(policies);
                }
            }
            Err(Silence::NoSuchName) => {}
            Err(Silence::NoAnswer) => return Err(Silence::NoAnswer),
        }
        match at.split_once('.') {
            // What has no dot left is an ending such as com.
            Some((_, above)) if above.contains('.') => at = above,
            _ => return Ok(Vec::new()),
        }
    }
}

/// It begins with its version, and nothing else does (RFC 7489 §6.6.3).
fn is_policy(text: &str) -> bool {
    text.split(';')
        .next()
        .is_some_and(|first| first.replace(' ', "") == "v=DMARC1")
}

/// The value of a tag, in lower case.
fn tag(text: &str, name: &str) -> Option<String> {
    text.split(';').find_map(|part| {
        let (key, value) = part.split_once('=')?;
        (key.trim().eq_ignore_ascii_case(name)).then(|| value.trim().to_ascii_lowercase())
    })
}

/// What it means; `is_proven` when SPF or DKIM is in order.
pub(super) fn meaning(
    domain: &str,
    is_proven: bool,
    policies: Result<Vec<String>, Silence>,
) -> Record {
    let Ok(policies) = policies else {
        return Record::silent("forged mail in your domain's name");
    };
    let policy = match policies.as_slice() {
        [] => {
            return Record::new(
                Verdict::Missing,
                None,
                format!(
                    "Your domain does not say what to do with mail that only pretends to be yours, and the great providers trust domains that do. Ask whoever runs it to add this TXT record to _dmarc.{domain}: v=DMARC1; p=none"
                ),
            );
        }
        [policy] => policy,
        [..] => {
            return Record::new(
                Verdict::Warn,
                Some(policies.join(" · ")),
                "Your domain has more than one rule for forged mail, which makes all of them void. Ask whoever runs it to keep one.",
            );
        }
    };
    let found = Some(policy.clone());
    match tag(policy, "p").as_deref() {
        Some("none") => Record::new(
            Verdict::Good,
            found,
            "Your domain has a rule for forged mail, which for now only watches. Good.",
        ),
        Some("quarantine" | "reject") if is_proven => Record::new(
            Verdict::Good,
            found,
            "Your domain asks others to refuse mail that only pretends to be yours. Good.",
        ),
        Some("quarantine" | "reject") => Record::new(
            Verdict::Warn,
            found,
            "Your domain asks others to refuse mail that cannot prove to be yours, and it is not certain that yours can. Put right the two records above first, or your mail may not arrive.",
        ),
        _ => Record::new(
            Verdict::Warn,
            found,
            "Your domain has a rule for forged mail that does not say what to do (p=). Ask whoever runs it to put it right: v=DMARC1; p=none",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_judged_by_what_it_asks_for_and_by_what_can_be_proven() {
        let judged = |is_proven, policies: &[&str]| {
            let policies = policies.iter().map(|policy| (*policy).to_owned()).collect();
            meaning("example.com", is_proven, Ok(policies)).verdict
        };
        assert_eq!(judged(false, &["v=DMARC1; p=none"]), Verdict::Good);
        assert_eq!(
            judged(true, &["v=DMARC1;p=Reject; rua=mailto:d@example.com"]),
            Verdict::Good
        );
        assert_eq!(judged(false, &["v=DMARC1; p=reject"]), Verdict::Warn);
        assert_eq!(judged(true, &["v=DMARC1; sp=reject"]), Verdict::Warn);
        assert_eq!(
            judged(true, &["v=DMARC1; p=none", "v=DMARC1; p=reject"]),
            Verdict::Warn
        );
        let record = meaning("example.com", true, Ok(Vec::new()));
        assert_eq!(record.verdict, Verdict::Missing);
        assert!(
            record
                .words
                .ends_with("_dmarc.example.com: v=DMARC1; p=none")
        );
    }

    #[test]
    fn only_what_begins_with_its_version_is_a_rule() {
        for text in ["v=DMARC1", "v=DMARC1; p=none", "v = DMARC1 ;p=none"] {
            assert!(is_policy(text), "{text}");
        }
        for text in ["v=DMARC10; p=none", "p=none; v=DMARC1", "v=spf1 -all", ""] {
            assert!(!is_policy(text), "{text}");
        }
    }
}
