//! People: list, add, change, and what happens between them and the rep.

use std::{collections::BTreeMap, path::Path};

use byline_model::{
    Audience, Contact, ContactDraft, ContactField, ContactId, DeliveryId, EmailAddress,
    NewNextStep, NextStep, NextStepId, PeoplePage, PeopleQuery, Person, Suppression,
    SuppressionReason, Touch, TouchId,
};
use jiff::civil::Date;

use crate::{
    Desk, Error, files,
    wire::{LoggedTouch, NewTouch, Nothing, Segment, Sidebar},
};

impl Desk {
    /// A page of the list of people.
    ///
    /// # Errors
    /// When the filter is wrong.
    pub fn people(&self, query: &PeopleQuery) -> Result<PeoplePage, Error> {
        let query = PeopleQuery {
            filter: self.filter(&query.filter)?.to_string(),
            ..query.clone()
        };
        Ok(self.store().people(&query, crate::now())?)
    }

    /// People as the command line lists them.
    ///
    /// # Errors
    /// When the filter is wrong.
    pub fn contacts(
        &self,
        filter: &str,
        search: &str,
        limit: Option<u32>,
    ) -> Result<Vec<Contact>, Error> {
        let filter = self.filter(filter)?;
        Ok(self
            .store()
            .contacts(&filter, search, limit, crate::now())?)
    }

    /// A person with everything that is between them and the rep.
    ///
    /// # Errors
    /// When there is none of that number.
    pub fn person(&self, contact: ContactId) -> Result<Person, Error> {
        Ok(self.store().person(contact, crate::now())?)
    }

    /// Adds a person.
    ///
    /// # Errors
    /// When nothing is known of them, or the address is somebody's already.
    pub fn add_person(&self, draft: &ContactDraft) -> Result<Person, Error> {
        self.writable()?;
        if draft.email.is_none() && draft.first_name.is_none() && draft.last_name.is_none() {
            return Err(Error::bad_input(
                "A person needs a name or an e-mail address.",
                "Give one of them.",
            ));
        }
        if let Some(email) = &draft.email
            && let Some(there) = self.store().contacts_by_address(email)?.first()
        {
            return Err(Error::bad_input(
                format!("{} has the address {email} already.", there.display_name()),
                "Open that person instead.",
            ));
        }
        let contact = self.store().add_contact(draft, crate::now())?;
        self.person(contact)
    }

    /// Changes fields of a person, given by name as texts; an empty text clears the field.
    ///
    /// # Errors
    /// When a field does not exist or a value is none of its own; then nothing is changed.
    pub fn edit_person(
        &self,
        contact: ContactId,
        fields: &BTreeMap<String, String>,
    ) -> Result<Person, Error> {
        self.writable()?;
        self.person(contact)?;
        let mut changes = Vec::new();
        for (name, value) in fields {
            let field = ContactField::from_word(name).ok_or_else(|| {
                let names: Vec<&str> = ContactField::ALL.iter().map(|field| field.word()).collect();
                Error::bad_input(
                    format!("There is no field \"{name}\"."),
                    format!("Fields are: {}.", names.join(", ")),
                )
            })?;
            let value = value.trim();
            check_value(field, value)?;
            changes.push((field, (!value.is_empty()).then(|| value.to_owned())));
        }
        let mut store = self.store();
        for (field, value) in &changes {
            store.set_field(contact, *field, value.as_deref(), crate::now())?;
        }
        drop(store);
        self.person(contact)
    }

