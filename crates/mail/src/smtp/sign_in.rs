//! Signing in (RFC 4954), and what providers mean when they say no.

use mail_send::Credentials;
use smtp_proto::{AUTH_LOGIN, AUTH_PLAIN, EhloResponse, Response, response::generate::BitToString};

use super::{
    Login, StepName,
    dial::{Client, broken},
    error::{ConnectError, SignInProblem},
    words::words_without_secrets,
};

/// Signs in with the first way that the server offers: PLAIN (RFC 4616), else LOGIN.
pub(super) async fn sign_in(
    client: &mut Client,
    offers: &EhloResponse<String>,
    login: &Login<'_>,
    host: &str,
) -> Result<(), ConnectError> {
    let Some(mechanism) = [AUTH_PLAIN, AUTH_LOGIN]
        .into_iter()
        .find(|way| offers.auth_mechanisms & way != 0)
    else {
        return Err(ConnectError::NoSignIn {
            host: host.to_owned(),
        });
    };
    let credentials = Credentials::Plain {
        username: login.user,
        secret: login.password,
    };
    let answer = |challenge: &str| {
        credentials
            .encode(mechanism, challenge)
            .map_err(|error| broken(&error, host, StepName::SignIn))
    };

    let mut sent = Vec::new();
    let mut command = format!("AUTH {}", mechanism.to_mechanism());
    if mechanism == AUTH_PLAIN {
        sent.push(answer("")?);
        command = format!("{command} {}", sent.concat());
    }
    let mut reply = ask(client, &command, host).await?;
    // LOGIN asks twice; a server that overlooks what PLAIN said at once asks for it again.
    for _ in 0..2 {
        if reply.code() != 334 {
            break;
        }
        let line = answer(reply.message())?;
        reply = ask(client, &line, host).await?;
        sent.push(line);
    }
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
            problem: problem(&reply),
            words,
        }
    })
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

/// What a provider means by its refusal.
fn problem(reply: &Response<String>) -> SignInProblem {
    let text = reply.message().to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    match (reply.code(), reply.esc) {
        // Microsoft: "535 5.7.139 … basic authentication is disabled", "550 5.7.30 Basic authentication is not
        // supported for Client Submission", "SmtpClientAuthentication is disabled for the Tenant".
        (_, [5, 7, 30]) => SignInProblem::PasswordsSwitchedOff,
        _ if says(&[
            "basic authentication is",
            "smtpclientauthentication is disabled",
        ]) =>
        {
            SignInProblem::PasswordsSwitchedOff
        }
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
            SignInProblem::PasswordsSwitchedOff
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
}
