//! Making a connection, step by step.

use std::{io, net::SocketAddr, time::Duration};

use byline_model::Security;
use mail_send::SmtpClient;
use smtp_proto::{EXT_START_TLS, EhloResponse};
use tokio::{
    io::{AsyncRead, AsyncWrite, BufWriter},
    net::TcpStream,
    runtime::{self, Runtime},
    time::{Instant, timeout, timeout_at},
};

use super::{Settings, error::ConnectError, sign_in, tls, words::words};

/// How Byline names itself in EHLO. RFC 5321 §4.1.4 asks for an address literal where there is no name; the loopback
/// address, as other mail programs send it, tells nothing about the rep's network.
const OWN_NAME: &str = "[127.0.0.1]";

/// A message of usual size goes out in one write, so in as few packets as it needs.
const BUFFER: usize = 128 * 1024;

/// A stream to the server, with or without TLS.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// The SMTP client over whatever stream there is.
pub(super) type Client = SmtpClient<BufWriter<Box<dyn Stream>>>;

/// The steps of making a connection. Where TLS comes first, the certificate comes before the greeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StepName {
    /// Finding the server by its name.
    Name,
    /// Reaching it.
    Connection,
    /// Hearing a mail server there.
    Greeting,
    /// Making the connection private.
    Certificate,
    /// Signing in.
    SignIn,
}

impl StepName {
    /// The word for it on the command line and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Connection => "connection",
            Self::Greeting => "greeting",
            Self::Certificate => "certificate",
            Self::SignIn => "sign-in",
        }
    }
}

impl std::fmt::Display for StepName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.word())
    }
}

/// A step that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Which.
    pub name: StepName,
    /// Whether it went well.
    pub ok: bool,
    /// What was found, or what went wrong and what to do.
    pub words: String,
}

/// Tries the settings step by step, and stops at the first that fails; nothing is sent.
pub fn probe(settings: &Settings<'_>) -> Vec<Step> {
    let mut steps = Vec::new();
    match blocking(|| dial(settings, &mut steps)) {
        Ok((runtime, (mut client, _))) => {
            // Everything was found out by now; how the server takes the goodbye does not matter.
            let _ = runtime.block_on(client.cmd("QUIT\r\n"));
        }
        Err(error) => steps.push(Step {
            name: error.step(),
            ok: false,
            words: error.to_string(),
        }),
    }
    steps
}

/// Runs the making of a connection on a runtime of its own and hands back both.
pub(super) fn blocking<T, F>(work: impl FnOnce() -> F) -> Result<(Runtime, T), ConnectError>
where
    F: Future<Output = Result<T, ConnectError>>,
{
    let runtime = runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| ConnectError::Other(error.to_string()))?;
    match runtime.block_on(work()) {
        Ok(done) => Ok((runtime, done)),
        Err(error) => {
            // A name server that does not answer holds a thread for longer than the rep should wait.
            runtime.shutdown_background();
            Err(error)
        }
    }
}

