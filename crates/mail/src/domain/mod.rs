//! What the domain of the rep's address says about mail in its name, and what that means: asked of the name servers only
//! when the rep asks.
//!
//! Whether mail arrives or is taken for spam depends on records that the rep never sees: SPF (RFC 7208) names who may send
//! for the domain, DKIM (RFC 6376) holds the keys that sign for it, DMARC (RFC 7489) says what to do with the rest, and MX
//! (RFC 5321 §5) where answers go. Asking and judging are apart: what an answer means is decided without a network.

mod ask;
mod dkim;
mod dmarc;
mod find;
mod mx;
mod spf;

use std::net::SocketAddr;

use byline_model::{EmailAddress, Preset, Provider};

use ask::{Asker, Silence};

/// What a domain says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainReport {
    /// Who may send for it.
    pub spf: Record,
    /// Who signs for it.
    pub dkim: Record,
    /// What is to be done with mail that neither proves.
    pub dmarc: Record,
    /// Where mail for it goes.
    pub mx: Record,
}

/// One kind of record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The record as it stands there.
    pub found: Option<String>,
    /// How it is.
    pub verdict: Verdict,
    /// What it means, and what to do.
    pub words: String,
}

/// How a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// In order.
    Good,
    /// There, but something is to be put right.
    Warn,
    /// Not there, and it should be.
    Missing,
    /// It cannot be said from here.
    Unknown,
}

impl Record {
    fn new(verdict: Verdict, found: Option<String>, words: impl Into<String>) -> Self {
        Self {
            found: found.map(|found| crate::connection::one_line(&found)),
            verdict,
            words: words.into(),
        }
    }

    fn silent(kind: &str) -> Self {
        Self::new(
            Verdict::Unknown,
            None,
            format!("No name server answered about {kind}. Ask again in a while."),
        )
    }
}

/// Why nothing can be said about a domain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DomainError {
    /// There is no such domain.
    #[error("There is no domain named {0}. Check your address in the mailbox settings.")]
    NoSuchDomain(String),
    /// No name server answered at all.
    #[error("No name server answered. Check that this computer is online, then ask again.")]
    NoAnswer,
    /// It is not known whom to ask, or asking cannot begin; what the system says.
    #[error(
        "This computer's name servers could not be found out ({0}). Check its network settings, then ask again."
    )]
    NoNameServer(String),
}

/// Who is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameServers {
    /// Those that the system uses.
    System,
    /// This one.
    At(SocketAddr),
}

/// Looks up what a domain says, as the system's name servers know it.
///
/// `selectors` are names of DKIM keys that are known, from a message's signature for instance; the usual ones of the
/// provider and of others are tried too. An address at the provider's own domain needs no asking: the provider sees to it.
///
/// It blocks for some seconds at the most, so it belongs on a thread of its own and not inside another async runtime.
///
/// # Errors
/// When there is no such domain, or nobody answers.
pub fn look_up(
    domain: &str,
    provider: Provider,
    selectors: &[&str],
) -> Result<DomainReport, DomainError> {
    NameServers::System.look_up(domain, provider, selectors)
}

/// Finds out who keeps the mailbox and what servers it has, as the system's name servers know it: by the address alone
/// where it is a great provider's own, else by where the domain's mail goes (MX) and by the servers that it names for mail
/// programs (RFC 6186). The rep sees and confirms them: a name server can lie.
///
/// # Errors
/// When there is no such domain, or nobody answers.
pub fn find_servers(address: &EmailAddress) -> Result<Preset, DomainError> {
    NameServers::System.find_servers(address)
}

impl NameServers {
    /// As [`look_up`], of these name servers.
    ///
    /// # Errors
    /// As there.
    pub fn look_up(
        self,
        domain: &str,
        provider: Provider,
        selectors: &[&str],
    ) -> Result<DomainReport, DomainError> {
        let domain = domain.trim_end_matches('.').to_ascii_lowercase();
        if let Some(owner) = owner_of(&domain) {
            return Ok(provider_s_own(owner));
        }
        ask::run(async {
            let asker = Asker::new(self)?;
            let (spf, dkim, dmarc, mx) = tokio::join!(
                spf::ask(&asker, &domain),
                dkim::ask(&asker, &domain, provider, selectors),
                dmarc::ask(&asker, &domain),
                asker.mail_exchangers(&domain),
            );
            match (&spf, &mx) {
                (Err(Silence::NoSuchName), Err(Silence::NoSuchName)) => {
                    return Err(DomainError::NoSuchDomain(domain.clone()));
                }
                (Err(Silence::NoAnswer), Err(Silence::NoAnswer)) => {
                    return Err(DomainError::NoAnswer);
                }
                _ => {}
            }
            let spf = spf::meaning(&domain, provider, spf);
            let dkim = dkim::meaning(&domain, provider, selectors, dkim);
            let is_proven = [&spf, &dkim]
                .into_iter()
                .any(|record| record.verdict == Verdict::Good);
            Ok(DomainReport {
                dmarc: dmarc::meaning(&domain, is_proven, dmarc),
                mx: mx::meaning(provider, mx),
                spf,
                dkim,
            })
        })
    }

    /// As [`find_servers`], of these name servers.
    ///
    /// # Errors
    /// As there.
    pub fn find_servers(self, address: &EmailAddress) -> Result<Preset, DomainError> {
        match Provider::of(address) {
            Provider::Other => {}
            known => return Ok(known.preset(address)),
        }
        ask::run(async { find::servers(&Asker::new(self)?, address).await })
    }
}

/// The provider to whom a domain itself belongs.
fn owner_of(domain: &str) -> Option<Provider> {
    let somebody = EmailAddress::parse(&format!("somebody@{domain}")).ok()?;
    Some(Provider::of(&somebody)).filter(|provider| *provider != Provider::Other)
}

/// The report on an address such as dana@gmail.com.
fn provider_s_own(owner: Provider) -> DomainReport {
    let record = |what: &str| {
        Record::new(
            Verdict::Good,
            None,
            format!(
                "Your address belongs to {}, who {what}. You need do nothing.",
                owner.name()
            ),
        )
    };
    DomainReport {
        spf: record("says who may send for it"),
        dkim: record("signs your mail"),
        dmarc: record("says what to do with forged mail"),
        mx: record("takes mail for it"),
    }
}

/// The company behind a provider, as words call it.
const fn company(provider: Provider) -> Option<&'static str> {
    match provider {
        Provider::Gmail | Provider::GoogleWorkspace => Some("Google"),
        Provider::Microsoft365 | Provider::OutlookCom => Some("Microsoft"),
        Provider::Yahoo => Some("Yahoo"),
        Provider::Icloud => Some("Apple"),
        Provider::Fastmail => Some("Fastmail"),
        Provider::Zoho => Some("Zoho"),
        Provider::Other => None,
    }
}
