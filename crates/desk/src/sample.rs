//! The sample desk: an invented rep with people, pieces and a history, so that every screen has something to show.
//!
//! The story is told in days before the day on which the desk is made (see `sample/README.md`), and is played through
//! the same methods that a real desk uses.

mod story;

use std::{
    collections::{HashMap, HashSet, hash_map::Entry},
    path::Path,
};

use byline_model::{
    Answer, Company, CompanyId, ContactDraft, ContactId, DeliveryState, NewNextStep, Permission,
    SkipReason, Touch, TouchId, Via, filter,
};
use byline_store::{DeliveryUpdate, NewDelivery, NewHandOver, NewMailing, Store};
use include_dir::{Dir, include_dir};
use jiff::{
    Span, Timestamp, ToSpan,
    civil::{Date, Time, Weekday},
};

use story::{CompanyRow, ContactRow, Story, StoryMailing};

use crate::{Desk, Error, audience::count, error::Context, files, outgoing, wire::Nothing};

static SAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/sample");

/// The setting that says that a desk is the sample.
const SETTING: &str = "sample";

impl Desk {
    /// Makes a desk filled with an invented rep, people, pieces and a history.
    ///
    /// # Errors
    /// As [`Desk::create`], or when the disk fails.
    pub fn create_sample(root: &Path) -> Result<Self, Error> {
        Self::vacant(root)?;
        let parent = root
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        std::fs::create_dir_all(parent).doing("make the folder", parent)?;
        // It is made aside and takes its name when it is whole: half a sample would be taken for a desk.
        let aside = tempfile::Builder::new()
            .prefix(".byline-sample-")
            .tempdir_in(parent)
            .doing("make a folder beside", root)?;
        {
            let desk = Self::create(aside.path())?;
            let today = crate::today();
            desk.write_files(today)?;
            Player::new(&desk, today)?.play()?;
            desk.store().set_setting(SETTING, &true, crate::now())?;
        }
        std::fs::rename(aside.keep(), root).doing("make the folder", root)?;
        Self::open(root)
    }

    /// Whether this is the desk of invented people.
    pub(crate) fn is_sample(&self) -> bool {
        // A desk that cannot say so is treated as the rep's own, which is never replaced.
        self.store()
            .setting(SETTING)
            .ok()
            .flatten()
            .unwrap_or(false)
    }

    fn write_files(&self, today: Date) -> Result<Nothing, Error> {
        files::write_atomically(&self.root().join("brand.toml"), bytes("brand.toml")?)?;
        let pieces = SAMPLE.get_dir("pieces").ok_or_else(|| broken("pieces"))?;
        for folder in pieces.dirs() {
            for file in folder.files() {
                let path = self.root().join(file.path());
                match file.contents_utf8() {
                    Some(text) => files::write_atomically(&path, with_due(text, today).as_bytes())?,
                    None => files::write_atomically(&path, file.contents())?,
                }
            }
        }
        Ok(Nothing {})
    }
}

/// A piece that is due is due on the next Thursday.
fn with_due(text: &str, today: Date) -> String {
    let thursday = today.nth_weekday(1, Weekday::Thursday).unwrap_or(today);
    text.split_inclusive('\n')
        .map(|line| {
            if line.starts_with("due: ") {
                format!("due: {thursday}\n")
            } else {
                line.to_owned()
            }
        })
        .collect()
}

/// Plays the story into a desk.
struct Player<'a> {
    desk: &'a Desk,
    today: Date,
    now: Timestamp,
    story: Story,
    contacts: Vec<ContactRow>,
    ids: HashMap<String, ContactId>,
    titles: HashMap<String, String>,
}

impl<'a> Player<'a> {
    fn new(desk: &'a Desk, today: Date) -> Result<Self, Error> {
        let story = toml::from_str(text("story.toml")?).map_err(|_| broken("story.toml"))?;
        let contacts = csv::Reader::from_reader(bytes("contacts.csv")?)
            .deserialize()
            .collect::<Result<Vec<ContactRow>, _>>()
            .map_err(|_| broken("contacts.csv"))?;
        let titles = desk
            .pieces()?
            .into_iter()
            .map(|piece| (piece.piece, piece.title))
            .collect();
        Ok(Self {
            desk,
            today,
            now: crate::now(),
            story,
            contacts,
            ids: HashMap::new(),
            titles,
        })
    }

