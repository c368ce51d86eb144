//! A mail server that says exactly what a test tells it to, on a port of its own on this computer.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::Arc,
    thread::{self, JoinHandle},
    time::Duration,
};

use byline_mail::smtp::{Settings, Timeouts};
use byline_model::{EmailAddress, Security, ServerAddress};
use rustls::{ServerConfig, ServerConnection, StreamOwned, pki_types::PrivateKeyDer};

/// Both ways of a connection, with or without TLS.
trait Both: Read + Write + Send {}
impl<T: Read + Write + Send> Both for T {}

/// The server's side of one connection.
pub struct Peer {
    stream: BufReader<Box<dyn Both>>,
    tcp: TcpStream,
}

impl Peer {
    pub fn new(tcp: TcpStream) -> Self {
        let copy = tcp.try_clone().expect("a second handle");
        Self {
            stream: BufReader::new(Box::new(copy)),
            tcp,
        }
    }

    /// Says something; a client that has gone by then is not this side's affair.
    pub fn say(&mut self, text: impl AsRef<[u8]>) {
        let stream = self.stream.get_mut();
        let _ = stream
            .write_all(text.as_ref())
            .and_then(|()| stream.flush());
    }

    /// Hears one line, which must begin so.
    pub fn hear(&mut self, start: &str) -> String {
        let mut line = String::new();
        self.stream.read_line(&mut line).expect("a line");
        assert!(
            line.starts_with(start),
            "heard {line:?} instead of {start:?}"
        );
        assert!(line.ends_with("\r\n"), "{line:?} does not end with CRLF");
        line.trim_end().to_owned()
    }

    /// Whether the client says anything more before it goes.
    pub fn hears_more(&mut self) -> bool {
        self.stream.fill_buf().is_ok_and(|more| !more.is_empty())
    }

    /// Hears a message up to its final dot, as it came.
    pub fn hear_message(&mut self) -> Vec<u8> {
        let mut message = Vec::new();
        while !message.ends_with(b"\r\n.\r\n") {
            assert!(
                self.stream.read_until(b'\n', &mut message).expect("a line") > 0,
                "the message has no end"
            );
        }
        message
    }

    /// Greets and answers EHLO with these further lines.
    pub fn greet(&mut self, offers: &[&str]) {
        self.say("220 mail.example ESMTP\r\n");
        self.offer(offers);
    }

    /// Answers EHLO with these further lines.
    pub fn offer(&mut self, offers: &[&str]) {
        self.hear("EHLO [127.0.0.1]");
        let lines = std::iter::once("mail.example")
            .chain(offers.iter().copied())
            .collect::<Vec<_>>();
        for (at, line) in lines.iter().enumerate() {
            let dash = if at + 1 == lines.len() { ' ' } else { '-' };
            self.say(format!("250{dash}{line}\r\n"));
        }
    }

    /// Takes sender, recipient and DATA, and waits for the message.
    pub fn take_envelope(&mut self) {
        self.hear("MAIL FROM:<dana@example.com>");
        self.say("250 2.1.0 Ok\r\n");
        self.hear("RCPT TO:<");
        self.say("250 2.1.5 Ok\r\n");
        self.hear("DATA");
        self.say("354 End data with <CR><LF>.<CR><LF>\r\n");
    }

    /// Hears whatever else the client says until it goes; the connection stays open as long as it wants it.
    pub fn hear_the_rest(&mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        // A client that goes without a goodbye, in TLS or with bytes unread, ends this with an error: it has gone.
        let _ = self.stream.read_to_end(&mut rest);
        rest
    }

    /// Says the same again and again, one byte at a time, until the client goes.
    pub fn drip(&mut self, text: &str) {
        for byte in text.bytes().cycle() {
            // Waiting for the client to say something takes the place of a pause.
            self.tcp
                .set_read_timeout(Some(Duration::from_millis(20)))
                .expect("a socket");
            let gone = self.tcp.peek(&mut [0]).is_ok();
            if gone || self.stream.get_mut().write_all(&[byte]).is_err() {
                return;
            }
        }
    }

    /// Goes over to TLS as `identity`.
    pub fn secure(self, identity: &Identity) -> Option<Self> {
        let connection = ServerConnection::new(identity.config()).expect("a TLS server");
        let mut stream =
            StreamOwned::new(connection, self.tcp.try_clone().expect("a second handle"));
        // A client that refuses the certificate ends the handshake: the test asks it why.
        while stream.conn.is_handshaking() {
            stream.conn.complete_io(&mut stream.sock).ok()?;
        }
        Some(Self {
            stream: BufReader::new(Box::new(stream)),
            tcp: self.tcp,
        })
    }
}

/// A certificate and its key.
pub struct Identity {
    pub pem: String,
    der: rustls::pki_types::CertificateDer<'static>,
    key: Vec<u8>,
}

impl Identity {
    pub fn new(change: impl FnOnce(&mut rcgen::CertificateParams)) -> Self {
        let mut parameters =
            rcgen::CertificateParams::new(["localhost".to_owned(), "127.0.0.1".to_owned()])
                .expect("names");
        change(&mut parameters);
        let key = rcgen::KeyPair::generate().expect("a key");
        let certificate = parameters.self_signed(&key).expect("a certificate");
        Self {
            pem: certificate.pem(),
            der: certificate.der().clone(),
            key: key.serialize_der(),
        }
    }

    fn config(&self) -> Arc<ServerConfig> {
        let key = PrivateKeyDer::try_from(self.key.clone()).expect("a key");
        let config =
            ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
                .with_safe_default_protocol_versions()
                .expect("TLS versions")
                .with_no_client_auth()
                .with_single_cert(vec![self.der.clone()], key)
                .expect("a certificate with its key");
        Arc::new(config)
    }
}

/// A server for one connection.
pub struct Server {
    pub address: ServerAddress,
    thread: JoinHandle<()>,
}

impl Server {
    /// Starts one that talks to its only client as `script` says.
    pub fn start(script: impl FnOnce(Peer) + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let thread =
            thread::spawn(move || script(Peer::new(listener.accept().expect("a client").0)));
        Self {
            address: ServerAddress {
                host: "127.0.0.1".to_owned(),
                port,
                security: Security::None,
            },
            thread,
        }
    }

    pub fn with(mut self, security: Security) -> Self {
        self.address.security = security;
        self
    }

    pub fn settings(&self) -> Settings<'_> {
        Settings {
            server: &self.address,
            login: None,
            ca_pem: None,
            timeouts: timeouts(),
        }
    }

    /// Waits for the script to end, and fails with it when it heard something else than it expected.
    pub fn done(self) {
        if let Err(panic) = self.thread.join() {
            std::panic::resume_unwind(panic);
        }
    }
}

/// Long enough for a busy computer to answer itself; only the tests of silence wait so long.
pub fn timeouts() -> Timeouts {
    let short = Duration::from_secs(20);
    Timeouts {
        connect: short,
        command: short,
        message: short,
        verdict: short,
    }
}

pub fn dana() -> EmailAddress {
    EmailAddress::parse("dana@example.com").expect("an address")
}

pub fn maria() -> EmailAddress {
    EmailAddress::parse("maria.chen@example.org").expect("an address")
}
