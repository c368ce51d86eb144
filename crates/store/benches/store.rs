//! What a desk of 100,000 people and a dozen issues costs: search, a page of the list, a page of the matrix, and one
//! window of a mailing.

use std::path::Path;
use std::sync::{LazyLock, Mutex, MutexGuard};

use byline_model::{
    ContactDraft, ContactId, DeliveryState, Edition, EditionHash, EmailAddress, Kind, MailingId,
    MailingState, PeopleOrder, PeopleQuery, SkipReason, Stage, Via,
    filter::{Filter, parse},
};
use byline_store::{DeliveryUpdate, ImportMeta, ImportRow, NewDelivery, NewMailing, Store};
use divan::{Bencher, black_box};
use jiff::Timestamp;

const PEOPLE: usize = 100_000;
const ISSUES: usize = 12;
const READERS: usize = 10_000;

const FIRST: [&str; 12] = [
    "Ann", "Bob", "Cem", "Dele", "Ellen", "Glenn", "Joan", "Leo", "Maria", "Priya", "Sonja", "Tom",
];
const LAST: [&str; 14] = [
    "Adeyemi",
    "Beckett",
    "Benitez",
    "Chen",
    "Demir",
    "Halvorsen",
    "Marchetti",
    "Nwosu",
    "Ostrander",
    "Park",
    "Raman",
    "Rowe",
    "Vance",
    "Ward",
];
const TRADES: [&str; 6] = [
    "Foods",
    "Brewing",
    "Packaging",
    "Dairy",
    "Bottling",
    "Poultry",
];
const CITIES: [&str; 5] = ["Dayton", "Toledo", "Akron", "Lima", "Mansfield"];

fn now() -> Timestamp {
    Timestamp::from_second(1_793_800_000).expect("a time of this century")
}

fn person(n: usize) -> ImportRow {
    let (first, last) = (FIRST[n % FIRST.len()], LAST[(n / 7) % LAST.len()]);
    ImportRow {
        line: n as u64,
        opted_out: n.is_multiple_of(97),
        draft: ContactDraft {
            email: EmailAddress::parse(&format!(
                "{first}.{last}.{n}@company{}.example.com",
                n % 9_000
            ))
            .ok(),
            first_name: Some(first.into()),
            last_name: Some(format!("{last}{}", n % 500)),
            company: Some(format!(
                "{} {} {}",
                LAST[n % LAST.len()],
                TRADES[n % TRADES.len()],
                n % 9_000
            )),
            title: Some("Operations Director".into()),
            city: Some(CITIES[n % CITIES.len()].into()),
            stage: Some(Stage::ALL[n % Stage::ALL.len()]),
            tags: n.is_multiple_of(11).then(|| vec!["fair".into()]),
            notes: Some("Met at the fair; wants to hear about leaks in spring".into()),
            ..ContactDraft::default()
        },
    }
}

/// The desk and everybody in it, made once.
struct Desk {
    store: Store,
    people: Vec<(ContactId, Option<EmailAddress>)>,
}

static DESK: LazyLock<Mutex<Desk>> = LazyLock::new(|| {
    // In the target folder: what is static is never dropped, and would leave a temporary folder behind.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("store-bench");
    if folder.exists() {
        std::fs::remove_dir_all(&folder).expect("the desk of the last run");
    }
    std::fs::create_dir_all(&folder).expect("a folder");
    let mut store = Store::open(&folder.join("desk.db")).expect("a desk");
    let meta = ImportMeta {
        file: "bench.csv".into(),
        source: None,
    };
    store
        .import((0..PEOPLE).map(person), &meta, now())
        .expect("people");
    let people = store.resolve(&Filter::All, now()).expect("people");
    let people = people
        .into_iter()
        .map(|person| (person.contact.id, person.contact.email))
        .collect();
    let mut desk = Desk { store, people };
    for issue in 0..ISSUES {
        let id = desk.plan(&format!("issue-{issue}"), READERS);
        desk.send(id, READERS as u32);
    }
    Mutex::new(desk)
});

fn desk() -> MutexGuard<'static, Desk> {
    DESK.lock().expect("one bench at a time")
}