    /// Takes a person out of the desk. What they received stays in the ledger, and an opt-out stays one.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn delete_contact(&self, contact: ContactId) -> Result<(), Error> {
        self.writable()?;
        Ok(self.store().delete_contact(contact, crate::now())?)
    }

    /// Writes people to a CSV file, with the headings that an import recognises. Gives how many.
    ///
    /// # Errors
    /// When the filter is wrong or the file cannot be written.
    pub fn export_contacts(&self, filter: &str, path: &Path) -> Result<usize, Error> {
        let people = self.contacts(filter, "", None)?;
        let failed = |error: csv::Error| {
            Error::outside(
                format!("The people could not be written: {error}."),
                "Try again.",
            )
        };
        let mut csv = csv::Writer::from_writer(Vec::new());
        csv.write_record([
            "Email",
            "First Name",
            "Last Name",
            "Company",
            "Job Title",
            "Phone",
            "City",
            "URL",
            "Stage",
            "Source",
            "Tags",
            "Notes",
        ])
        .map_err(failed)?;
        for person in &people {
            let tags = person.tags.join(";");
            let cells = [
                person.email.as_ref().map(EmailAddress::as_str),
                person.first_name.as_deref(),
                person.last_name.as_deref(),
                person.company.as_deref(),
                person.title.as_deref(),
                person.phone.as_deref(),
                person.city.as_deref(),
                person.url.as_deref(),
                Some(person.stage.word()),
                Some(person.source.word()),
                Some(&tags),
                person.notes.as_deref(),
            ];
            csv.write_record(cells.map(|cell| harmless(cell.unwrap_or_default())))
                .map_err(failed)?;
        }
        let bytes = csv
            .into_inner()
            .map_err(|error| failed(error.into_error().into()))?;
        files::write_atomically(path, &bytes)?;
        Ok(people.len())
    }

    /// Saved audiences with how many people each has.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn audiences(&self) -> Result<Vec<Audience>, Error> {
        Ok(self.store().audiences(crate::now())?)
    }

    /// Saves a filter under a name, in the place of the one that had it.
    ///
    /// # Errors
    /// When the filter is wrong.
    pub fn save_audience(&self, name: &str, filter: &str) -> Result<Audience, Error> {
        self.writable()?;
        let filter = self.filter(filter)?;
        let now = crate::now();
        let mut store = self.store();
        store.save_audience(name, &filter, now)?;
        store
            .audience(name, now)?
            .ok_or_else(|| Error::outside("The audience was not saved.", "Try again."))
    }

    /// What stands in the sidebar.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn sidebar(&self) -> Result<Sidebar, Error> {
        let today = self.people_today(crate::today())?;
        let store = self.store();
        let everyone = Segment {
            name: "Everyone".into(),
            filter: "all".into(),
            count: store.count(&byline_model::filter::Filter::All, crate::now())?,
        };
        let saved = store.audiences(crate::now())?;
        let saved = saved.into_iter().map(|audience| Segment {
            name: audience.name,
            filter: audience.filter,
            count: audience.count,
        });
        let hands_raised = crate::audience::count(today.hands_raised.len());
        let missed = crate::today::missed(&store.open_mailings()?).len();
        Ok(Sidebar {
            today: crate::audience::count(today.follow_ups.len() + missed) + hands_raised,
            segments: std::iter::once(everyone).chain(saved).collect(),
            hands_raised,
        })
    }

    /// Sets the next step for a person, in the place of the one they had.
    ///
    /// # Errors
    /// When the text is empty or there is no such person.
    pub fn set_step(&self, step: &NewNextStep) -> Result<NextStep, Error> {
        self.writable()?;
        if step.text.trim().is_empty() {
            return Err(Error::bad_input(
                "The next step is empty.",
                "Write what you will do.",
            ));
        }
        self.person(step.contact)?;
        let mut store = self.store();
        store.set_next_step(step, crate::now())?;
        store
            .next_step_of(step.contact)?
            .ok_or_else(|| Error::outside("The next step was not kept.", "Try again."))
    }

    /// Ticks a next step.
    ///
    /// # Errors
    /// When there is none of that number.
    pub fn complete_step(&self, step: NextStepId) -> Result<Nothing, Error> {
        self.writable()?;
        self.store().complete_step(step, crate::now())?;
        Ok(Nothing {})
    }

    /// Takes the tick back.
    ///
    /// # Errors
    /// When there is none of that number.
    pub fn reopen_step(&self, step: NextStepId) -> Result<Nothing, Error> {
        self.writable()?;
        self.store().reopen_step(step, crate::now())?;
        Ok(Nothing {})
    }

    /// Drops a next step: it will not be done. [`Self::reopen_step`] takes that back.
    ///
    /// # Errors
    /// When there is none of that number.
    pub fn drop_step(&self, step: NextStepId) -> Result<Nothing, Error> {
        self.writable()?;
        self.store().drop_step(step, crate::now())?;
        Ok(Nothing {})
    }

    /// Puts a next step off.
    ///
    /// # Errors
    /// When there is none of that number.
    pub fn snooze_step(&self, step: NextStepId, due: Date) -> Result<Nothing, Error> {
        self.writable()?;
        self.store().snooze_step(step, due, crate::now())?;
        Ok(Nothing {})
    }

    /// Logs a call, a meeting, a visit, a note.
    ///
    /// # Errors
    /// When there is no such person.
    pub fn log_touch(&self, input: &NewTouch) -> Result<LoggedTouch, Error> {
        self.writable()?;
        self.person(input.contact)?;
        let touch = Touch {
            touch: TouchId(0),
            contact: input.contact,
            kind: input.kind,
            at: input.at.unwrap_or_else(crate::now),
            text: input.text.trim().to_owned(),
        };
        Ok(LoggedTouch {
            touch: self.store().log_touch(&touch, crate::now())?,
        })
    }

    /// Takes a logged touch back.
    ///
    /// # Errors
    /// When there is none of that number.
    pub fn retract_touch(&self, touch: TouchId) -> Result<Nothing, Error> {
        self.writable()?;
        self.store().retract_touch(touch, crate::now())?;
        Ok(Nothing {})
    }

    /// Marks a reply as seen to, or as waiting again.
    ///
    /// # Errors
    /// When there is no such reply.
    pub fn handle_reply(&self, delivery: DeliveryId, handled: bool) -> Result<Nothing, Error> {
        self.writable()?;
        let mut store = self.store();
        if handled {
            store.handle_answer(delivery, crate::now())?;
        } else {
            store.reopen_answer(delivery)?;
        }
        Ok(Nothing {})
    }

    /// Never mail an address again.
    ///
    /// # Errors
    /// When it is no address.
    pub fn suppress(&self, address: &str, reason: SuppressionReason) -> Result<Nothing, Error> {
        self.writable()?;
        let address = EmailAddress::parse(address)
            .map_err(|error| Error::bad_input(format!("{error}."), "Check the address."))?;
        self.store()
            .suppress(&address, reason, None, crate::now())?;
        Ok(Nothing {})
    }

    /// Addresses that are never mailed.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn suppressions(&self) -> Result<Vec<Suppression>, Error> {
        Ok(self.store().suppressions()?)
    }
}

