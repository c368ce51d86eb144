//! OAuth 2: the rep says yes in their browser, and Byline never sees the password.
//!
//! The authorization code grant (RFC 6749 §4.1) of a native app (RFC 8252): the browser comes back to a port of this
//! computer that is open only while the question is, and the code is worth nothing without the proof that never left
//! Byline (PKCE, RFC 7636). Only the two addresses of the rep's own provider are called, and only when the rep signs in
//! or an access token has run out.

mod error;
mod http;
mod loopback;

use std::{sync::atomic::AtomicBool, time::Duration};

use byline_model::OAuthClient;
use oauth2::{
    AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointNotSet,
    EndpointSet, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RefreshToken, Scope,
    TokenResponse, TokenUrl,
    basic::{BasicClient, BasicTokenResponse},
    url::Url,
};

pub use error::OAuthError;

use http::Caller;
use loopback::Loopback;

/// How long an access token holds when the provider does not say (RFC 6749 §5.1 only recommends it): what is usual.
const USUAL_LIFE: Duration = Duration::from_secs(3600);

/// What a provider gives when the rep has said yes. Nothing of it is ever shown: not by `Debug`, not in an error.
#[derive(Clone)]
pub struct Tokens {
    /// Signs in, as [`crate::smtp::Secret::AccessToken`].
    pub access_token: String,
    /// Gets the next access token; `None` when the provider gave none, so that the one there was still holds.
    pub refresh_token: Option<String>,
    /// How long the access token holds from now on.
    pub expires_in: Duration,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tokens")
    }
}

impl From<BasicTokenResponse> for Tokens {
    fn from(given: BasicTokenResponse) -> Self {
        Self {
            access_token: given.access_token().secret().clone(),
            refresh_token: given.refresh_token().map(|token| token.secret().clone()),
            expires_in: given.expires_in().unwrap_or(USUAL_LIFE),
        }
    }
}

/// The rep's client as the library knows it: with both of the provider's addresses.
type Registered =
    BasicClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

/// A question to the rep that is open: the browser shows it, and comes back here.
///
/// Dropping it closes the port.
pub struct Consent {
    address: String,
    state: CsrfToken,
    proof: PkceCodeVerifier,
    registered: Registered,
    client_secret: Option<String>,
    caller: Caller,
    loopback: Loopback,
}

impl Consent {
    /// Opens a port on this computer and makes the address that the browser is to open.
    ///
    /// `client_secret` is what some providers give to native apps too (Google does), although it is no secret there;
    /// `login_hint` is the address of the mailbox, so that the right account is offered.
    ///
    /// # Errors
    /// When an address of the provider's cannot be used, or no port can be opened.
    pub fn begin(
        client: &OAuthClient,
        client_secret: Option<&str>,
        login_hint: &str,
    ) -> Result<Self, OAuthError> {
        let authorize = endpoint(&client.authorize_url)?;
        let caller = Caller::to(&endpoint(&client.token_url)?)?;
        let loopback = Loopback::open(redirect_host(&authorize))?;
        let back = RedirectUrl::new(loopback.address())
            .map_err(|_| OAuthError::Address(loopback.address()))?;
        let asks_google = authorize.host_str() == Some("accounts.google.com");
        let registered = registered(client, client_secret)?.set_redirect_uri(back);

        let (challenge, proof) = PkceCodeChallenge::new_random_sha256();
        let mut request = registered
            .authorize_url(CsrfToken::new_random)
            .add_scopes(client.scope.split_whitespace().map(scope))
            .set_pkce_challenge(challenge)
            .add_extra_param("login_hint", login_hint);
        if asks_google {
            // Google gives a refresh token only where one is asked for in words of its own, and only with the first yes
            // unless it asks again.
            request = request
                .add_extra_param("access_type", "offline")
                .add_extra_param("prompt", "consent");
        }
        let (address, state) = request.url();
        Ok(Self {
            address: address.into(),
            state,
            proof,
            registered,
            client_secret: client_secret.map(str::to_owned),
            caller,
            loopback,
        })
    }

    /// What the browser is to open.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Waits until the rep has answered in the browser, and exchanges the answer for tokens.
    ///
    /// It blocks for `at_most` at the longest, and soon comes back when `stop` is set; so it belongs on a thread of its
    /// own and not inside another async runtime.
    ///
    /// # Errors
    /// When the rep said no, did nothing, or gave up here; or the provider or the network failed: see [`OAuthError`].
    pub fn wait(self, stop: &AtomicBool, at_most: Duration) -> Result<Tokens, OAuthError> {
        let code = self.loopback.wait(&self.state, stop, at_most)?;
        let mut secrets = vec![code.clone(), self.proof.secret().clone()];
        secrets.extend(self.client_secret);
        self.registered
            .exchange_code(AuthorizationCode::new(code))
            .set_pkce_verifier(self.proof)
            .request(&self.caller)
            .map(Tokens::from)
            .map_err(|error| OAuthError::of_request(error, &secrets))
    }
}

