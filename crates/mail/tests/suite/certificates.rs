//! Certificates: which are trusted, and how those that are not are told apart.

use super::server::{Identity, Server};
use byline_mail::smtp::{CertificateProblem, ConnectError, Session, Settings};
use byline_model::Security;

/// What a TLS server with this certificate meets, when the rep trusts `ca`.
fn shown(identity: Identity, host: &str, ca: Option<&str>) -> Result<(), ConnectError> {
    let mut server = Server::start(move |peer| {
        if let Some(mut peer) = peer.secure(&identity) {
            peer.greet(&[]);
            peer.hear_the_rest();
        }
    })
    .with(Security::Tls);
    server.address.host = host.to_owned();
    let result = Session::connect(&Settings {
        ca_pem: ca.map(str::as_bytes),
        ..server.settings()
    })
    .map(drop);
    server.done();
    result
}

fn certificate_problem(result: Result<(), ConnectError>) -> CertificateProblem {
    match result {
        Err(ConnectError::Certificate { problem, .. }) => problem,
        other => panic!("{other:?} instead of a refused certificate"),
    }
}

/// As `openssl req -x509` makes them: the certificate calls itself an authority.
pub fn authority(parameters: &mut rcgen::CertificateParams) {
    parameters.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
}

#[test]
fn a_certificate_in_the_rep_s_file_is_trusted_and_another_is_not() {
    for change in [authority, |_: &mut rcgen::CertificateParams| {}] {
        let identity = Identity::new(change);
        let pem = identity.pem.clone();
        assert_eq!(shown(identity, "127.0.0.1", Some(&pem)), Ok(()));
        let identity = Identity::new(change);
        let pem = identity.pem.clone();
        assert_eq!(shown(identity, "localhost", Some(&pem)), Ok(()));
        let other = Identity::new(change).pem;
        assert_eq!(
            certificate_problem(shown(Identity::new(change), "127.0.0.1", Some(&other))),
            CertificateProblem::Untrusted
        );
        assert_eq!(
            certificate_problem(shown(Identity::new(change), "127.0.0.1", None)),
            CertificateProblem::Untrusted
        );
    }
}

#[test]
fn a_trusted_certificate_still_needs_its_date_and_its_name() {
    for base in [authority, |_: &mut rcgen::CertificateParams| {}] {
        let expired = Identity::new(|parameters| {
            base(parameters);
            parameters.not_after = rcgen::date_time_ymd(2020, 1, 1);
        });
        let pem = expired.pem.clone();
        assert_eq!(
            certificate_problem(shown(expired, "127.0.0.1", Some(&pem))),
            CertificateProblem::Expired
        );

        let early = Identity::new(|parameters| {
            base(parameters);
            parameters.not_before = rcgen::date_time_ymd(2090, 1, 1);
        });
        let pem = early.pem.clone();
        assert_eq!(
            certificate_problem(shown(early, "127.0.0.1", Some(&pem))),
            CertificateProblem::NotValidYet
        );

        let other = Identity::new(|parameters| {
            base(parameters);
            parameters.subject_alt_names = vec![rcgen::SanType::DnsName(
                "mail.example.org".try_into().unwrap(),
            )];
        });
        let pem = other.pem.clone();
        assert_eq!(
            certificate_problem(shown(other, "127.0.0.1", Some(&pem))),
            CertificateProblem::WrongName
        );
    }
}
