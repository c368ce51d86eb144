//! Finding out who keeps a mailbox, and which servers it has.

use byline_model::{EmailAddress, Preset, Provider, Security, ServerAddress};

use super::{
    DomainError,
    ask::{Asker, Named, Silence},
};

/// The great provider to whom a domain's mail goes, if it is one of those known.
pub(super) fn provider_of(exchangers: &[String]) -> Provider {
    // Only the server's name counts here, so the address is nobody's.
    let Ok(nobody) = EmailAddress::parse("nobody@invalid.invalid") else {
        return Provider::Other;
    };
    exchangers
        .iter()
        .map(|host| Provider::of_host(host, &nobody))
        .find(|provider| *provider != Provider::Other)
        .unwrap_or(Provider::Other)
}

/// The preset for an address, with the servers that its domain names.
pub(super) async fn servers(asker: &Asker, address: &EmailAddress) -> Result<Preset, DomainError> {
    let domain = address.domain();
    let exchangers = match asker.mail_exchangers(domain).await {
        Ok(exchangers) => exchangers,
        Err(Silence::NoSuchName) => return Err(DomainError::NoSuchDomain(domain.to_owned())),
        Err(Silence::NoAnswer) => return Err(DomainError::NoAnswer),
    };
    let mut preset = provider_of(&exchangers).preset(address);
    if preset.provider == Provider::Other {
        // RFC 6186 §3.1 and RFC 8314 §5.1: with TLS from the first byte where it is offered.
        let named = async |service: &str| {
            let name = format!("{service}._tcp.{domain}");
            // No answer about one of them leaves the guess from the domain's name.
            asker.service(&name).await.ok().flatten()
        };
        let (submissions, submission, imaps) =
            tokio::join!(named("_submissions"), named("_submission"), named("_imaps"));
        let server = |security: Security| {
            move |named: Named| ServerAddress {
                host: named.host,
                port: named.port,
                security,
            }
        };
        preset.smtp = submissions
            .map(server(Security::Tls))
            .or(submission.map(server(Security::StartTls)))
            .or(preset.smtp);
        preset.imap = imaps.map(server(Security::Tls)).or(preset.imap);
    }
    Ok(preset)
}
