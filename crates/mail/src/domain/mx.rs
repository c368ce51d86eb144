//! MX (RFC 5321 §5): where mail for a domain goes, and so where answers and bounces come in.

use byline_model::Provider;

use super::{Record, Verdict, ask::Silence, company, find::provider_of};

/// What it means.
pub(super) fn meaning(provider: Provider, exchangers: Result<Vec<String>, Silence>) -> Record {
    let exchangers = match exchangers {
        Ok(exchangers) => exchangers,
        Err(Silence::NoSuchName) => Vec::new(),
        Err(Silence::NoAnswer) => return Record::silent("where mail for your domain goes"),
    };
    let Some(first) = exchangers.iter().find(|host| !host.is_empty()) else {
        return Record::new(
            Verdict::Missing,
            None,
            "Your domain takes no mail, so nobody can answer you and nothing that bounces comes back. Ask whoever runs it to set it up for mail.",
        );
    };
    let found = Some(exchangers.join(", "));
    let there = provider_of(&exchangers);
    match (company(provider), company(there)) {
        (Some(ours), Some(theirs)) if ours == theirs => Record::new(
            Verdict::Good,
            found,
            format!("Mail for your domain goes to {ours}. Good."),
        ),
        (Some(ours), theirs) => Record::new(
            Verdict::Warn,
            found,
            format!(
                "Mail for your domain goes to {}, not to {ours}. If that is a filter that passes it on, all is well; otherwise answers come in at another mailbox.",
                theirs.unwrap_or(first)
            ),
        ),
        (None, Some(theirs)) => Record::new(
            Verdict::Good,
            found,
            format!(
                "Mail for your domain goes to {theirs}. If that is your provider, choose it in the mailbox settings."
            ),
        ),
        (None, None) => Record::new(
            Verdict::Good,
            found,
            format!("Mail for your domain goes to {first}."),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_answers_go_is_told() {
        let judged = |provider, hosts: &[&str]| {
            meaning(
                provider,
                Ok(hosts.iter().map(|host| (*host).to_owned()).collect()),
            )
        };
        let google = ["aspmx.l.google.com", "alt1.aspmx.l.google.com"];
        assert_eq!(
            judged(Provider::GoogleWorkspace, &google).verdict,
            Verdict::Good
        );
        let record = judged(Provider::Microsoft365, &google);
        assert_eq!(record.verdict, Verdict::Warn);
        assert!(
            record.words.contains("goes to Google, not to Microsoft"),
            "{record:?}"
        );
        let own = judged(Provider::Other, &["mail.example.com"]);
        assert_eq!(own.verdict, Verdict::Good);
        assert_eq!(own.words, "Mail for your domain goes to mail.example.com.");
        for none in [&[][..], &[""]] {
            assert_eq!(judged(Provider::Other, none).verdict, Verdict::Missing);
        }
    }
}
