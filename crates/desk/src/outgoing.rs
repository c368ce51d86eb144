//! One person's copy: which values the merge tags take, and the message that carries it.

use byline_mail::message::{Composer, Message, Shared};
use byline_model::{Asset, Brand, Company, Contact, Edition, EmailAddress, Fields, Mailbox};
use byline_render::Merger;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::Error;

/// Somebody as the merge tags need them.
#[derive(Debug, Clone)]
pub(crate) struct Reader {
    pub contact: Contact,
    pub company: Option<Company>,
    /// First and last name of whoever gave their name.
    pub referrer: Option<(Option<String>, Option<String>)>,
}

/// From whom mail comes.
#[derive(Debug, Clone)]
pub(crate) struct Sender {
    pub name: String,
    pub address: EmailAddress,
    /// Whether what comes back may carry a token in the address.
    plus_addressing: bool,
    /// Whether the mail server lets the envelope carry such an address.
    own_return_address: bool,
}

impl Sender {
    /// The mailbox's name and address, or the brand's where no mailbox is set.
    ///
    /// # Errors
    /// When neither has an address.
    pub fn of(mailbox: Option<&Mailbox>, brand: &Brand) -> Result<Self, Error> {
        if let Some(mailbox) = mailbox {
            return Ok(Self {
                name: mailbox.from_name.clone(),
                address: mailbox.from_address.clone(),
                plus_addressing: mailbox.plus_addressing,
                own_return_address: mailbox.plus_addressing
                    && mailbox.provider.takes_return_address(),
            });
        }
        let address = EmailAddress::parse(&brand.email).map_err(|error| {
            Error::bad_input(
                format!("Your own address cannot be used: {error}."),
                "Enter your e-mail address in Settings.",
            )
        })?;
        Ok(Self::plain(brand.name.clone(), address))
    }

    /// A sender to whom everything comes back at the plain address.
    pub const fn plain(name: String, address: EmailAddress) -> Self {
        Self {
            name,
            address,
            plus_addressing: false,
            own_return_address: false,
        }
    }

    /// Where a mail server sends what it cannot deliver: with the token of the delivery in it, where both sides take
    /// that (RFC 5233; the idea is VERP's).
    pub fn return_address(&self, token: &str) -> EmailAddress {
        if self.own_return_address {
            self.with_token(token)
        } else {
            self.address.clone()
        }
    }

    /// The own address with a token in it; without, where that would be too long for an address.
    fn with_token(&self, token: &str) -> EmailAddress {
        let (local, domain) = self
            .address
            .as_str()
            .rsplit_once('@')
            .unwrap_or((self.address.as_str(), ""));
        EmailAddress::parse(&format!("{local}+{token}@{domain}"))
            .unwrap_or_else(|_| self.address.clone())
    }

    /// The address to which somebody writes to stop getting mail. The token tells whose delivery they mean, should
    /// they write from another address.
    pub fn unsubscribe(&self, token: &str) -> String {
        let subject = format!("unsubscribe {token}");
        let address = if self.plus_addressing {
            self.with_token(token)
        } else {
            self.address.clone()
        };
        format!(
            "mailto:{}?subject={}",
            utf8_percent_encode(address.as_str(), ADDRESS),
            utf8_percent_encode(subject.trim_end(), NON_ALPHANUMERIC)
        )
    }
}

/// What must be percent-encoded in the address of a `mailto:` (RFC 6068 §2).
const ADDRESS: &percent_encoding::AsciiSet = &NON_ALPHANUMERIC
    .remove(b'@')
    .remove(b'.')
    .remove(b'-')
    .remove(b'_')
    .remove(b'+');

/// The values of the merge tags for a person. What is not known is not there, so that a default or a finding takes
/// its place.
pub(crate) fn fields(reader: &Reader, brand: &Brand, sender: &Sender, token: &str) -> Fields {
    let mut fields = Fields::new();
    let mut put = |name: &str, value: Option<&str>| {
        if let Some(value) = value.map(str::trim).filter(|value| !value.is_empty()) {
            fields.insert(name.to_owned(), value.to_owned());
        }
    };
    let contact = &reader.contact;
    let full = |first: Option<&str>, last: Option<&str>| {
        [first, last]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ")
    };
    put("contact.first_name", contact.first_name.as_deref());
    put("contact.last_name", contact.last_name.as_deref());
    put(
        "contact.full_name",
        Some(&full(
            contact.first_name.as_deref(),
            contact.last_name.as_deref(),
        )),
    );
    put(
        "contact.email",
        contact.email.as_ref().map(EmailAddress::as_str),
    );
    put("contact.title", contact.title.as_deref());
    put("contact.phone", contact.phone.as_deref());
    put("contact.city", contact.city.as_deref());
    put("contact.stage", Some(contact.stage.word()));
    put("contact.source", Some(contact.source.word()));
    if let Some(company) = &reader.company {
        put("company.name", Some(&company.name));
        put("company.domain", company.domain.as_deref());
        put("company.city", company.city.as_deref());
        put("company.region", company.region.as_deref());
        put("company.country", company.country.as_deref());
        put("company.industry", company.industry.as_deref());
    }
    if let Some((first, last)) = &reader.referrer {
        put("referrer.first_name", first.as_deref());
        put("referrer.last_name", last.as_deref());
        put(
            "referrer.full_name",
            Some(&full(first.as_deref(), last.as_deref())),
        );
    }
    put("rep.name", Some(&brand.name));
    put("rep.first_name", brand.name.split_whitespace().next());
    put("rep.title", Some(&brand.title));
    put("rep.company", Some(&brand.company));
    put("rep.email", Some(sender.address.as_str()));
    put("rep.phone", Some(&brand.phone));
    put("rep.website", Some(&brand.website));
    put("rep.city", Some(&brand.city));
    put("unsubscribe.url", Some(&sender.unsubscribe(token)));
    put("unsubscribe.address", Some(sender.address.as_str()));
    fields
}