    fn play(mut self) -> Result<(), Error> {
        self.people()?;
        let mut stopped = HashMap::new();
        for index in 0..self.story.mailing.len() {
            // Only what was stopped by then: a stop that is in the desk leaves people out at once.
            self.suppressions(self.story.mailing[index].days_ago, &mut stopped)?;
            self.mailing(index, &mut stopped)?;
        }
        self.suppressions(-1, &mut stopped)?;
        self.hand_overs()?;
        self.touches()?;
        self.steps()?;
        let mut store = self.desk.store();
        for audience in &self.story.audience {
            let filter = filter::parse(&audience.filter).map_err(|_| broken("story.toml"))?;
            store.save_audience(&audience.name, &filter, self.now)?;
        }
        drop(store);
        self.desk.save_quota(&self.story.quota)?;
        Ok(())
    }

    fn people(&mut self) -> Result<(), Error> {
        let mut store = self.desk.store();
        let mut companies = csv::Reader::from_reader(bytes("companies.csv")?);
        for row in companies.deserialize() {
            let row: CompanyRow = row.map_err(|_| broken("companies.csv"))?;
            let company = Company {
                id: CompanyId(0),
                name: row.name,
                domain: row.domain,
                city: row.city,
                region: row.region,
                country: row.country,
                industry: row.industry,
                employees: row.employees,
                notes: row.notes,
            };
            let id = store.add_company(&company.name, self.now)?;
            store.save_company(&Company { id, ..company })?;
        }
        // Whoever gave a name was added before the person they named.
        let mut order: Vec<&ContactRow> = self.contacts.iter().collect();
        order.sort_by_key(|row| std::cmp::Reverse(row.added_days_ago));
        for row in order {
            let since = row
                .newsletter_since_days_ago
                .map(|days| self.today.saturating_sub(days.days()));
            let draft = ContactDraft {
                email: row.email.clone(),
                first_name: row.first_name.clone(),
                last_name: row.last_name.clone(),
                company: row.company.clone(),
                title: row.title.clone(),
                phone: row.phone.clone(),
                city: row.city.clone(),
                url: None,
                stage: Some(row.stage),
                source: Some(row.source),
                referred_by: row
                    .referred_by
                    .as_ref()
                    .and_then(|key| self.ids.get(key))
                    .copied(),
                decides: Some(row.decides),
                tags: Some(
                    row.tags
                        .split(';')
                        .filter(|tag| !tag.is_empty())
                        .map(str::to_owned)
                        .collect(),
                ),
                permission: row
                    .newsletter_basis
                    .clone()
                    .map(|basis| Permission { basis, since }),
                notes: row.notes.clone(),
            };
            let added = moment(self.today, row.added_days_ago, Time::constant(9, 0, 0, 0))?;
            let id = store.add_contact(&draft, added)?;
            self.ids.insert(row.key.clone(), id);
        }
        Ok(())
    }

    /// Stops the addresses that were stopped by hand more than so many days ago.
    fn suppressions(
        &self,
        days_ago: i64,
        stopped: &mut HashMap<String, Timestamp>,
    ) -> Result<(), Error> {
        let mut store = self.desk.store();
        for stop in self
            .story
            .suppress
            .iter()
            .filter(|stop| stop.days_ago > days_ago)
        {
            let key = stop.address.key();
            if let Entry::Vacant(entry) = stopped.entry(key) {
                let at = moment(self.today, stop.days_ago, Time::constant(11, 0, 0, 0))?;
                store.suppress(&stop.address, stop.reason, stop.note.as_deref(), at)?;
                entry.insert(at);
            }
        }
        Ok(())
    }

