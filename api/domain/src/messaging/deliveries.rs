//! Deliveries: a message to one customer on its way, whoever wants it sent (domain, Campaign).
//!
//! Here: the states of one and why one is skipped, who may get it ([`check_eligibility`]), when it may go
//! ([`QuietHours`]), what happens when it could not be handed over ([`after_later`], [`FailureLimit`]), and whether a
//! refusal says that the address is dead ([`is_no_such_address`]). Not here: what it says, see [`templates`](crate::messaging::templates); who plans it, such as
//! a campaign.

mod eligibility;
mod quiet_hours;
mod refusals;
mod reports;
mod sending;

use crate::messaging::messages::SuppressionReason;

pub use eligibility::{Cap, Person, check_eligibility};
pub use quiet_hours::{QuietHours, free_at};
pub use refusals::{EnhancedCode, is_no_such_address};
pub use reports::{Consequence, ReportKind, ReportOutcome, consequence, delivery_named_in, delivery_of};
pub use sending::{AfterLater, FailureLimit, Tally, after_later, hold_for, is_about_all};

crate::vocabulary! {
    /// What became of a message to one customer.
    pub enum DeliveryState {
        /// In the control group: nothing is sent.
        HeldOut = "held_out",
        /// Left out, for a reason.
        Suppressed = "suppressed",
        Pending = "pending",
        Sent = "sent",
        /// The address is dead.
        Bounced = "bounced",
        Failed = "failed",
        Cancelled = "cancelled",
    }
}

crate::vocabulary! {
    /// Why a customer of the audience gets no message.
    pub enum SkipReason {
        /// Merged into another customer, or erased.
        Erased = "erased",
        NoAddress = "no_address",
        /// Never said yes to this channel.
        NoConsent = "no_consent",
        /// Said no, such as by the link in a message.
        OptedOut = "opted_out",
        Bounced = "bounced",
        Complained = "complained",
        /// Somebody put the address on the list of those that get nothing.
        Blocked = "blocked",
        /// Had as many messages as may be.
        FrequencyCap = "frequency_cap",
        /// When the quiet hours end, the time to send is over.
        QuietHoursOver = "quiet_hours_over",
        /// The time to send was over before the message's turn came.
        TooLate = "too_late",
        /// There is nothing to say in any language of the customer.
        NoContent = "no_content",
        /// What is kept of the customer cannot be read; the log says why.
        Unreadable = "unreadable",
    }
}

impl SkipReason {
    /// Why an address on the list of those that get nothing is skipped.
    pub fn of(reason: SuppressionReason) -> Self {
        match reason {
            SuppressionReason::Bounced => Self::Bounced,
            SuppressionReason::Complained => Self::Complained,
            SuppressionReason::ByHand => Self::Blocked,
        }
    }
}
