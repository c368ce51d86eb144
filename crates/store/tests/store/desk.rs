//! A desk in a temporary folder, and what tests put into it.

use std::path::PathBuf;

use byline_model::{
    ContactDraft, ContactId, Edition, EditionHash, EmailAddress, Kind, MailingId, MailingState,
    Schedule, SkipReason, Via, filter::Filter,
};
use byline_store::{NewDelivery, NewMailing, Store};
use jiff::{Timestamp, tz::TimeZone};

/// A store in its own folder, which goes with it.
pub struct Desk {
    pub store: Store,
    pub folder: tempfile::TempDir,
}

impl Desk {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("desk.db"))
            .unwrap()
            .in_zone(TimeZone::UTC);
        Self { store, folder }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("desk.db")
    }

    /// Another connection to the same desk.
    pub fn again(&self) -> Store {
        Store::open(&self.path()).unwrap().in_zone(TimeZone::UTC)
    }

    /// A connection that knows nothing of the store's rules.
    pub fn raw(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.path()).unwrap()
    }

    pub fn add(&mut self, first: &str, last: &str, email: &str) -> ContactId {
        self.store
            .add_contact(&person(first, last, email), now())
            .unwrap()
    }

    /// `many` people with addresses, from number 1 on in an empty desk.
    pub fn add_many(&mut self, many: usize) -> Vec<ContactId> {
        (1..=many)
            .map(|n| {
                self.add(
                    "Person",
                    &format!("N{n:04}"),
                    &format!("person{n}@example.com"),
                )
            })
            .collect()
    }

    /// A mailing of an issue to everybody, before it is planned; who has no address is skipped.
    pub fn plan(&mut self, piece: &str, via: Via, schedule: Option<Schedule>) -> NewMailing {
        let edition = edition(piece);
        self.store.put_edition(&edition, now()).unwrap();
        let people = self.store.resolve(&Filter::All, now()).unwrap();
        let rows = people
            .iter()
            .zip(1..)
            .map(|(person, position)| NewDelivery {
                contact: person.contact.id,
                address: person.contact.email.clone(),
                message_id: format!("{piece}.{position}@example.com"),
                position,
                skipped: person
                    .contact
                    .email
                    .is_none()
                    .then_some(SkipReason::NoAddress),
            })
            .collect();
        NewMailing {
            edition: edition.hash,
            piece: piece.into(),
            title: format!("The {piece} issue"),
            audience: "all".into(),
            via,
            schedule,
            rows,
        }
    }

    /// A mailing of an issue to everybody, going out; who has no address is skipped.
    pub fn mailing(&mut self, piece: &str, via: Via) -> MailingId {
        let new = self.plan(piece, via, None);
        let id = self.store.plan_mailing(&new, now()).unwrap();
        self.store
            .set_mailing_state(id, MailingState::Sending, None, None, now())
            .unwrap();
        id
    }

    /// A mailing of an issue to everybody, all accepted.
    pub fn sent(&mut self, piece: &str, at: Timestamp) -> MailingId {
        use byline_model::DeliveryState::{Accepted, Sending};
        use byline_store::DeliveryUpdate;
        let id = self.mailing(piece, Via::Smtp);
        let rows = self
            .store
            .claim(id, u32::MAX, "boot", "sender", at)
            .unwrap();
        for to in [Sending, Accepted] {
            let steps: Vec<_> = rows
                .iter()
                .map(|row| DeliveryUpdate::new(row.delivery, to).with_words("250 OK"))
                .collect();
            self.store.record(&steps, at).unwrap();
        }
        id
    }
}

pub fn person(first: &str, last: &str, email: &str) -> ContactDraft {
    let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    ContactDraft {
        first_name: said(first),
        last_name: said(last),
        email: said(email).map(|email| address(&email)),
        ..ContactDraft::default()
    }
}

pub fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

/// The moment of every test: noon of 4 November 2026, a Wednesday.
pub fn now() -> Timestamp {
    "2026-11-04T12:00:00Z".parse().unwrap()
}

pub fn days_ago(days: i64) -> Timestamp {
    now() - jiff::SignedDuration::from_hours(24 * days)
}

pub fn edition(piece: &str) -> Edition {
    let hash: String = piece.bytes().map(|byte| format!("{byte:02x}")).collect();
    Edition {
        hash: EditionHash(format!("{hash:0<64}")[..64].to_owned()),
        piece: piece.into(),
        kind: Kind::Newsletter,
        template: "letter".into(),
        title: format!("The {piece} issue"),
        subject: "Hello".into(),
        preview: String::new(),
        html: Some("<p>Hello</p>".into()),
        page: "<p>Hello</p>".into(),
        text: "Hello".into(),
        print: "Hello".into(),
        assets: Vec::new(),
        fields: vec!["contact.first_name".into()],
    }
}
