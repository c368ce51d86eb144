//! TLS: whom Byline trusts, and how a certificate that it does not trust is told apart.

use std::sync::Arc;

use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
    client::{
        WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
        verify_server_name,
    },
    crypto::CryptoProvider,
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject},
    server::ParsedCertificate,
};
use tokio::{net::TcpStream, time::timeout};
use tokio_rustls::{TlsConnector, client::TlsStream};

use super::{CertificateProblem, ConnectError, Service, Settings, StepName};

/// Whether a server can be called that: a name as the DNS has it, or an IP address.
pub fn is_host(host: &str) -> bool {
    ServerName::try_from(host).is_ok()
}

/// Refuses a file of certificates (PEM) with which no connection could be made.
///
/// # Errors
/// [`ConnectError::CaFile`], with what is wrong with it.
pub fn check_ca(pem: &[u8]) -> Result<(), ConnectError> {
    trust(&read_pem(pem)?, &mut RootCertStore::empty())
}

/// Makes a connection private; nothing is said on it before the server has shown a certificate that is in order.
pub(crate) async fn secure(
    stream: TcpStream,
    settings: &Settings<'_>,
    service: Service,
) -> Result<TlsStream<TcpStream>, ConnectError> {
    let host = settings.server.host.as_str();
    let name = ServerName::try_from(host.to_owned()).map_err(|_| ConnectError::NameNotFound {
        host: host.to_owned(),
    })?;
    let connector = connector(settings.ca_pem)?;
    match timeout(settings.timeouts.command, connector.connect(name, stream)).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) => match error.get_ref().and_then(|inner| inner.downcast_ref()) {
            Some(error) => Err(explain(error, host, settings.server.port, service)),
            None => Err(ConnectError::Lost {
                host: host.to_owned(),
                step: StepName::Certificate,
            }),
        },
        Err(_) => Err(ConnectError::Timeout {
            host: host.to_owned(),
            service,
            step: StepName::Certificate,
        }),
    }
}

/// A connector that trusts the system's authorities and the certificates in `ca_pem`.
///
/// The cryptography is named here rather than taken from the process, where another library could have set it.
fn connector(ca_pem: Option<&[u8]>) -> Result<TlsConnector, ConnectError> {
    let trusted = ca_pem.map_or(Ok(Vec::new()), read_pem)?;
    let system = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    // Systems carry a few certificates that rustls cannot read; the others still serve.
    let _ = roots.add_parsable_certificates(system.certs);
    trust(&trusted, &mut roots)?;
    if roots.is_empty() {
        return Err(ConnectError::NoAuthorities);
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = config(provider, roots, trusted)
        .map_err(|why| ConnectError::Other(format!("TLS cannot start: {why}")))?;
    Ok(TlsConnector::from(Arc::new(config)))
}

fn config(
    provider: Arc<CryptoProvider>,
    roots: RootCertStore,
    trusted: Vec<CertificateDer<'static>>,
) -> Result<ClientConfig, Box<dyn std::error::Error>> {
    let inner =
        WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone()).build()?;
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Verifier { inner, trusted }))
        .with_no_client_auth())
}

fn trust(
    certificates: &[CertificateDer<'static>],
    roots: &mut RootCertStore,
) -> Result<(), ConnectError> {
    for certificate in certificates {
        roots
            .add(certificate.clone())
            .map_err(|error| ConnectError::CaFile(error.to_string()))?;
    }
    Ok(())
}

fn read_pem(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, ConnectError> {
    let certificates = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| ConnectError::CaFile(error.to_string()))?;
    if certificates.is_empty() {
        return Err(ConnectError::CaFile(
            "there is no certificate in it".to_owned(),
        ));
    }
    Ok(certificates)
}

/// The usual checks, and one thing more: a server may show the very certificate that the rep trusts.
///
/// A self-signed certificate made with OpenSSL calls itself an authority, and the usual checks refuse an authority as a
/// server's own certificate even when it is the one in the rep's file.
#[derive(Debug)]
struct Verifier {
    inner: Arc<WebPkiServerVerifier>,
    trusted: Vec<CertificateDer<'static>>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        match self.inner.verify_server_cert(
            end_entity,
            intermediates,
            server_name,
            ocsp_response,
            now,
        ) {
            // Webpki looks at the dates before it looks whether it is an authority: they are in order here. The name
            // it looks at last, so that is still to do.
            Err(error)
                if is_authority(&error) && self.trusted.iter().any(|known| known == end_entity) =>
            {
                verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
                Ok(ServerCertVerified::assertion())
            }
            result => result,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.inner
            .verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.inner
            .verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}

/// Whether a certificate was refused for being an authority's.
fn is_authority(error: &rustls::Error) -> bool {
    let rustls::Error::InvalidCertificate(CertificateError::Other(other)) = error else {
        return false;
    };
    matches!(
        other.0.downcast_ref::<webpki::Error>(),
        Some(webpki::Error::CaUsedAsEndEntity)
    )
}

/// What is wrong with the server's TLS, in words that help.
fn explain(error: &rustls::Error, host: &str, port: u16, service: Service) -> ConnectError {
    use CertificateError as C;
    let host = host.to_owned();
    let problem = match error {
        rustls::Error::InvalidCertificate(error) => match error {
            C::Expired | C::ExpiredContext { .. } => CertificateProblem::Expired,
            C::NotValidYet | C::NotValidYetContext { .. } => CertificateProblem::NotValidYet,
            C::NotValidForName | C::NotValidForNameContext { .. } => CertificateProblem::WrongName,
            // A bad signature is what a certificate made anew looks like beside the old one in the rep's file.
            C::UnknownIssuer | C::BadSignature => CertificateProblem::Untrusted,
            _ if is_authority(&rustls::Error::InvalidCertificate(error.clone())) => {
                CertificateProblem::Untrusted
            }
            other => CertificateProblem::Other(other.to_string()),
        },
        rustls::Error::InvalidMessage(_) => {
            return ConnectError::NoTlsHere {
                host,
                port,
                service,
            };
        }
        other => {
            return ConnectError::Tls {
                host,
                why: other.to_string(),
            };
        }
    };
    ConnectError::Certificate { host, problem }
}
