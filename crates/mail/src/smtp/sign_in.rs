//! Signing in (RFC 4954) with a password or an access token, and what providers mean when they say no.

use mail_send::Credentials;
use smtp_proto::{
    AUTH_LOGIN, AUTH_OAUTHBEARER, AUTH_PLAIN, AUTH_XOAUTH2, EhloResponse, Response,
    response::generate::BitToString,
};

use super::{
    ConnectError, Login, Secret, SignInProblem, StepName,
    dial::{Client, broken},
    words::words_without_secrets,
};
use crate::connection::Service;

/// Signs in with the first way that the server offers: a password by PLAIN (RFC 4616), else LOGIN; an access token by
/// XOAUTH2, which Google and Microsoft document, else OAUTHBEARER (RFC 7628).
pub(super) async fn sign_in(
    client: &mut Client,
    offers: &EhloResponse<String>,
    login: &Login<'_>,
    host: &str,
) -> Result<(), ConnectError> {
    let ways = match login.secret {
        Secret::Password(_) => [AUTH_PLAIN, AUTH_LOGIN],
        Secret::AccessToken(_) => [AUTH_XOAUTH2, AUTH_OAUTHBEARER],
    };
    let Some(mechanism) = ways
        .into_iter()
        .find(|way| offers.auth_mechanisms & way != 0)
    else {
        return Err(ConnectError::NoSignIn {
            host: host.to_owned(),
            service: Service::Smtp,
        });
    };
    let mut sent = Vec::new();
    let reply = match login.secret {
        Secret::Password(password) => {
            let credentials = Credentials::Plain {
                username: login.user,
                secret: password,
            };
            with_password(client, mechanism, &credentials, &mut sent, host).await
        }
        Secret::AccessToken(token) => {
            let credentials = if mechanism == AUTH_XOAUTH2 {
                Credentials::XOauth2 {
                    username: login.user.to_owned(),
                    secret: token.to_owned(),
                }
            } else {
                Credentials::OAuthBearer {
                    token: bearer(login.user, token),
                }
            };
            with_token(client, mechanism, &credentials, &mut sent, host).await
        }
    }?;
    if reply.code() == 235 {
        return Ok(());
    }
    let words = words_without_secrets(&reply, login, &sent);
    Err(if reply.code() == 421 {
        ConnectError::TurnedAway {
            host: host.to_owned(),
            words,
            step: StepName::SignIn,
        }
    } else {
        ConnectError::SignIn {
            host: host.to_owned(),
            problem: match login.secret {
                Secret::Password(_) => problem(&reply),
                Secret::AccessToken(_) => problem_with_token(&reply),
            },
            words,
        }
    })
}

async fn with_password(
    client: &mut Client,
    mechanism: u64,
    credentials: &Credentials<&str>,
    sent: &mut Vec<String>,
    host: &str,
) -> Result<Response<String>, ConnectError> {
    let mut command = format!("AUTH {}", mechanism.to_mechanism());
    if mechanism == AUTH_PLAIN {
        sent.push(encoded(credentials, mechanism, "", host)?);
        command = format!("{command} {}", sent.concat());
    }
    let mut reply = ask(client, &command, host).await?;
    // LOGIN asks twice; a server that overlooks what PLAIN said at once asks for it again.
    for _ in 0..2 {
        if reply.code() != 334 {
            break;
        }
        let line = encoded(credentials, mechanism, reply.message(), host)?;
        reply = ask(client, &line, host).await?;
        sent.push(line);
    }
    Ok(reply)
}

async fn with_token(
    client: &mut Client,
    mechanism: u64,
    credentials: &Credentials<String>,
    sent: &mut Vec<String>,
    host: &str,
) -> Result<Response<String>, ConnectError> {
    let line = encoded(credentials, mechanism, "", host)?;
    sent.push(line.clone());
    let command = format!("AUTH {} {line}", mechanism.to_mechanism());
    let mut reply = ask(client, &command, host).await?;
    // A server that overlooks what was said at once asks for it with an empty line.
    if reply.code() == 334 && reply.message().trim().is_empty() {
        reply = ask(client, &line, host).await?;
    }
    // A token that is refused comes back as JSON that says little; the refusal itself follows an empty answer, or
    // with OAUTHBEARER a lone %x01 (RFC 7628 §3.2.3).
    if reply.code() == 334 {
        let end = if mechanism == AUTH_XOAUTH2 {
            ""
        } else {
            "AQ=="
        };
        reply = ask(client, end, host).await?;
    }
    Ok(reply)
}

/// What OAUTHBEARER says first (RFC 7628 §3.1): the name as RFC 5801 §4 escapes it, and the token.
fn bearer(user: &str, token: &str) -> String {
    let user = user.replace('=', "=3D").replace(',', "=2C");
    format!("n,a={user},\x01auth=Bearer {token}\x01\x01")
}

fn encoded<T>(
    credentials: &Credentials<T>,
    mechanism: u64,
    challenge: &str,
    host: &str,
) -> Result<String, ConnectError>
where
    T: AsRef<str> + PartialEq + Eq + std::hash::Hash,
{
    credentials
        .encode(mechanism, challenge)
        .map_err(|error| broken(&error, host, StepName::SignIn))
}

