//! Campaigns: a plan that somebody else approves, and the messages it becomes (domain, Campaign).
//!
//! Here: the words, what a plan holds and when it is whole ([`plan`]), which step may follow which ([`state`]), who of
//! the audience gets a message, who is held out and who is left out and why ([`assign`], [`check_eligibility`]), when a message may go
//! ([`quiet`]), and what becomes of one that did not ([`sending`]). Not here: what a message says, see
//! [`templates`](crate::messaging::templates); what a campaign brought.

mod assign;
mod eligibility;
mod plan;
mod quiet;
mod sending;
mod state;

use crate::messaging::messages::SuppressionReason;

pub use assign::{Assigned, assign};
pub use eligibility::{Cap, Person, check_eligibility};
pub use plan::{
    Arm, Audience, ChecklistPart, Evaluation, Execution, Given, MOST_ARMS, MOST_CONTROL, MOST_DAYS, MOST_SEGMENTS,
    Market, Plan, PlanError, PlanFault, Purpose, Readiness, Strategy, WHOLE, check_arms, check_audience, check_plan,
    readiness,
};
pub use quiet::{QuietHours, free_at};
pub use sending::{AfterLater, FailureLimit, Tally, after_later, hold_for, is_about_all};
pub use state::{CampaignStep, NotNow, next, steps};

crate::vocabulary! {
    /// Where a campaign stands.
    pub enum CampaignState {
        Draft = "draft",
        InReview = "in_review",
        Approved = "approved",
        /// It begins by itself at its time.
        Scheduled = "scheduled",
        Running = "running",
        Paused = "paused",
        Completed = "completed",
        Cancelled = "cancelled",
    }
}

crate::vocabulary! {
    /// What a campaign is for.
    pub enum Goal {
        Acquire = "acquire",
        Keep = "keep",
        Upgrade = "upgrade",
        WinBack = "win_back",
    }
}

crate::vocabulary! {
    /// Why a campaign is paused.
    pub enum PauseReason {
        ByHand = "by_hand",
        /// Too large a share of the messages failed.
        Failures = "failures",
        /// No gateway is configured for the channel.
        NoGateway = "no_gateway",
    }
}

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
    pub enum LeftOut {
        /// Merged into another customer, or erased.
        Erased = "erased",
        NoAddress = "no_address",
        /// Never said yes to this channel.
        NoConsent = "no_consent",
        /// Said no, or unsubscribed.
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
    }
}

impl LeftOut {
    /// Why an address on the list of those that get nothing is left out.
    pub fn of(reason: SuppressionReason) -> Self {
        match reason {
            SuppressionReason::Bounced => Self::Bounced,
            SuppressionReason::Complained => Self::Complained,
            SuppressionReason::Unsubscribed => Self::OptedOut,
            SuppressionReason::ByHand => Self::Blocked,
        }
    }
}

/// What the arm of the control group is called.
pub const CONTROL: &str = "control";
