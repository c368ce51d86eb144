//! What people and their machines write back, in many languages: what kind of message it is, what was written, when
//! somebody is back, and whether they ask to stop.

mod automatic;
mod opting_out;
mod programs;
mod quoting;
mod returning;
mod strangers;

use byline_model::Incoming;

/// Reads a message with further header fields, on Saturday, 21 November 2026.
fn mail(fields: &str, subject: &str, body: &str) -> Incoming {
    read(&format!(
        "From: Tom Baker <tom@customer.example>\nTo: Dana Reyes <dana@example.com>\nSubject: {subject}\nDate: Sat, 21 Nov 2026 10:00:00 +0100\nMessage-ID: <one@customer.example>\n{fields}MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{body}\n"
    ))
}

/// Reads an answer to the rep's newsletter.
fn answer(body: &str) -> Incoming {
    mail(
        "In-Reply-To: <newsletter@example.com>\n",
        "Re: News from the plant",
        body,
    )
}

/// Reads an answer that has only an HTML part.
fn html_answer(html: &str) -> Incoming {
    read(&format!(
        "From: Tom Baker <tom@customer.example>\nTo: Dana Reyes <dana@example.com>\nSubject: Re: News from the plant\nDate: Sat, 21 Nov 2026 10:00:00 +0100\nIn-Reply-To: <newsletter@example.com>\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{html}\n"
    ))
}

fn read(message: &str) -> Incoming {
    byline_mail::incoming::read(message.replace('\n', "\r\n").as_bytes())
}
