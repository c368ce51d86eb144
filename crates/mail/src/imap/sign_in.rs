//! Signing in (RFC 9051 §6.2) with a password or an access token, and what providers mean when they say no.

use base64::{Engine, prelude::BASE64_STANDARD};
use imap_codec::imap_types::{
    auth::AuthMechanism, command::CommandBody, core::AString, response::StatusKind,
    secret::Secret as Hidden,
};

use super::{
    dial::{Client, Offers, broken},
    wire::{Done, Patience},
};
use crate::connection::{
    ConnectError, Login, Secret, Service, Settings, SignInProblem, StepName, one_line,
    without_secrets,
};

/// Signs in: a password by PLAIN (RFC 4616), else by LOGIN; an access token by XOAUTH2, which Google and Microsoft
/// document, else by OAUTHBEARER (RFC 7628).
pub(super) async fn sign_in(
    wire: &mut Client,
    offers: Offers,
    login: &Login<'_>,
    settings: &Settings<'_>,
) -> Result<(), ConnectError> {
    let server = settings.server;
    let not_offered = || ConnectError::NoSignIn {
        host: server.host.clone(),
        service: Service::Imap,
    };
    let Login { user, secret } = *login;
    let way = match secret {
        Secret::Password(password) if offers.plain => {
            Some((AuthMechanism::Plain, format!("\0{user}\0{password}")))
        }
        Secret::Password(_) => None,
        Secret::AccessToken(token) if offers.x_oauth2 => Some((
            AuthMechanism::XOAuth2,
            format!("user={user}\u{1}auth=Bearer {token}\u{1}\u{1}"),
        )),
        Secret::AccessToken(token) if offers.oauth_bearer => Some((
            AuthMechanism::OAuthBearer,
            // "," and "=" have a meaning in this header (RFC 5801 §4).
            format!(
                "n,a={},\u{1}host={}\u{1}port={}\u{1}auth=Bearer {token}\u{1}\u{1}",
                user.replace('=', "=3D").replace(',', "=2C"),
                server.host,
                server.port
            ),
        )),
        Secret::AccessToken(_) => return Err(not_offered()),
    };
    let mut patience = Patience::short(settings.timeouts.command);
    let mut sent = Vec::new();
    let done = match way {
        Some((mechanism, proof)) => {
            sent.push(BASE64_STANDARD.encode(&proof));
            authenticate(wire, offers, mechanism, proof, &mut patience).await
        }
        None if offers.login_disabled => return Err(not_offered()),
        None => {
            let command = AString::try_from(user)
                .and_then(|user| Ok((user, AString::try_from(secret.text())?)))
                .map(|(username, password)| CommandBody::Login {
                    username,
                    password: Hidden::new(password),
                })
                // Only NUL has no way through.
                .map_err(|_| not_offered())?;
            match wire.say(command, &mut patience, &mut |_| {}).await {
                Ok(Some(done)) => Ok(done),
                Ok(None) => wire.finish(&mut patience, &mut |_| {}).await,
                Err(error) => Err(error),
            }
        }
    }
    .map_err(|error| match broken(error, settings, StepName::SignIn) {
        // A goodbye may repeat what was said, too.
        ConnectError::TurnedAway { host, words, step } => ConnectError::TurnedAway {
            host,
            words: one_line(&without_secrets(&words, login, &sent)),
            step,
        },
        other => other,
    })?;
    if done.kind == StatusKind::Ok {
        return Ok(());
    }
    Err(ConnectError::SignIn {
        host: server.host.clone(),
        problem: problem(&done, secret),
        words: one_line(&without_secrets(&done.words, login, &sent)),
    })
}

