//! Finding a server by its name and reaching it.

use std::{io, net::SocketAddr};

use byline_model::Security;
use tokio::{
    net::TcpStream,
    time::{Instant, timeout, timeout_at},
};

use super::{ConnectError, Service, Settings, Step, StepName};

/// A connection to the server, not private yet; the steps that went well are added to `steps`.
pub(crate) async fn reach(
    settings: &Settings<'_>,
    service: Service,
    steps: &mut Vec<Step>,
) -> Result<TcpStream, ConnectError> {
    let server = settings.server;
    let (host, port) = (server.host.as_str(), server.port);
    let not_private = || ConnectError::NotPrivate {
        host: host.to_owned(),
    };
    let open = server.security == Security::None;
    if open && !server.is_loopback() {
        return Err(not_private());
    }

    let deadline = Instant::now() + settings.timeouts.connect;
    let addresses = find(host, port, service, deadline).await?;
    steps.push(Step::done(StepName::Name, listed(&addresses)));
    // "localhost" is what this computer's own files say it is.
    if open
        && !addresses
            .iter()
            .all(|address| address.ip().to_canonical().is_loopback())
    {
        return Err(not_private());
    }
    let stream = first_of(host, port, service, &addresses, deadline).await?;
    steps.push(Step::done(
        StepName::Connection,
        format!("{host} answers on port {port}"),
    ));
    Ok(stream)
}

async fn find(
    host: &str,
    port: u16,
    service: Service,
    deadline: Instant,
) -> Result<Vec<SocketAddr>, ConnectError> {
    let found = timeout_at(deadline, tokio::net::lookup_host((host, port)))
        .await
        .map_err(|_| ConnectError::Timeout {
            host: host.to_owned(),
            service,
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
async fn first_of(
    host: &str,
    port: u16,
    service: Service,
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
                    service,
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
                    service,
                    step: StepName::Connection,
                }
            }
        }
    }
    Err(last)
}
