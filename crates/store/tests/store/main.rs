//! The store against real databases in temporary folders.

mod contacts;
mod desk;
mod filters;
mod imports;
mod ledger;
mod opening;
mod search;
mod sending;
mod today;