impl Desk {
    /// A mailing of that piece to the first `many` people.
    fn plan(&mut self, piece: &str, many: usize) -> MailingId {
        let edition = Edition {
            hash: EditionHash(format!("{piece:0>64}")),
            piece: piece.into(),
            kind: Kind::Newsletter,
            template: "letter".into(),
            title: piece.into(),
            subject: piece.into(),
            preview: String::new(),
            html: None,
            page: String::new(),
            text: String::new(),
            print: String::new(),
            assets: Vec::new(),
            fields: Vec::new(),
        };
        self.store.put_edition(&edition, now()).expect("an edition");
        let rows = self
            .people
            .iter()
            .take(many)
            .zip(1..)
            .map(|((contact, address), position)| NewDelivery {
                contact: *contact,
                address: address.clone(),
                skipped: address.is_none().then_some(SkipReason::NoAddress),
                message_id: format!("{piece}.{position}@example.com"),
                position,
            });
        let new = NewMailing {
            edition: edition.hash,
            piece: piece.into(),
            title: piece.into(),
            audience: "all".into(),
            via: Via::Smtp,
            schedule: None,
            rows: rows.collect(),
        };
        let id = self.store.plan_mailing(&new, now()).expect("a mailing");
        self.store
            .set_mailing_state(id, MailingState::Sending, None, None, now())
            .expect("its state");
        id
    }

    /// Sends the next window of a mailing as a sender does: claimed durably, each row marked as it goes.
    fn send(&mut self, id: MailingId, window: u32) -> usize {
        let rows = self
            .store
            .claim(id, window, "boot", "bench", now())
            .expect("a claim");
        for row in &rows {
            for to in [DeliveryState::Sending, DeliveryState::Accepted] {
                self.store
                    .record(&[DeliveryUpdate::new(row.delivery, to)], now())
                    .expect("a step");
            }
        }
        rows.len()
    }
}

#[divan::bench(args = ["m", "ma", "maria", "mar cho", "maria.chen", "nobody"])]
fn search_the_list(bencher: Bencher, text: &str) {
    let desk = desk();
    let query = PeopleQuery {
        filter: String::new(),
        search: text.into(),
        order: PeopleOrder::NextStep,
        offset: 0,
        limit: 100,
    };
    bencher.bench_local(|| desk.store.people(black_box(&query), now()));
}

#[divan::bench(args = ["m", "maria", "mar cho"])]
fn search_the_palette(bencher: Bencher, text: &str) {
    let desk = desk();
    bencher.bench_local(|| {
        desk.store
            .contacts(&Filter::All, black_box(text), Some(12), now())
    });
}

#[divan::bench(args = PeopleOrder::ALL)]
fn deep_page_of_the_list(bencher: Bencher, order: &PeopleOrder) {
    let desk = desk();
    let query = PeopleQuery {
        filter: String::new(),
        search: String::new(),
        order: *order,
        offset: 99_000,
        limit: 100,
    };
    bencher.bench_local(|| desk.store.people(black_box(&query), now()));
}

#[divan::bench(args = ["stage = customer", "company ~ dairy", "received(issue-3)"])]
fn filtered_page_of_the_list(bencher: Bencher, filter: &str) {
    let desk = desk();
    let query = PeopleQuery {
        filter: filter.into(),
        search: String::new(),
        order: PeopleOrder::NextStep,
        offset: 500,
        limit: 100,
    };
    bencher.bench_local(|| desk.store.people(black_box(&query), now()));
}

#[divan::bench(args = [0, 9_000, 99_000])]
fn page_of_the_matrix(bencher: Bencher, offset: u32) {
    let desk = desk();
    let pieces: Vec<_> = (0..ISSUES)
        .map(|n| (format!("issue-{n}"), format!("Issue {n}"), Kind::Newsletter))
        .collect();
    bencher.bench_local(|| desk.store.matrix(black_box(&pieces), "", offset, 60));
}

#[divan::bench]
fn today(bencher: Bencher) {
    let desk = desk();
    let zone = jiff::tz::TimeZone::UTC;
    let on = now().to_zoned(zone.clone()).date();
    bencher.bench_local(|| {
        desk.store
            .today(on, &zone, &byline_model::Quota::default(), now())
    });
}

#[divan::bench(args = ["all", "stage = customer"], sample_count = 3)]
fn resolve_an_audience(bencher: Bencher, filter: &str) {
    let desk = desk();
    let filter = parse(filter).expect("a filter");
    bencher.bench_local(|| desk.store.resolve(black_box(&filter), now()));
}

/// 100 rows: one durable claim and 200 cheap steps.
#[divan::bench]
fn window_of_a_mailing(bencher: Bencher) {
    let mut desk = desk();
    let piece = format!("window-{}", desk.store.mailings().expect("mailings").len());
    let id = desk.plan(&piece, PEOPLE);
    bencher.bench_local(|| assert_eq!(desk.send(id, 100), 100));
}

fn main() {
    divan::main();
}
