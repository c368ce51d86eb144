//! The filter language over contacts.
