//! Any bytes at all as a message that came in: reading ends, and gives the same again.
#![no_main]

use byline_mail::incoming::read;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let once = read(bytes);
    assert_eq!(once, read(bytes));
});