async fn authenticate(
    wire: &mut Client,
    offers: Offers,
    mechanism: AuthMechanism<'_>,
    proof: String,
    patience: &mut Patience,
) -> Result<Done, super::ImapError> {
    let mut ignored = |_| {};
    let at_once = offers
        .initial_response
        .then(|| Hidden::new(proof.clone().into_bytes().into()));
    let mut proof = at_once.is_none().then(|| proof.into_bytes());
    let command = CommandBody::Authenticate {
        mechanism,
        initial_response: at_once,
    };
    if let Some(done) = wire.say(command, patience, &mut ignored).await? {
        return Ok(done);
    }
    // With an access token that is not taken the server explains itself first, and an empty line asks for the end.
    for _ in 0..2 {
        match wire.wait_for_more(patience, &mut ignored).await? {
            Some(done) => return Ok(done),
            None => {
                wire.say_secret(proof.take().unwrap_or_default(), patience)
                    .await?;
            }
        }
    }
    wire.finish(patience, &mut ignored).await
}

/// What a provider means by its refusal.
fn problem(done: &Done, secret: Secret<'_>) -> SignInProblem {
    let text = done.words.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    // Google: "[ALERT] Your account is not enabled for IMAP use". Exchange: "User is authenticated but not connected",
    // when the protocol is switched off for a mailbox.
    if says(&[
        "not enabled for imap",
        "imap access is disabled",
        "imap is disabled",
        "authenticated but not connected",
    ]) {
        return SignInProblem::ReadingSwitchedOff;
    }
    // Google: "[ALERT] Application-specific password required", and for the account's own password "Please log in via
    // your web browser". Yahoo and iCloud name app passwords too.
    if says(&[
        "application-specific password",
        "app-specific password",
        "app password",
        "via your web browser",
        "web login required",
    ]) {
        return SignInProblem::AppPasswordNeeded;
    }
    if says(&["basic authentication is", "basicauthblocked"]) {
        return SignInProblem::PasswordsSwitchedOff;
    }
    match (done.code.as_deref(), secret) {
        (Some("UNAVAILABLE" | "INUSE" | "SERVERBUG" | "LIMIT"), _) => SignInProblem::NotNow,
        (_, Secret::AccessToken(_)) => SignInProblem::TokenRefused,
        (Some("CONTACTADMIN" | "PRIVACYREQUIRED"), _) => SignInProblem::Other,
        _ if says(&["try again later", "temporar", "too many"]) => SignInProblem::NotNow,
        // Many say no more than "LOGIN failed.": a password is hardly ever refused for anything else.
        _ if done.kind == StatusKind::No => SignInProblem::WrongPassword,
        _ => SignInProblem::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_providers_say_is_understood() {
        let said = |code: &str, words: &str| {
            let done = Done {
                kind: StatusKind::No,
                code: Some(code.to_owned()),
                words: words.to_owned(),
            };
            problem(&done, Secret::Password("secret"))
        };
        assert_eq!(
            said("AUTHENTICATIONFAILED", "Invalid credentials (Failure)"),
            SignInProblem::WrongPassword
        );
        assert_eq!(said("", "LOGIN failed."), SignInProblem::WrongPassword);
        assert_eq!(
            said(
                "ALERT",
                "Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)"
            ),
            SignInProblem::AppPasswordNeeded
        );
        assert_eq!(
            said(
                "ALERT",
                "Your account is not enabled for IMAP use. Please visit your Gmail settings page and enable your account for IMAP access. (Failure)"
            ),
            SignInProblem::ReadingSwitchedOff
        );
        assert_eq!(
            said("", "User is authenticated but not connected."),
            SignInProblem::ReadingSwitchedOff
        );
        assert_eq!(
            said("UNAVAILABLE", "Temporary authentication failure."),
            SignInProblem::NotNow
        );
        assert_eq!(
            said("ALERT", "Too many simultaneous connections. (Failure)"),
            SignInProblem::NotNow
        );
        let done = Done {
            kind: StatusKind::No,
            code: None,
            words: "AUTHENTICATE failed.".to_owned(),
        };
        assert_eq!(
            problem(&done, Secret::AccessToken("token")),
            SignInProblem::TokenRefused
        );
    }
}
