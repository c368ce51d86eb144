//! Asking name servers.

use std::time::Duration;

use hickory_resolver::{
    TokioResolver,
    config::{ConnectionConfig, NameServerConfig, ResolverConfig},
    net::{NetError, runtime::TokioRuntimeProvider},
    proto::rr::{Name, RData, RecordType},
};
use tokio::{runtime, time::timeout};

use super::{DomainError, NameServers};

/// How long one try takes at the most.
const TRY: Duration = Duration::from_secs(2);

/// How long all questions together take at the most.
const ALL: Duration = Duration::from_secs(20);

/// Why there is no record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Silence {
    /// There is nothing of that name.
    NoSuchName,
    /// Nobody answered, or not sensibly.
    NoAnswer,
}

/// A server that a domain names for a service (RFC 2782).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) host: String,
    pub(super) port: u16,
}

/// Whoever asks.
#[derive(Clone)]
pub(super) struct Asker(TokioResolver);

/// Runs questions on a runtime of their own, for as long as the rep should wait.
pub(super) fn run<T>(
    questions: impl Future<Output = Result<T, DomainError>>,
) -> Result<T, DomainError> {
    let runtime = runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| DomainError::NoNameServer(error.to_string()))?;
    runtime.block_on(async {
        timeout(ALL, questions)
            .await
            .unwrap_or(Err(DomainError::NoAnswer))
    })
}

impl Asker {
    pub(super) fn new(servers: NameServers) -> Result<Self, DomainError> {
        let unknown = |error: NetError| DomainError::NoNameServer(error.to_string());
        let mut builder = match servers {
            NameServers::System => TokioResolver::builder_tokio().map_err(unknown)?,
            NameServers::At(address) => {
                let connections =
                    [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut connection| {
                        connection.port = address.port();
                        connection
                    });
                let server = NameServerConfig::new(address.ip(), true, connections.to_vec());
                TokioResolver::builder_with_config(
                    ResolverConfig::from_name_servers(vec![server]),
                    TokioRuntimeProvider::default(),
                )
            }
        };
        let options = builder.options_mut();
        options.timeout = TRY;
        options.attempts = 2;
        builder.build().map(Self).map_err(unknown)
    }

    /// The texts at a name, each put together from its pieces (RFC 7208 §3.3).
    pub(super) async fn texts(&self, name: &str) -> Result<Vec<String>, Silence> {
        let records = self.records(name, RecordType::TXT).await?;
        Ok(records
            .into_iter()
            .filter_map(|record| match record {
                RData::TXT(text) => {
                    Some(String::from_utf8_lossy(&text.txt_data.concat()).into_owned())
                }
                _ => None,
            })
            .collect())
    }

    /// The servers that take mail for a domain, the preferred ones first; an empty name says that it takes none (RFC 7505).
    pub(super) async fn mail_exchangers(&self, domain: &str) -> Result<Vec<String>, Silence> {
        let records = self.records(domain, RecordType::MX).await?;
        let mut exchangers: Vec<_> = records
            .into_iter()
            .filter_map(|record| match record {
                RData::MX(mx) => Some((mx.preference, plain(&mx.exchange))),
                _ => None,
            })
            .collect();
        exchangers.sort();
        Ok(exchangers.into_iter().map(|(_, host)| host).collect())
    }

    /// The first server that a domain names for a service; one named "." is a "no" (RFC 2782).
    pub(super) async fn service(&self, name: &str) -> Result<Option<Named>, Silence> {
        let records = self.records(name, RecordType::SRV).await?;
        let mut servers: Vec<_> = records
            .into_iter()
            .filter_map(|record| match record {
                RData::SRV(srv) => Some((srv.priority, u16::MAX - srv.weight, srv)),
                _ => None,
            })
            .collect();
        servers.sort_by_key(|(priority, weight, _)| (*priority, *weight));
        Ok(servers
            .into_iter()
            .map(|(_, _, srv)| Named {
                host: plain(&srv.target),
                port: srv.port,
            })
            .find(|named| !named.host.is_empty()))
    }

    /// The records of a kind at a name; none is an empty list.
    async fn records(&self, name: &str, kind: RecordType) -> Result<Vec<RData>, Silence> {
        // What cannot be a name is nobody's name. The dot keeps the system's own domain from being tried behind it.
        let name = Name::from_ascii(format!("{name}.")).map_err(|_| Silence::NoSuchName)?;
        match self.0.lookup(name, kind).await {
            Ok(found) => Ok(found
                .answers()
                .iter()
                .map(|record| record.data.clone())
                .collect()),
            Err(error) if error.is_nx_domain() => Err(Silence::NoSuchName),
            Err(error) if error.is_no_records_found() => Ok(Vec::new()),
            Err(_) => Err(Silence::NoAnswer),
        }
    }
}

/// A name as people write it.
fn plain(name: &Name) -> String {
    name.to_ascii().trim_end_matches('.').to_ascii_lowercase()
}