/// Every merge tag filled with its own name, to look at a piece as nobody.
pub(crate) fn names_of_fields(brand: &Brand, sender: &Sender) -> Fields {
    let mut fields: Fields = byline_render::known_fields()
        .iter()
        .map(|(name, label)| ((*name).to_owned(), format!("[{label}]")))
        .collect();
    let nobody = Contact {
        id: byline_model::ContactId(0),
        email: None,
        first_name: None,
        last_name: None,
        company: None,
        company_id: None,
        title: None,
        phone: None,
        city: None,
        url: None,
        stage: byline_model::Stage::Lead,
        source: byline_model::Source::Import,
        referred_by: None,
        decides: false,
        tags: Vec::new(),
        permission: None,
        notes: None,
        created_at: jiff::Timestamp::UNIX_EPOCH,
    };
    let nobody = Reader {
        contact: nobody,
        company: None,
        referrer: None,
    };
    let own = self::fields(&nobody, brand, sender, "preview");
    fields.extend(
        own.into_iter()
            .filter(|(name, _)| name.starts_with("rep.") || name.starts_with("unsubscribe.")),
    );
    fields
}

/// Makes the messages of one edition: merged and composed per person, with everything that is the same for all of
/// them prepared once.
pub(crate) struct Press<'a> {
    merger: Merger,
    composer: Composer,
    brand: &'a Brand,
    sender: &'a Sender,
}

impl<'a> Press<'a> {
    /// # Errors
    /// When the edition is not one that is mailed, or its merge tags cannot be read.
    pub fn new(edition: &Edition, brand: &'a Brand, sender: &'a Sender) -> Result<Self, Error> {
        if edition.html.is_none() {
            return Err(Error::bad_input(
                format!(
                    "\"{}\" is {}: it is handed over, not mailed.",
                    edition.title, edition.kind
                ),
                "Export it as a PDF, or record a hand-over.",
            ));
        }
        let merger = Merger::new(edition)
            .map_err(|error| Error::bad_input(format!("{error}."), "Put the piece right."))?;
        let composer = Composer::new(&Shared {
            from_name: &sender.name,
            from: &sender.address,
            pictures: &pictures_of(edition),
            attachments: &[],
        });
        Ok(Self {
            merger,
            composer,
            brand,
            sender,
        })
    }

    /// One person's copy as a message.
    ///
    /// # Errors
    /// When a merge field has no value for them and no default: the field.
    pub fn message(
        &self,
        reader: &Reader,
        address: &EmailAddress,
        message_id: &str,
        date: &jiff::Zoned,
    ) -> Result<Vec<u8>, byline_render::MergeError> {
        let token = token_of(message_id);
        let fields = fields(reader, self.brand, self.sender, token);
        let copy = self.merger.merge(&fields)?;
        let html = copy.html.as_deref().unwrap_or_default();
        let name = match (&reader.contact.first_name, &reader.contact.last_name) {
            (None, None) => String::new(),
            _ => reader.contact.display_name(),
        };
        Ok(self.composer.compose(&Message {
            to_name: &name,
            to: address,
            reply_to: None,
            subject: &copy.subject,
            text: &copy.text,
            html: Some(html),
            message_id,
            date,
            unsubscribe: Some(&self.sender.unsubscribe(token)),
        }))
    }

    /// Whether a person's copy can be made, and how large its HTML is.
    ///
    /// # Errors
    /// When a merge field has no value for them and no default: the field.
    pub fn html_bytes(&self, reader: &Reader) -> Result<usize, byline_render::MergeError> {
        let fields = fields(
            reader,
            self.brand,
            self.sender,
            "00000000000000000000000000000000",
        );
        Ok(self
            .merger
            .merge(&fields)?
            .html
            .map_or(0, |html| html.len()))
    }
}

/// The pictures that an edition's e-mail shows. It may carry others, for the printed page; in a mail those would
/// stand as attachments.
pub(crate) fn pictures_of(edition: &Edition) -> Vec<Asset> {
    let html = edition.html.as_deref().unwrap_or_default();
    edition
        .assets
        .iter()
        .filter(|asset| html.contains(&format!("cid:{}", asset.name)))
        .cloned()
        .collect()
}

/// The part of a Message-ID that tells one delivery from every other.
pub(crate) fn token_of(message_id: &str) -> &str {
    message_id
        .split_once('@')
        .map_or(message_id, |(token, _)| token)
}

/// A token nobody can guess: 128 random bits in hex.
///
/// # Errors
/// When the system gives no random numbers.
pub(crate) fn new_token() -> Result<String, Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| {
        Error::outside(
            format!("The system gave no random numbers: {error}."),
            "Restart the computer, then try again.",
        )
    })?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