    fn mailing(&self, index: usize, stopped: &mut HashMap<String, Timestamp>) -> Result<(), Error> {
        let mailing = &self.story.mailing[index];
        let at = moment(self.today, mailing.days_ago, mailing.at)?;
        let fresh = self
            .desk
            .freeze(&mailing.piece, &self.desk.read_piece(&mailing.piece)?)?;
        let edition = fresh.frozen.edition;
        let filter = filter::parse(&mailing.audience).map_err(|_| broken("story.toml"))?;
        let keys: HashMap<ContactId, &ContactRow> = self
            .contacts
            .iter()
            .filter_map(|row| Some((*self.ids.get(&row.key)?, row)))
            .collect();
        let mut store = self.desk.store();
        let mut addresses = HashSet::new();
        let mut rows = Vec::new();
        for recipient in store.resolve(&filter, at)? {
            let Some(row) = keys.get(&recipient.contact.id) else {
                continue;
            };
            let known = row.added_days_ago > mailing.days_ago
                && row
                    .newsletter_since_days_ago
                    .is_some_and(|since| since >= mailing.days_ago);
            if !known {
                continue;
            }
            let address = recipient.contact.email.clone();
            let skipped = match &address {
                None => Some(SkipReason::NoAddress),
                Some(address)
                    if stopped
                        .get(&address.key())
                        .is_some_and(|since| *since <= at) =>
                {
                    Some(SkipReason::Suppressed)
                }
                Some(address) => {
                    (!addresses.insert(address.key())).then_some(SkipReason::DuplicateAddress)
                }
            };
            let message_id = format!(
                "{}@{}",
                outgoing::new_token()?,
                fresh.sender.address.domain()
            );
            rows.push(NewDelivery {
                contact: recipient.contact.id,
                address,
                position: count(rows.len() + 1),
                message_id,
                skipped,
            });
        }
        store.put_edition(&edition, at)?;
        let new = NewMailing {
            edition: edition.hash.clone(),
            piece: mailing.piece.clone(),
            title: edition.title.clone(),
            audience: mailing.audience.clone(),
            via: Via::Smtp,
            schedule: None,
            rows,
        };
        let id = store.plan_mailing(&new, at)?;
        self.deliver(&mut store, id, mailing, at, stopped)?;
        store.set_mailing_state(id, byline_model::MailingState::Done, None, None, at)?;
        Ok(())
    }

    /// Sends a mailing of the past: every two seconds one, with the answers that the story tells.
    fn deliver(
        &self,
        store: &mut Store,
        id: byline_model::MailingId,
        mailing: &StoryMailing,
        at: Timestamp,
        stopped: &mut HashMap<String, Timestamp>,
    ) -> Result<(), Error> {
        let who = |key: &str| {
            self.ids
                .get(key)
                .copied()
                .ok_or_else(|| broken("story.toml"))
        };
        let mut refused = HashMap::new();
        for came in &mailing.refused {
            refused.insert(who(&came.who)?, came.words.as_str());
        }
        store.set_mailing_state(id, byline_model::MailingState::Sending, None, None, at)?;
        let claimed = store.claim(id, u32::MAX, "sample", "sample", at)?;
        for delivery in &claimed {
            let left = at
                .saturating_add(Span::new().seconds(2 * i64::from(delivery.position)))
                .unwrap_or(at);
            let answer = match refused.get(&delivery.contact) {
                Some(words) => DeliveryUpdate::new(delivery.delivery, DeliveryState::Refused)
                    .with_words(*words),
                None => DeliveryUpdate::new(delivery.delivery, DeliveryState::Accepted)
                    .with_words("250 2.0.0 OK: queued"),
            };
            store.record(
                &[
                    DeliveryUpdate::new(delivery.delivery, DeliveryState::Sending),
                    answer,
                ],
                left,
            )?;
        }
        let of = |key: &str| -> Result<&byline_model::Delivery, Error> {
            let contact = who(key)?;
            claimed
                .iter()
                .find(|delivery| delivery.contact == contact)
                .ok_or_else(|| broken("story.toml"))
        };
        let later = |hours: i64| {
            at.saturating_add(Span::new().hours(hours).minutes(7))
                .unwrap_or(at)
                .min(self.now)
        };
        for came in &mailing.bounced {
            let delivery = of(&came.who)?;
            let hard = came.words.starts_with('5')
                && !came.words.starts_with("552")
                && !came.words.starts_with("554");
            store.bounce(delivery.delivery, &came.words, hard, later(0))?;
            if let (true, Some(address)) = (hard, &delivery.address) {
                stopped.insert(address.key(), later(0));
            }
        }
        for reply in &mailing.replied {
            let delivery = of(&reply.who)?.delivery;
            store.record_answer(
                delivery,
                Answer::Replied,
                &reply.text,
                later(reply.hours_later),
            )?;
            if reply.sorted {
                store.handle_answer(delivery, later(reply.hours_later + 2))?;
            }
        }
        for reply in &mailing.auto_replied {
            let delivery = of(&reply.who)?.delivery;
            store.record_answer(
                delivery,
                Answer::AutoReplied,
                &reply.text,
                later(reply.hours_later),
            )?;
        }
        for stop in &mailing.opted_out {
            let delivery = of(&stop.who)?;
            let when = later(stop.hours_later);
            store.record_answer(delivery.delivery, Answer::OptedOut, "", when)?;
            if let Some(address) = &delivery.address {
                stopped.insert(address.key(), when);
            }
        }
        Ok(())
    }

