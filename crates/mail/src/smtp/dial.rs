//! Making a connection, step by step.

use std::{io, time::Duration};

use byline_model::Security;
use mail_send::SmtpClient;
use smtp_proto::{EXT_START_TLS, EhloResponse};
use tokio::{
    io::{AsyncRead, AsyncWrite, BufStream},
    time::timeout,
};

use super::{ConnectError, Settings, Step, StepName, capped::Capped, sign_in, words::words};
use crate::connection::{Service, Stream, blocking, reach, secure, walk};

/// How Byline names itself in EHLO. RFC 5321 §4.1.4 asks for an address literal where there is no name; the loopback
/// address, as other mail programs send it, tells nothing about the rep's network.
const OWN_NAME: &str = "[127.0.0.1]";

/// A message of usual size goes out in one write, so in as few packets as it needs.
const OUT: usize = 128 * 1024;

/// Answers are short.
const IN: usize = 1024;

/// The SMTP client over whatever stream there is.
pub(super) type Client = SmtpClient<BufStream<Box<dyn Stream>>>;

/// Tries the settings step by step, and stops at the first that fails; nothing is sent.
pub fn probe(settings: &Settings<'_>) -> Vec<Step> {
    walk(|steps| {
        let (runtime, (mut client, _)) = blocking(|| dial(settings, steps))?;
        // Everything was found out by now; how the server takes the goodbye does not matter.
        let _ = runtime.block_on(client.cmd("QUIT\r\n"));
        Ok(())
    })
}

/// Makes a signed-in connection; every step that went well is added to `steps`.
pub(super) async fn dial(
    settings: &Settings<'_>,
    steps: &mut Vec<Step>,
) -> Result<(Client, EhloResponse<String>), ConnectError> {
    let server = settings.server;
    let (host, port) = (server.host.as_str(), server.port);
    let stream = reach(settings, Service::Smtp, steps).await?;
    let mut done = |name, words| steps.push(Step::done(name, words));
    let mut bare = SmtpClient {
        stream: Capped::new(stream),
        timeout: settings.timeouts.command,
    };
    let mut client = match server.security {
        Security::None => {
            let mut client = over(bare.stream.into_inner(), bare.timeout);
            done(StepName::Greeting, greet(&mut client, host, port).await?);
            client
        }
        Security::StartTls => {
            let greeting = greet(&mut bare, host, port).await?;
            let offers = introduce(&mut bare, host, StepName::Greeting).await?;
            done(StepName::Greeting, greeting);
            if !offers.has_capability(EXT_START_TLS) {
                return Err(ConnectError::TlsNotOffered {
                    host: host.to_owned(),
                    port,
                    service: Service::Smtp,
                });
            }
            // What came in one go with this answer is forgotten here, so nothing that somebody on the way put before
            // the handshake is taken for the server's word (RFC 3207 §6).
            let reply = bare
                .cmd("STARTTLS\r\n")
                .await
                .map_err(|error| broken(&error, host, StepName::Certificate))?;
            if reply.code() != 220 {
                return Err(ConnectError::TlsNotOffered {
                    host: host.to_owned(),
                    port,
                    service: Service::Smtp,
                });
            }
            let stream = secure(bare.stream.into_inner(), settings, Service::Smtp).await?;
            let client = over(stream, bare.timeout);
            done(
                StepName::Certificate,
                format!("the certificate of {host} is in order"),
            );
            client
        }
        Security::Tls => {
            let stream = secure(bare.stream.into_inner(), settings, Service::Smtp).await?;
            let mut client = over(stream, bare.timeout);
            done(
                StepName::Certificate,
                format!("the certificate of {host} is in order"),
            );
            done(StepName::Greeting, greet(&mut client, host, port).await?);
            client
        }
    };

    let offers = introduce(&mut client, host, StepName::Greeting).await?;
    if let Some(login) = &settings.login {
        sign_in::sign_in(&mut client, &offers, login, host).await?;
        done(StepName::SignIn, format!("signed in as {}", login.user));
    }
    Ok((client, offers))
}

/// Waits for the greeting, and returns the server's words.
async fn greet<S: AsyncRead + AsyncWrite + Unpin>(
    client: &mut SmtpClient<S>,
    host: &str,
    port: u16,
) -> Result<String, ConnectError> {
    match timeout(client.timeout, client.read()).await {
        Ok(Ok(reply)) if reply.code() == 220 => Ok(words(&reply)),
        Ok(Ok(reply)) if matches!(reply.code(), 400..=599) => Err(ConnectError::TurnedAway {
            host: host.to_owned(),
            words: words(&reply),
            step: StepName::Greeting,
        }),
        Ok(Err(mail_send::Error::Io(error))) if error.kind() != io::ErrorKind::InvalidData => {
            Err(ConnectError::Lost {
                host: host.to_owned(),
                step: StepName::Greeting,
            })
        }
        // Anything else than an answer, or more of it than an answer has, is not read to its end.
        Ok(_) => Err(ConnectError::NotMail {
            host: host.to_owned(),
            port,
            service: Service::Smtp,
        }),
        Err(_) => Err(ConnectError::Timeout {
            host: host.to_owned(),
            service: Service::Smtp,
            step: StepName::Greeting,
        }),
    }
}

/// Says EHLO, and returns what the server offers.
async fn introduce<S: AsyncRead + AsyncWrite + Unpin>(
    client: &mut SmtpClient<S>,
    host: &str,
    step: StepName,
) -> Result<EhloResponse<String>, ConnectError> {
    client
        .ehlo(OWN_NAME)
        .await
        .map_err(|error| broken(&error, host, step))
}

fn over(stream: impl Stream + 'static, timeout: Duration) -> Client {
    SmtpClient {
        stream: BufStream::with_capacity(IN, OUT, Box::new(Capped::new(stream))),
        timeout,
    }
}

/// What a failed exchange means before there is any message.
pub(super) fn broken(error: &mail_send::Error, host: &str, step: StepName) -> ConnectError {
    let host = host.to_owned();
    match error {
        mail_send::Error::Timeout => ConnectError::Timeout {
            host,
            service: Service::Smtp,
            step,
        },
        mail_send::Error::UnexpectedReply(reply) => ConnectError::TurnedAway {
            host,
            words: words(reply),
            step,
        },
        _ => ConnectError::Lost { host, step },
    }
}