/// A cell that no spreadsheet takes for a formula (OWASP, "CSV Injection"): one that begins like a formula gets an
/// apostrophe, unless it is only a number, as telephone numbers are.
pub(crate) fn harmless(cell: &str) -> String {
    let number = cell
        .chars()
        .all(|c| c.is_ascii_digit() || "+-() ./".contains(c));
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !number {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// Refuses a value that its field cannot hold.
fn check_value(field: ContactField, value: &str) -> Result<(), Error> {
    use byline_model::{Source, Stage};
    let one_of = |words: Vec<&str>| {
        Err(Error::bad_input(
            format!("\"{value}\" is no {field}."),
            format!("Choose one of: {}.", words.join(", ")),
        ))
    };
    match field {
        ContactField::Email if !value.is_empty() => EmailAddress::parse(value)
            .map(|_| ())
            .map_err(|error| Error::bad_input(format!("{error}."), "Check the address.")),
        ContactField::Stage if Stage::from_word(value).is_none() => {
            one_of(Stage::ALL.iter().map(|stage| stage.word()).collect())
        }
        ContactField::Source if Source::from_word(value).is_none() => {
            one_of(Source::ALL.iter().map(|source| source.word()).collect())
        }
        ContactField::Decides if !["true", "false"].contains(&value) => {
            one_of(vec!["true", "false"])
        }
        _ => Ok(()),
    }
}