/// Gets a new access token with a refresh token from before.
///
/// # Errors
/// [`OAuthError::Revoked`] when the rep has to say yes again; otherwise what the provider or the network says.
pub fn refresh(
    client: &OAuthClient,
    client_secret: Option<&str>,
    refresh_token: &str,
) -> Result<Tokens, OAuthError> {
    let caller = Caller::to(&endpoint(&client.token_url)?)?;
    let mut secrets = vec![refresh_token.to_owned()];
    secrets.extend(client_secret.map(str::to_owned));
    registered(client, client_secret)?
        .exchange_refresh_token(&RefreshToken::new(refresh_token.to_owned()))
        .request(&caller)
        .map(Tokens::from)
        .map_err(|error| OAuthError::of_request(error, &secrets))
}

fn registered(client: &OAuthClient, client_secret: Option<&str>) -> Result<Registered, OAuthError> {
    let id = client.client_id.trim();
    if id.is_empty() {
        return Err(OAuthError::WrongClient("no client ID was entered".into()));
    }
    let registered = BasicClient::new(ClientId::new(id.to_owned()))
        .set_auth_uri(AuthUrl::from_url(endpoint(&client.authorize_url)?))
        .set_token_uri(TokenUrl::from_url(endpoint(&client.token_url)?))
        // Microsoft reads it only there, and the others there too (RFC 6749 §2.3.1).
        .set_auth_type(AuthType::RequestBody);
    Ok(match client_secret.map(str::trim) {
        None | Some("") => registered,
        Some(secret) => registered.set_client_secret(ClientSecret::new(secret.to_owned())),
    })
}

fn scope(words: &str) -> Scope {
    Scope::new(words.to_owned())
}

/// An address of the provider's, over which secrets may go: with TLS, or on this computer.
fn endpoint(address: &str) -> Result<Url, OAuthError> {
    let wrong = || OAuthError::Address(address.to_owned());
    let url = Url::parse(address.trim()).map_err(|_| wrong())?;
    let is_private = match url.scheme() {
        "https" => url.has_host(),
        "http" => is_loopback(&url),
        _ => false,
    };
    if is_private && url.username().is_empty() && url.fragment().is_none() {
        Ok(url)
    } else {
        Err(wrong())
    }
}

fn is_loopback(url: &Url) -> bool {
    use oauth2::url::Host;
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// The name of this computer in the address to come back to. The number is the better one (RFC 8252 §8.3), but
/// Microsoft's pages register only the name.
fn redirect_host(authorize: &Url) -> &'static str {
    match authorize.host_str() {
        Some("login.microsoftonline.com") => "localhost",
        _ => "127.0.0.1",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_go_only_over_tls_or_to_this_computer() {
        for address in [
            "https://oauth2.example.com/token",
            "http://127.0.0.1:8080/token",
            "http://localhost/token",
            "http://[::1]:9/token",
        ] {
            assert!(endpoint(address).is_ok(), "{address}");
        }
        for address in [
            "http://oauth2.example.com/token",
            "http://127.0.0.1.example.com/token",
            "http://localhost.example.com/token",
            "http://10.0.0.1/token",
            "ftp://127.0.0.1/token",
            "javascript:alert(1)",
            "https://user@oauth2.example.com/token",
            "oauth2.example.com",
            "",
        ] {
            assert!(
                matches!(endpoint(address), Err(OAuthError::Address(_))),
                "{address}"
            );
        }
    }

    #[test]
    fn each_great_provider_is_asked_as_it_wants_to_be() {
        use byline_model::{EmailAddress, Provider};
        let dana = EmailAddress::parse("dana@example.com").expect("an address");
        let asked = |provider: Provider| {
            let mut client = provider.preset(&dana).oauth.expect("a preset");
            client.client_id = "123.apps.example.com".to_owned();
            let consent = Consent::begin(&client, None, dana.as_str()).expect("a question");
            let url = Url::parse(consent.address()).expect("an address");
            url.query_pairs()
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect::<std::collections::BTreeMap<_, _>>()
        };
        let google = asked(Provider::Gmail);
        assert_eq!(google["access_type"], "offline");
        assert_eq!(google["prompt"], "consent");
        assert_eq!(google["scope"], "https://mail.google.com/");
        assert_eq!(google["login_hint"], "dana@example.com");
        assert_eq!(google["code_challenge_method"], "S256");
        assert!(google["redirect_uri"].starts_with("http://127.0.0.1:"));
        let microsoft = asked(Provider::Microsoft365);
        assert!(microsoft["scope"].ends_with(" offline_access"));
        assert!(microsoft["redirect_uri"].starts_with("http://localhost:"));
        assert!(!microsoft.contains_key("prompt"));
        // Two questions are never the same.
        assert_ne!(google["state"], asked(Provider::Gmail)["state"]);
    }

    #[test]
    fn tokens_are_never_shown() {
        let tokens = Tokens {
            access_token: "ya29.secret".to_owned(),
            refresh_token: Some("1//secret".to_owned()),
            expires_in: USUAL_LIFE,
        };
        assert_eq!(format!("{tokens:?}"), "Tokens");
    }
}
