//! The merge fields that a piece may name.

/// Every merge field with its name on screen, in the order in which they are offered.
pub fn known_fields() -> &'static [(&'static str, &'static str)] {
    &[
        ("contact.first_name", "First name"),
        ("contact.last_name", "Last name"),
        ("contact.full_name", "Full name"),
        ("contact.email", "E-mail"),
        ("contact.title", "Job title"),
        ("contact.phone", "Phone"),
        ("contact.city", "City"),
        ("contact.stage", "Stage"),
        ("contact.source", "Source"),
        ("company.name", "Company"),
        ("company.domain", "Company's domain"),
        ("company.city", "Company's city"),
        ("company.region", "Company's region"),
        ("company.country", "Company's country"),
        ("company.industry", "Company's industry"),
        ("referrer.first_name", "Referrer's first name"),
        ("referrer.last_name", "Referrer's last name"),
        ("referrer.full_name", "Referrer's full name"),
        ("rep.name", "Your name"),
        ("rep.first_name", "Your first name"),
        ("rep.title", "Your job title"),
        ("rep.company", "Your company"),
        ("rep.email", "Your e-mail"),
        ("rep.phone", "Your phone"),
        ("rep.website", "Your website"),
        ("rep.city", "Your city"),
        ("unsubscribe.url", "Link to stop getting it"),
        ("unsubscribe.address", "Address to stop getting it"),
    ]
}

/// The roots of dotted names; a context always holds each, so that a missing field is missing and not an error.
pub(crate) const ROOTS: [&str; 5] = ["contact", "company", "referrer", "rep", "unsubscribe"];

/// Whether a field's value is a whole web or mail address made by Byline or the rep, so that it may be all of a link.
pub(crate) fn is_address(field: &str) -> bool {
    matches!(field, "rep.website" | "unsubscribe.url")
}

/// The known field that a mistyped one most likely means.
pub(crate) fn nearest(field: &str) -> Option<&'static str> {
    known_fields()
        .iter()
        .map(|(name, _)| (strsim::levenshtein(field, name), *name))
        .min()
        .filter(|(distance, _)| *distance <= 3)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_recognised() {
        assert_eq!(nearest("contact.frist_name"), Some("contact.first_name"));
        assert_eq!(nearest("contact.firstname"), Some("contact.first_name"));
        assert_eq!(nearest("weather.today"), None);
    }

    #[test]
    fn every_field_hangs_on_a_known_root() {
        for (name, _) in known_fields() {
            let root = name.split('.').next().unwrap();
            assert!(ROOTS.contains(&root), "{name} would never be in a context");
        }
    }
}
