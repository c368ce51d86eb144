//! What a message costs: composing it, keeping it in the outbox, handing it to a server on the same computer.

use std::{
    convert::Infallible,
    io::{self, BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    thread,
};

use byline_mail::{
    message::{Composer, Message, Shared, message_id},
    outbox::{Outbox, file_name},
    smtp::{Session, Settings, Timeouts},
};
use byline_model::{Asset, DeliveryId, EmailAddress, Outcome, Security, ServerAddress};
use divan::{Bencher, counter::ItemsCount};

fn main() {
    divan::main();
}

/// A newsletter's share of markup and prose.
fn html(bytes: usize) -> String {
    let paragraph = "<tr><td style=\"padding:0 24px 16px;font:16px/1.6 Georgia,serif;color:#1f2933\">Dear Maria, the roof \
                     above hall 3 has paid for itself — in nineteen months, not thirty.</td></tr>\n";
    paragraph.repeat(bytes / paragraph.len())
}

struct Sample {
    from: EmailAddress,
    to: EmailAddress,
    text: String,
    html: String,
    date: jiff::Zoned,
}

impl Sample {
    fn new() -> Self {
        Self {
            from: EmailAddress::parse("dana@example.com").expect("an address"),
            to: EmailAddress::parse("maria.chen@example.org").expect("an address"),
            text: "Dear Maria,\n\nthe roof above hall 3 has paid for itself.\n\n".repeat(60),
            html: html(24_000),
            date: "2026-11-03T09:00:00-05:00[-05:00]".parse().expect("a date"),
        }
    }

    fn shared<'a>(&'a self, pictures: &'a [Asset]) -> Shared<'a> {
        Shared {
            from_name: "Dana Reyes",
            from: &self.from,
            pictures,
            attachments: &[],
        }
    }

    fn message<'a>(&'a self, id: &'a str) -> Message<'a> {
        Message {
            to_name: "Maria Chen",
            to: &self.to,
            reply_to: None,
            subject: "What a roof earns while nobody looks — November",
            text: &self.text,
            html: Some(&self.html),
            message_id: id,
            date: &self.date,
            unsubscribe: Some("mailto:dana+k3v9x2@example.com?subject=unsubscribe"),
        }
    }

    fn bytes(&self, delivery: i64) -> Vec<u8> {
        let id = message_id("k3v9x2m4q8", DeliveryId(delivery), "example.com");
        Composer::new(&self.shared(&[])).compose(&self.message(&id))
    }
}

#[divan::bench]
fn compose(bencher: Bencher) {
    let sample = Sample::new();
    let composer = Composer::new(&sample.shared(&[]));
    let id = message_id("k3v9x2m4q8", DeliveryId(7), "example.com");
    bencher.bench_local(|| composer.compose(&sample.message(&id)));
}

#[divan::bench]
fn compose_with_a_picture_of_200_kb(bencher: Bencher) {
    let sample = Sample::new();
    let picture = Asset {
        name: "roof.jpg".into(),
        media_type: "image/jpeg".into(),
        bytes: vec![0x5a; 200_000],
    };
    let composer = Composer::new(&sample.shared(std::slice::from_ref(&picture)));
    let id = message_id("k3v9x2m4q8", DeliveryId(7), "example.com");
    bencher.bench_local(|| composer.compose(&sample.message(&id)));
}

/// A mailing of 10,000 to the outbox, made durable every 500.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn outbox_10_000(bencher: Bencher) {
    let sample = Sample::new();
    let message = sample.bytes(1);
    bencher
        .counter(ItemsCount::new(10_000_usize))
        .with_inputs(|| tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder"))
        .bench_local_refs(|dir| {
            let mut outbox = Outbox::open(dir.path()).expect("an outbox");
            for position in 1..=10_000 {
                outbox
                    .put(&file_name(position, &sample.to), &message)
                    .expect("a file");
                if position % 500 == 0 {
                    outbox.flush().expect("a disk");
                }
            }
        });
}

/// 2,000 messages over one connection into a server that takes everything.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn smtp_2_000(bencher: Bencher) {
    let sample = Sample::new();
    let message = sample.bytes(1);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // Ends with the session.
            let _ = sink(stream);
        }
    });
    let server = ServerAddress {
        host: "127.0.0.1".into(),
        port,
        security: Security::None,
    };
    let settings = Settings {
        server: &server,
        login: None,
        ca_pem: None,
        timeouts: Timeouts::default(),
    };
    bencher
        .counter(ItemsCount::new(2_000_usize))
        .with_inputs(|| Session::connect(&settings).expect("a session"))
        .bench_local_refs(|session| {
            for _ in 0..2_000 {
                let attempt =
                    session.send(&sample.from, &sample.to, &message, || Ok::<_, Infallible>(()));
                assert!(
                    matches!(&attempt, Ok(attempt) if matches!(attempt.outcome, Outcome::Accepted(_))),
                    "{attempt:?}"
                );
            }
        });
}

fn sink(stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut out = stream.try_clone()?;
    let mut lines = BufReader::with_capacity(64 * 1024, stream);
    out.write_all(b"220 sink.example ESMTP\r\n")?;
    let (mut line, mut in_message) = (Vec::new(), false);
    loop {
        line.clear();
        if lines.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        let reply: &[u8] = match (in_message, line.get(..4).unwrap_or(&line)) {
            (true, b".\r\n") => b"250 2.0.0 Ok: queued\r\n",
            (true, _) => continue,
            (false, b"EHLO") => b"250-sink.example\r\n250 PIPELINING\r\n",
            (false, b"DATA") => b"354 go on\r\n",
            (false, b"QUIT") => b"221 bye\r\n",
            (false, _) => b"250 ok\r\n",
        };
        in_message = reply.starts_with(b"354");
        out.write_all(reply)?;
    }
}
