//! The one HTTP client: it asks the provider's token endpoint, and follows it nowhere else.

use std::{sync::Arc, time::Duration};

use oauth2::{HttpRequest, HttpResponse, SyncHttpClient, url::Url};
use ureq::{
    Agent, Proxy,
    tls::{Certificate, RootCerts, TlsConfig, TlsProvider},
};

use super::{OAuthError, is_loopback};

/// The longest answer that is read, in bytes. The tokens of Microsoft have two or three kilobytes.
const LONGEST: u64 = 256 * 1024;

/// How long a whole request may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Calls one provider.
pub(super) struct Caller(Agent);

impl Caller {
    /// For the provider at this address; for one on this computer without TLS, for any other only with it.
    pub(super) fn to(address: &Url) -> Result<Self, OAuthError> {
        let here = is_loopback(address);
        let config = Agent::config_builder()
            .https_only(!here)
            // A secret is never carried on to where a redirection points.
            .max_redirects(0)
            .max_redirects_will_error(false)
            // A refusal is an answer too (RFC 6749 §5.2), with status 400.
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE))
            // What the system says about proxies does not concern this computer itself.
            .proxy(if here { None } else { Proxy::try_from_env() })
            .tls_config(tls())
            .build();
        Ok(Self(config.into()))
    }
}

/// The same cryptography and the same authorities as for mail.
fn tls() -> TlsConfig {
    let authorities: Vec<_> = rustls_native_certs::load_native_certs()
        .certs
        .iter()
        .map(|certificate| Certificate::from_der(certificate).to_owned())
        .collect();
    TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .root_certs(RootCerts::from(authorities))
        .build()
}

impl SyncHttpClient for Caller {
    type Error = ureq::Error;

    fn call(&self, request: HttpRequest) -> Result<HttpResponse, Self::Error> {
        let (parts, mut body) = self.0.run(request)?.into_parts();
        let body = body.with_config().limit(LONGEST).read_to_vec()?;
        Ok(HttpResponse::from_parts(parts, body))
    }
}
