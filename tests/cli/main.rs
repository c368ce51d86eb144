//! The command line as its users meet it: the real `byline` binary, its exit statuses, its JSON, its files.

mod bad_input;
mod desk;
mod mailbox;
mod nothing_lost;
mod paper;
mod people;
mod pieces;
mod saving;
mod sending;