    fn hand_overs(&self) -> Result<(), Error> {
        let mut store = self.desk.store();
        for given in &self.story.hand_over {
            let contact = self.id(&given.who)?;
            let on = self.today.saturating_sub(given.days_ago.days());
            let title = self
                .titles
                .get(&given.piece)
                .cloned()
                .ok_or_else(|| broken("story.toml"))?;
            let hand_over = NewHandOver {
                piece: given.piece.clone(),
                title,
                edition: None,
                how: given.how,
                on,
            };
            store.give(&hand_over, &[contact], self.now)?;
        }
        Ok(())
    }

    fn touches(&self) -> Result<(), Error> {
        let mut store = self.desk.store();
        let monday = self.today.weekday() == Weekday::Monday;
        for (index, told) in self.story.touch.iter().enumerate() {
            // On a Monday yesterday was last week; what counts for this week happened today then.
            let days_ago = if told.this_week && monday {
                0
            } else {
                told.days_ago
            };
            let minute = i8::try_from(index % 60).unwrap_or(0);
            let hour = 8 + i8::try_from(index % 9).unwrap_or(0);
            let at =
                moment(self.today, days_ago, Time::constant(hour, minute, 0, 0))?.min(self.now);
            let touch = Touch {
                touch: TouchId(0),
                contact: self.id(&told.who)?,
                kind: told.kind,
                at,
                text: told.text.clone(),
            };
            store.log_touch(&touch, at)?;
        }
        Ok(())
    }

    fn steps(&self) -> Result<(), Error> {
        let mut store = self.desk.store();
        for told in &self.story.next_step {
            let mut due = self.today.saturating_add(told.due_in_days.days());
            while told.due_in_days > 0
                && matches!(due.weekday(), Weekday::Saturday | Weekday::Sunday)
            {
                due = due.saturating_add(1.day());
            }
            let step = NewNextStep {
                contact: self.id(&told.who)?,
                action: told.action,
                text: told.text.clone(),
                why: told.why.clone(),
                due,
                time: told.time,
            };
            store.set_next_step(&step, self.now)?;
        }
        Ok(())
    }

    fn id(&self, key: &str) -> Result<ContactId, Error> {
        self.ids
            .get(key)
            .copied()
            .ok_or_else(|| broken("story.toml"))
    }
}

/// A time of day some days ago, in the rep's time zone.
fn moment(today: Date, days_ago: i64, time: Time) -> Result<Timestamp, Error> {
    let date = today.saturating_sub(days_ago.days());
    date.to_datetime(time)
        .to_zoned(crate::zone())
        .map(|zoned| zoned.timestamp())
        .map_err(|error| {
            Error::outside(
                format!("The clock of this computer cannot be used: {error}."),
                "Set its date.",
            )
        })
}

fn bytes(name: &str) -> Result<&'static [u8], Error> {
    SAMPLE
        .get_file(name)
        .map(include_dir::File::contents)
        .ok_or_else(|| broken(name))
}

fn text(name: &str) -> Result<&'static str, Error> {
    SAMPLE
        .get_file(name)
        .and_then(include_dir::File::contents_utf8)
        .ok_or_else(|| broken(name))
}

/// The sample is part of the program, so this is seen only by whoever changes it.
fn broken(name: &str) -> Error {
    Error::outside(
        format!("The sample's {name} is damaged."),
        "Install Byline again.",
    )
}
