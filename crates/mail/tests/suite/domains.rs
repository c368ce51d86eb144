//! What a domain says, asked of a name server of the tests' own.

use std::{
    net::{Ipv4Addr, SocketAddr, UdpSocket},
    thread::{self, JoinHandle},
};

use byline_mail::domain::{DomainError, NameServers, Verdict};
use byline_model::{EmailAddress, Provider, Security};
use hickory_resolver::proto::{
    op::{Message, OpCode, ResponseCode},
    rr::{
        Name, RData, Record,
        rdata::{MX, SRV, TXT},
    },
};

fn name(text: &str) -> Name {
    Name::from_ascii(format!("{text}.")).expect("a name")
}

fn txt(at: &str, pieces: &[&str]) -> Record {
    let pieces = pieces.iter().map(|piece| (*piece).to_owned()).collect();
    Record::from_rdata(name(at), 60, RData::TXT(TXT::new(pieces)))
}

fn mx(at: &str, preference: u16, host: &str) -> Record {
    Record::from_rdata(name(at), 60, RData::MX(MX::new(preference, name(host))))
}

fn srv(at: &str, port: u16, host: &str) -> Record {
    Record::from_rdata(name(at), 60, RData::SRV(SRV::new(0, 1, port, name(host))))
}

/// A name server on loopback that knows these records and nothing else.
struct NameServer {
    address: SocketAddr,
    thread: Option<JoinHandle<()>>,
}

impl NameServer {
    fn knowing(records: Vec<Record>) -> Self {
        Self::start(move |query| {
            let question = query.queries.first()?.clone();
            let mut answer = Message::response(query.metadata.id, OpCode::Query);
            answer.metadata.recursion_available = true;
            let here: Vec<_> = records
                .iter()
                .filter(|record| record.name == *question.name())
                .cloned()
                .collect();
            // A name below which others stand is there too, although it has no records (RFC 8020).
            let is_there = records
                .iter()
                .any(|record| question.name().zone_of(&record.name));
            if !is_there {
                answer.metadata.response_code = ResponseCode::NXDomain;
            }
            answer.add_answers(
                here.into_iter()
                    .filter(|record| record.data.record_type() == question.query_type()),
            );
            answer.add_query(question);
            Some(answer)
        })
    }

    /// One that hears and says nothing.
    fn silent() -> Self {
        Self::start(|_| None)
    }

    fn start(answer: impl Fn(&Message) -> Option<Message> + Send + 'static) -> Self {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let address = socket.local_addr().expect("an address");
        let thread = thread::spawn(move || {
            let mut buffer = [0; 4096];
            loop {
                let (read, from) = socket.recv_from(&mut buffer).expect("a question");
                // What is no question ends it.
                let Ok(query) = Message::from_vec(&buffer[..read]) else {
                    return;
                };
                if let Some(answer) = answer(&query) {
                    let bytes = answer.to_vec().expect("an answer");
                    socket.send_to(&bytes, from).expect("a connection");
                }
            }
        });
        Self {
            address,
            thread: Some(thread),
        }
    }

    fn ask(&self) -> NameServers {
        NameServers::At(self.address)
    }
}

impl Drop for NameServer {
    fn drop(&mut self) {
        let end = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))
            .and_then(|socket| socket.send_to(b"end", self.address));
        if let (Ok(_), Some(thread)) = (end, self.thread.take()) {
            let ended = thread.join();
            assert!(
                ended.is_ok() || thread::panicking(),
                "the name server failed"
            );
        }
    }
}

#[test]
fn a_domain_in_order_is_told_so() {
    let server = NameServer::knowing(vec![
        txt("example.com", &["some-verification=1"]),
        // By way of another list, and in pieces.
        txt(
            "example.com",
            &["v=spf1 include:spf.ag", "ency.example ~all"],
        ),
        txt(
            "spf.agency.example",
            &["v=spf1 include:_spf.google.com -all"],
        ),
        txt("_spf.google.com", &["v=spf1 ip4:192.0.2.0/24 ~all"]),
        txt(
            "google._domainkey.example.com",
            &["v=DKIM1; k=rsa; ", "p=MIIBIjANBg"],
        ),
        txt("_dmarc.example.com", &["v=DMARC1; p=reject"]),
        mx("example.com", 10, "alt1.aspmx.l.google.com"),
        mx("example.com", 1, "aspmx.l.google.com"),
    ]);
    let report = server
        .ask()
        .look_up("Example.com.", Provider::GoogleWorkspace, &[])
        .expect("a report");
    for record in [&report.spf, &report.dkim, &report.dmarc, &report.mx] {
        assert_eq!(record.verdict, Verdict::Good, "{record:?}");
    }
    assert_eq!(
        report.spf.found.as_deref(),
        Some("v=spf1 include:spf.agency.example ~all")
    );
    assert_eq!(
        report.dkim.found.as_deref(),
        Some("google._domainkey.example.com: v=DKIM1; k=rsa; p=MIIBIjANBg")
    );
    assert_eq!(
        report.mx.found.as_deref(),
        Some("aspmx.l.google.com, alt1.aspmx.l.google.com")
    );
}

