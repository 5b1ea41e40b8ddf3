//! Campaigns: a plan that somebody else approves, and the messages it becomes (domain, Campaign).
//!
//! Here: the words, what a plan holds and when it is whole ([`check_plan`], [`readiness`]), which step may follow which
//! ([`next`]), and who of the audience is in which arm or held out ([`assign`]). Not here: who may get a message and when
//! it goes, see [`deliveries`](crate::messaging::deliveries); what it says, see
//! [`templates`](crate::messaging::templates); what a campaign brought.

mod assign;
mod oversight;
mod plan;
mod state;

pub use assign::{Assigned, assign};
pub use oversight::{GOOD_FOR, Hands, Oversight, OwnPart, Pinned, Prepared, ReturnReason};
pub use plan::{
    Arm, Audience, ChecklistPart, Evaluation, Execution, Given, MOST_ARMS, MOST_CONTROL, MOST_DAYS, MOST_SEGMENTS,
    Market, Plan, PlanError, PlanFault, Purpose, Readiness, Strategy, WHOLE, check_arms, check_audience, check_plan,
    readiness,
};
pub use state::{CampaignStep, NotNow, next, steps};

crate::vocabulary! {
    /// Where a campaign stands.
    pub enum CampaignState {
        /// The plan is being written.
        Draft = "draft",
        /// Handed in: somebody else decides.
        InReview = "in_review",
        /// It may be launched as it is.
        Approved = "approved",
        /// It begins by itself at its time.
        Scheduled = "scheduled",
        /// Messages go out.
        Running = "running",
        /// Nothing goes out until somebody resumes it.
        Paused = "paused",
        /// Every message has come to its end.
        Completed = "completed",
        /// Nothing goes out any more; what was sent stays.
        Cancelled = "cancelled",
    }
}

crate::vocabulary! {
    /// What a campaign is for.
    pub enum Goal {
        /// To win new customers.
        Acquire = "acquire",
        /// To hold those there are.
        Keep = "keep",
        /// To raise customers to a better tier.
        Upgrade = "upgrade",
        /// To have lost customers buy again.
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

/// What the arm of the control group is called.
pub const CONTROL: &str = "control";
