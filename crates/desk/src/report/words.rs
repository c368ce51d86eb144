//! How a report calls what became of a copy, and why.

use byline_model::{Answer, BounceReason, Delivery, DeliveryState, SkipReason};

pub(super) const fn state(state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Queued | DeliveryState::Claimed => "Waiting",
        DeliveryState::Sending => "Leaving now",
        DeliveryState::Accepted => "Accepted",
        DeliveryState::Deferred => "Deferred",
        DeliveryState::Refused => "Refused",
        DeliveryState::Unknown => "Unknown",
        DeliveryState::Bounced => "Came back",
        DeliveryState::Skipped => "Left out",
    }
}

/// Why somebody did not get it, as far as that is known.
pub(super) fn why(delivery: &Delivery) -> Option<&'static str> {
    // Whoever was removed after the mailing was made has nothing left to be mailed by, though their row has an address.
    if delivery.skipped == Some(SkipReason::NoAddress) && delivery.address.is_some() {
        return Some("They were removed from the desk before it was their turn");
    }
    delivery
        .skipped
        .map(left_out)
        .or_else(|| delivery.failure.and_then(|failure| reason(failure.reason)))
}

pub(super) const fn left_out(reason: SkipReason) -> &'static str {
    match reason {
        SkipReason::NoAddress => "No e-mail address is known",
        SkipReason::Suppressed => "Mail to them is stopped",
        SkipReason::BouncedBefore => "Their address did not work before",
        SkipReason::DuplicateAddress => "Somebody else has the same address",
        SkipReason::MissingValue => "A field that the text names is blank",
        SkipReason::HeldBack => "Held back this time",
        SkipReason::OnItsWay => "Another mailing brings it to them",
        SkipReason::Replied => "They wrote back before it was their turn",
        SkipReason::Stopped => "The mailing was stopped before it was their turn",
    }
}

/// Why it failed; `None` where nothing but the server's own words is known.
const fn reason(reason: BounceReason) -> Option<&'static str> {
    Some(match reason {
        BounceReason::NoSuchUser => "Nobody has that address",
        BounceReason::NoSuchDomain => "That domain takes no mail",
        BounceReason::Moved => "They left or moved",
        BounceReason::MailboxFull => "Their mailbox is full",
        BounceReason::TooBig => "The message was too large",
        BounceReason::Policy => "Their server's rules refuse it",
        BounceReason::Spam => "Their server took it for spam",
        BounceReason::Greylisted => "Their server puts off senders it does not know",
        BounceReason::RateLimited => "Too many messages in too short a time",
        BounceReason::Network => "Their server could not be reached",
        BounceReason::Expired => "It was tried for too long",
        BounceReason::Other => return None,
    })
}

pub(super) const fn answer(answer: Answer) -> &'static str {
    match answer {
        Answer::Replied => "Replied",
        Answer::AutoReplied => "Automatic reply",
        Answer::OptedOut => "Asked to stop",
        Answer::Complained => "Called it unwanted",
    }
}