async fn ask(
    client: &mut Client,
    line: &str,
    host: &str,
) -> Result<Response<String>, ConnectError> {
    client
        .cmd(format!("{line}\r\n"))
        .await
        .map_err(|error| broken(&error, host, StepName::SignIn))
}

/// What a provider means by refusing a password.
fn problem(reply: &Response<String>) -> SignInProblem {
    let text = reply.message().to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if sending_is_off(reply) {
        return SignInProblem::SendingSwitchedOff;
    }
    match (reply.code(), reply.esc) {
        // Microsoft: "535 5.7.139 … basic authentication is disabled", "550 5.7.30 Basic authentication is not
        // supported for Client Submission".
        (_, [5, 7, 30]) => SignInProblem::PasswordsSwitchedOff,
        _ if says(&["basic authentication is"]) => SignInProblem::PasswordsSwitchedOff,
        // Google: "534 5.7.9 Application-specific password required", and for the account's own password
        // "535 5.7.8 Username and Password not accepted. … https://support.google.com/mail/?p=BadCredentials".
        // Yahoo and iCloud name app passwords too.
        (534, [5, 7, 9]) => SignInProblem::AppPasswordNeeded,
        _ if says(&[
            "application-specific password",
            "app-specific password",
            "app password",
            "?p=badcredentials",
            "invalidsecondfactor",
        ]) =>
        {
            SignInProblem::AppPasswordNeeded
        }
        (400..=499, _) => SignInProblem::NotNow,
        (535, _) => SignInProblem::WrongPassword,
        _ => SignInProblem::Other,
    }
}

/// What a provider means by refusing an access token. The name that goes with it is the rep's own address, so it is
/// hardly ever the name.
fn problem_with_token(reply: &Response<String>) -> SignInProblem {
    match reply.code() {
        _ if sending_is_off(reply) => SignInProblem::SendingSwitchedOff,
        400..=499 => SignInProblem::NotNow,
        // Google and Dovecot "535 5.7.8", Microsoft "535 5.7.3 Authentication unsuccessful", Yahoo "535 5.7.0".
        535 | 534 | 530 => SignInProblem::TokenRefused,
        _ => SignInProblem::Other,
    }
}

/// Microsoft: "535 5.7.139 … SmtpClientAuthentication is disabled for the Tenant" (or "for the Mailbox"), whatever one
/// signs in with.
fn sending_is_off(reply: &Response<String>) -> bool {
    reply
        .message()
        .to_ascii_lowercase()
        .contains("smtpclientauthentication is disabled")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_providers_say_is_understood() {
        let said = |code, esc, text: &str| {
            problem(&Response {
                code,
                esc,
                message: text.to_owned(),
            })
        };
        let gmail = "Username and Password not accepted. For more information, go to\n https://support.google.com/mail/?p=BadCredentials x-20020a - gsmtp";
        assert_eq!(
            said(535, [5, 7, 8], gmail),
            SignInProblem::AppPasswordNeeded
        );
        assert_eq!(
            said(534, [5, 7, 9], "Application-specific password required."),
            SignInProblem::AppPasswordNeeded
        );
        let outlook = "Authentication unsuccessful, basic authentication is disabled. [AM0PR02CA0001.eurprd02.prod.outlook.com]";
        assert_eq!(
            said(535, [5, 7, 139], outlook),
            SignInProblem::PasswordsSwitchedOff
        );
        let tenant =
            "Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.";
        assert_eq!(
            said(535, [5, 7, 139], tenant),
            SignInProblem::SendingSwitchedOff
        );
        assert_eq!(
            said(
                550,
                [5, 7, 30],
                "Basic authentication is not supported for Client Submission."
            ),
            SignInProblem::PasswordsSwitchedOff
        );
        assert_eq!(
            said(
                535,
                [5, 7, 8],
                "Error: authentication failed: (reason unavailable)"
            ),
            SignInProblem::WrongPassword
        );
        assert_eq!(
            said(454, [4, 7, 0], "Temporary authentication failure"),
            SignInProblem::NotNow
        );
        assert_eq!(
            said(503, [5, 5, 1], "Error: authentication not enabled"),
            SignInProblem::Other
        );
    }

    #[test]
    fn a_refused_token_is_not_called_a_wrong_password() {
        let said = |code, esc, text: &str| {
            problem_with_token(&Response {
                code,
                esc,
                message: text.to_owned(),
            })
        };
        assert_eq!(
            said(535, [5, 7, 8], "Username and Password not accepted. gsmtp"),
            SignInProblem::TokenRefused
        );
        assert_eq!(
            said(535, [5, 7, 3], "Authentication unsuccessful"),
            SignInProblem::TokenRefused
        );
        assert_eq!(
            said(
                535,
                [5, 7, 139],
                "Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox."
            ),
            SignInProblem::SendingSwitchedOff
        );
        assert_eq!(
            said(454, [4, 7, 0], "Temporary authentication failure"),
            SignInProblem::NotNow
        );
    }

    #[test]
    fn a_name_cannot_break_out_of_its_place() {
        assert_eq!(
            bearer("a=b,c@example.com", "t"),
            "n,a=a=3Db=2Cc@example.com,\x01auth=Bearer t\x01\x01"
        );
    }
}