/// Makes a signed-in connection; every step that went well is added to `steps`.
pub(super) async fn dial(
    settings: &Settings<'_>,
    steps: &mut Vec<Step>,
) -> Result<(Client, EhloResponse<String>), ConnectError> {
    let mut done = |name, words| {
        steps.push(Step {
            name,
            ok: true,
            words,
        })
    };
    let server = settings.server;
    let (host, port) = (server.host.as_str(), server.port);
    let alone = server.security == Security::None;
    if alone && !server.is_loopback() {
        return Err(ConnectError::NotPrivate {
            host: host.to_owned(),
        });
    }

    let deadline = Instant::now() + settings.timeouts.connect;
    let addresses = find(host, port, deadline).await?;
    done(StepName::Name, listed(&addresses));
    // "localhost" is what this computer's own files say it is.
    if alone
        && !addresses
            .iter()
            .all(|address| address.ip().to_canonical().is_loopback())
    {
        return Err(ConnectError::NotPrivate {
            host: host.to_owned(),
        });
    }
    let stream = reach(host, port, &addresses, deadline).await?;
    done(
        StepName::Connection,
        format!("{host} answers on port {port}"),
    );

    let mut bare = SmtpClient {
        stream,
        timeout: settings.timeouts.command,
    };
    let mut client = match server.security {
        Security::None => {
            let mut client = over(bare.stream, bare.timeout);
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
                });
            }
            let client = secure(bare, settings).await?;
            done(
                StepName::Certificate,
                format!("the certificate of {host} is in order"),
            );
            client
        }
        Security::Tls => {
            let mut client = secure(bare, settings).await?;
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

async fn find(host: &str, port: u16, deadline: Instant) -> Result<Vec<SocketAddr>, ConnectError> {
    let found = timeout_at(deadline, tokio::net::lookup_host((host, port)))
        .await
        .map_err(|_| ConnectError::Timeout {
            host: host.to_owned(),
            step: StepName::Name,
        })?;
    let addresses = found.map(Iterator::collect::<Vec<_>>).unwrap_or_default();
    if addresses.is_empty() {
        Err(ConnectError::NameNotFound {
            host: host.to_owned(),
        })
    } else {
        Ok(addresses)
    }
}

fn listed(addresses: &[SocketAddr]) -> String {
    let mut addresses = addresses
        .iter()
        .map(|address| address.ip().to_string())
        .collect::<Vec<_>>();
    addresses.dedup();
    format!("found at {}", addresses.join(", "))
}

/// The first address that answers; each has its share of the time, so that one that swallows packets leaves some for
/// the others.
async fn reach(
    host: &str,
    port: u16,
    addresses: &[SocketAddr],
    deadline: Instant,
) -> Result<TcpStream, ConnectError> {
    let mut last = ConnectError::NameNotFound {
        host: host.to_owned(),
    };
    for (address, left) in addresses.iter().zip((1..=addresses.len()).rev()) {
        let share = deadline.saturating_duration_since(Instant::now())
            / u32::try_from(left).unwrap_or(u32::MAX);
        match timeout(share, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                // Without it the end of each message waits for a delayed acknowledgement: 21 messages a second
                // instead of thousands.
                stream
                    .set_nodelay(true)
                    .map_err(|error| ConnectError::Other(error.to_string()))?;
                return Ok(stream);
            }
            Ok(Err(error)) if error.kind() == io::ErrorKind::ConnectionRefused => {
                last = ConnectError::Refused {
                    host: host.to_owned(),
                    port,
                };
            }
            Ok(Err(error)) => {
                last = ConnectError::Unreachable {
                    host: host.to_owned(),
                    port,
                    why: error.to_string(),
                };
            }
            Err(_) => {
                last = ConnectError::Timeout {
                    host: host.to_owned(),
                    step: StepName::Connection,
                }
            }
        }
    }
    Err(last)
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
        Ok(Err(mail_send::Error::Io(_))) => Err(ConnectError::Lost {
            host: host.to_owned(),
            step: StepName::Greeting,
        }),
        // Anything else than an answer, or more of it than an answer has, is not read to its end.
        Ok(_) => Err(ConnectError::NotSmtp {
            host: host.to_owned(),
            port,
        }),
        Err(_) => Err(ConnectError::Timeout {
            host: host.to_owned(),
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

async fn secure(
    client: SmtpClient<TcpStream>,
    settings: &Settings<'_>,
) -> Result<Client, ConnectError> {
    let (host, port) = (settings.server.host.as_str(), settings.server.port);
    let connector = tls::connector(settings.ca_pem)?;
    match client.into_tls(&connector, host).await {
        Ok(client) => Ok(over(client.stream, client.timeout)),
        Err(mail_send::Error::Tls(error)) => Err(tls::explain(&error, host, port)),
        Err(mail_send::Error::InvalidTLSName) => Err(ConnectError::NameNotFound {
            host: host.to_owned(),
        }),
        Err(error) => Err(broken(&error, host, StepName::Certificate)),
    }
}

fn over(stream: impl Stream + 'static, timeout: Duration) -> Client {
    SmtpClient {
        stream: BufWriter::with_capacity(BUFFER, Box::new(stream)),
        timeout,
    }
}

/// What a failed exchange means before there is any message.
pub(super) fn broken(error: &mail_send::Error, host: &str, step: StepName) -> ConnectError {
    let host = host.to_owned();
    match error {
        mail_send::Error::Timeout => ConnectError::Timeout { host, step },
        mail_send::Error::UnexpectedReply(reply) => ConnectError::TurnedAway {
            host,
            words: words(reply),
            step,
        },
        _ => ConnectError::Lost { host, step },
    }
}
