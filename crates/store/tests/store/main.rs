//! The store against real databases in temporary folders.

mod answers;
mod contacts;
mod desk;
mod filters;
mod imports;
mod ledger;
mod opening;
mod plans;
mod search;
mod sending;
mod today;
