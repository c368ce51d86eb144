//! E-mail addresses as Byline compares and writes them.

use serde::{Deserialize, Deserializer, Serialize};
use ts_rs::TS;

/// An e-mail address that can stand in a header and an SMTP command as it is.
///
/// The domain is kept as lower-case A-labels (RFC 5890), so a domain with other letters than ASCII is safe on every
/// server. The part before the `@` is kept as written: RFC 5321 §2.4 leaves its case to the receiving server.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct EmailAddress(String);

/// Why a text is no address; the message is written for the rep.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Nothing there.
    #[error("the e-mail address is empty")]
    Empty,
    /// No `@`, or nothing on one side of it.
    #[error("\"{0}\" is not an e-mail address: it needs a name, an @ and a domain")]
    NoAt(String),
    /// A domain without a dot.
    #[error("\"{0}\" has no ending, such as .com")]
    NoEnding(String),
    /// A character that cannot stand there.
    #[error("\"{0}\" has a character that an e-mail address cannot have")]
    BadCharacter(String),
    /// Longer than RFC 5321 §4.5.3.1 allows.
    #[error("\"{0}\" is longer than an e-mail address can be")]
    TooLong(String),
}

impl EmailAddress {
    /// Reads an address as people write it, without a display name; white space around it is dropped.
    ///
    /// # Errors
    /// When it could not be written to: see [`AddressError`]. Quoted local parts (RFC 5321 §4.1.2) are refused: real
    /// contact files do not hold them, and they are a way into headers.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(AddressError::Empty);
        }
        let owned = || text.to_owned();
        let (local, domain) = text
            .rsplit_once('@')
            .ok_or_else(|| AddressError::NoAt(owned()))?;
        if local.is_empty() || domain.is_empty() {
            return Err(AddressError::NoAt(owned()));
        }
        let atext = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
        if !local.chars().all(atext)
            || local.starts_with('.')
            || local.ends_with('.')
            || local.contains("..")
        {
            return Err(AddressError::BadCharacter(owned()));
        }
        let domain = idna::domain_to_ascii_strict(domain)
            .map_err(|_| AddressError::BadCharacter(owned()))?;
        if !domain.contains('.') || domain.ends_with('.') || domain.starts_with('.') {
            return Err(AddressError::NoEnding(owned()));
        }
        if local.len() > 64 || domain.len() > 255 {
            return Err(AddressError::TooLong(owned()));
        }
        Ok(Self(format!("{local}@{domain}")))
    }

    /// The address as it is written to a server.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form by which two addresses are the same mailbox: all in lower case. No provider in use tells
    /// `Ann@` from `ann@`, and a person who opted out under one must not be mailed under the other.
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// The domain, in lower-case A-labels.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

impl std::fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}

impl<'de> Deserialize<'de> for EmailAddress {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_people_write_is_read() {
        assert_eq!(
            EmailAddress::parse(" Maria.Chen@NorthField.example.com ")
                .unwrap()
                .as_str(),
            "Maria.Chen@northfield.example.com"
        );
        assert_eq!(
            EmailAddress::parse("anna@bücher.example").unwrap().as_str(),
            "anna@xn--bcher-kva.example"
        );
        assert_eq!(
            EmailAddress::parse("A@b.example").unwrap().key(),
            EmailAddress::parse("a@B.example").unwrap().key()
        );
    }

    #[test]
    fn what_cannot_be_written_to_is_refused() {
        for bad in [
            "",
            "  ",
            "maria",
            "@example.com",
            "maria@",
            "maria@localhost",
            "a b@example.com",
            "a\r\nBcc: x@example.com",
            "a@exa mple.com",
            "\"a\"@example.com",
            "a..b@example.com",
            "a<b>@example.com",
        ] {
            assert!(
                EmailAddress::parse(bad).is_err(),
                "{bad:?} was taken for an address"
            );
        }
    }

    proptest! {
        /// An address goes into headers and SMTP commands unquoted, so whatever is accepted is printable ASCII
        /// without separators, and reading it again changes nothing.
        #[test]
        fn accepted_is_safe_and_stable(text in ".{0,60}@.{0,40}") {
            if let Ok(address) = EmailAddress::parse(&text) {
                prop_assert!(address.as_str().bytes().all(|b| b.is_ascii_graphic() && !b"<>(),;:\"[]\\".contains(&b)));
                prop_assert_eq!(EmailAddress::parse(address.as_str()).unwrap(), address);
            }
        }
    }
}