#[test]
fn a_bare_domain_is_told_what_to_add_and_the_rule_above_counts() {
    let server = NameServer::knowing(vec![
        mx("mail.example.com", 10, "mx.example.com"),
        txt("jan._domainkey.mail.example.com", &["p=MIIBIjANBg"]),
        txt("_dmarc.example.com", &["v=DMARC1; p=none"]),
    ]);
    let report = server
        .ask()
        .look_up("mail.example.com", Provider::Microsoft365, &["jan"])
        .expect("a report");
    assert_eq!(report.spf.verdict, Verdict::Missing);
    assert!(
        report
            .spf
            .words
            .contains("v=spf1 include:spf.protection.outlook.com ~all"),
        "{report:?}"
    );
    assert_eq!(report.dkim.verdict, Verdict::Good, "the given name counts");
    assert_eq!(report.dmarc.verdict, Verdict::Good);
    assert_eq!(report.mx.verdict, Verdict::Warn);
}

#[test]
fn a_list_that_leads_in_a_circle_comes_to_an_end() {
    let server = NameServer::knowing(vec![
        txt("example.com", &["v=spf1 include:a.example.com ~all"]),
        txt(
            "a.example.com",
            &["v=spf1 include:example.com include:a.example.com ~all"],
        ),
    ]);
    let report = server
        .ask()
        .look_up("example.com", Provider::Fastmail, &[])
        .expect("a report");
    assert_eq!(report.spf.verdict, Verdict::Warn);
    assert_eq!(report.dkim.verdict, Verdict::Missing);
    assert_eq!(report.dmarc.verdict, Verdict::Missing);
    assert_eq!(report.mx.verdict, Verdict::Missing);
}

#[test]
fn no_domain_and_no_answer_are_told_apart() {
    let server = NameServer::knowing(Vec::new());
    assert_eq!(
        server.ask().look_up("example.com", Provider::Other, &[]),
        Err(DomainError::NoSuchDomain("example.com".to_owned()))
    );
    let server = NameServer::silent();
    assert_eq!(
        server.ask().look_up("example.com", Provider::Other, &[]),
        Err(DomainError::NoAnswer)
    );
}

#[test]
fn an_address_at_the_provider_s_own_domain_asks_nobody() {
    // Whoever asked this one would get no answer.
    let server = NameServer::silent();
    let report = server
        .ask()
        .look_up("gmail.com", Provider::Gmail, &[])
        .expect("a report");
    assert_eq!(report.spf.verdict, Verdict::Good);
    assert!(report.spf.words.contains("Gmail"), "{report:?}");
    let dana = EmailAddress::parse("dana@gmail.com").expect("an address");
    let preset = server.ask().find_servers(&dana).expect("a preset");
    assert_eq!(preset.provider, Provider::Gmail);
}

#[test]
fn servers_are_found_by_where_mail_goes_and_by_what_the_domain_names() {
    let server = NameServer::knowing(vec![
        mx("example.com", 0, "example-com.mail.protection.outlook.com"),
        mx("example.org", 10, "mx.example.org"),
        srv("_submissions._tcp.example.org", 465, "out.example.net"),
        srv("_submission._tcp.example.org", 587, "out.example.net"),
        srv("_imaps._tcp.example.org", 993, "in.example.net"),
        mx("example.net", 10, "mx.example.net"),
        // A "." says that there is none.
        srv("_imaps._tcp.example.net", 0, ""),
    ]);
    let found = |text: &str| {
        let address = EmailAddress::parse(text).expect("an address");
        server.ask().find_servers(&address).expect("a preset")
    };
    let company = found("dana@example.com");
    assert_eq!(company.provider, Provider::Microsoft365);
    assert_eq!(company.smtp.expect("a server").host, "smtp.office365.com");

    let own = found("dana@example.org");
    assert_eq!(own.provider, Provider::Other);
    let (smtp, imap) = (own.smtp.expect("a server"), own.imap.expect("a server"));
    assert_eq!((smtp.host.as_str(), smtp.port), ("out.example.net", 465));
    assert_eq!(smtp.security, Security::Tls);
    assert_eq!((imap.host.as_str(), imap.port), ("in.example.net", 993));

    let guessed = found("dana@example.net");
    assert_eq!(guessed.smtp.expect("a server").host, "smtp.example.net");
    assert_eq!(guessed.imap.expect("a server").host, "imap.example.net");
}

#[test]
fn record_types_are_told_apart() {
    // A name with another kind of record than the one asked for is there, and says nothing about it.
    let server = NameServer::knowing(vec![mx("example.com", 10, "mx.example.com")]);
    let report = server
        .ask()
        .look_up("example.com", Provider::Other, &[])
        .expect("a report");
    assert_eq!(report.spf.verdict, Verdict::Missing);
    assert_eq!(report.dkim.verdict, Verdict::Unknown);
    assert_eq!(report.mx.verdict, Verdict::Good);
    assert_eq!(report.mx.found.as_deref(), Some("mx.example.com"));
}
