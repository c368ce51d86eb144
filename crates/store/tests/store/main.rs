//! The store against real databases in temporary folders.

mod answers;
mod came_in;
mod contacts;
mod desk;
mod filters;
mod imports;
mod incoming;
mod ledger;
mod matching;
mod migrating;
mod monthly;
mod opening;
mod orders;
mod plans;
mod search;
mod sending;
mod sent;
mod states;
mod today;
