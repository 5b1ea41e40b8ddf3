//! What is reported of a message after it was handed over: by a mail provider, or by the mail that comes back to its sender.

use super::{EnhancedCode, is_no_such_address};
use crate::ids;

crate::vocabulary! {
    /// What a report says.
    pub enum ReportKind {
        /// The other side has it in the mailbox.
        Delivered = "delivered",
        /// It came back, or could not be delivered.
        Bounced = "bounced",
        /// The customer called it unwanted.
        Complained = "complained",
    }
}

crate::vocabulary! {
    /// What a report brought about.
    pub enum ReportOutcome {
        /// It was news.
        Recorded = "recorded",
        /// The same was known already.
        Known = "known",
        /// No delivery of ours is meant, and no address.
        Unknown = "unknown",
        /// Nothing follows from it, such as that something arrived at an address.
        Ignored = "ignored",
    }
}

/// What follows from a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consequence {
    /// The message arrived.
    Arrived,
    /// The message failed, the address stays.
    Failed,
    /// There is no such address.
    Dead,
    /// Nothing more is sent there.
    Unwanted,
}

/// What follows from a report with this code and these words of the receiving server.
pub fn consequence(kind: ReportKind, status: Option<EnhancedCode>, said: &str) -> Consequence {
    match kind {
        ReportKind::Delivered => Consequence::Arrived,
        ReportKind::Complained => Consequence::Unwanted,
        // Also one that waited too long: the sender gave up on it, and its code is still one of 4.
        ReportKind::Bounced if is_no_such_address(status, said) => Consequence::Dead,
        ReportKind::Bounced => Consequence::Failed,
    }
}

/// The delivery that a `Message-ID` of ours is of: `<dlv_…@shop.example>`, or its local part. Some servers write it in small
/// letters.
pub fn delivery_of(message_id: &str) -> Option<String> {
    let bare = message_id.trim().trim_matches(['<', '>']);
    let local = bare.split_once('@').map_or(bare, |(local, _)| local);
    let (prefix, rest) = local.split_at_checked(ids::DELIVERY.len())?;
    let id = format!("{}{}", ids::DELIVERY, rest.to_ascii_uppercase());
    (prefix.eq_ignore_ascii_case(ids::DELIVERY) && ids::is(ids::DELIVERY, &id)).then_some(id)
}

/// The first delivery of ours that is named anywhere in a text.
pub fn delivery_named_in(text: &str) -> Option<String> {
    let length = ids::make(ids::DELIVERY).len();
    let prefix = ids::DELIVERY.as_bytes();
    let places = text.as_bytes().windows(prefix.len()).enumerate();
    places
        .filter(|(_, window)| window.eq_ignore_ascii_case(prefix))
        .find_map(|(place, _)| delivery_of(text.get(place..place + length)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_of_a_dead_address_is_told_from_other_failures() {
        let status = |text: &str| text.parse().ok();
        for (kind, code, said, follows) in [
            (ReportKind::Delivered, "2.0.0", "", Consequence::Arrived),
            (ReportKind::Complained, "", "", Consequence::Unwanted),
            (ReportKind::Bounced, "5.1.1", "", Consequence::Dead),
            (ReportKind::Bounced, "5.0.0", "550 5.1.1 user unknown", Consequence::Dead),
            (ReportKind::Bounced, "5.2.2", "mailbox full", Consequence::Failed),
            (ReportKind::Bounced, "4.4.7", "delivery time expired", Consequence::Failed),
            (ReportKind::Bounced, "", "", Consequence::Failed),
        ] {
            assert_eq!(consequence(kind, status(code), said), follows, "{kind} {code} {said}");
        }
    }

    #[test]
    fn a_delivery_is_found_by_its_message_id() {
        let id = ids::make(ids::DELIVERY);
        for text in [
            id.clone(),
            format!("<{id}@shop.example>"),
            format!(" <{}@shop.example>", id.to_lowercase()),
            format!("{id}@shop.example"),
        ] {
            assert_eq!(delivery_of(&text), Some(id.clone()), "{text}");
            assert_eq!(delivery_named_in(&format!("Message-ID: {text}\nTo: x")), Some(id.clone()), "{text}");
        }
        for text in ["", "<>", "@", "dlv_", "dlv_1@shop.example", "字字字", &id[1..], &ids::make(ids::JOB)] {
            assert_eq!(delivery_of(text), None, "{text}");
            assert_eq!(delivery_named_in(text), None, "{text}");
        }
        assert_eq!(delivery_named_in(&format!("bounces+{id}@shop.example")), Some(id.clone()));
        assert_eq!(delivery_named_in(&format!("dlv_字{id}")), Some(id));
    }
}
