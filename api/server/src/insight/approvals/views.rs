//! What waits for a decision, and what became of it, as it is sent.

use regulars_db::loyalty::points::Adjustment;
use regulars_db::marketing::campaigns::Campaign;
use regulars_domain::loyalty::points::AdjustmentState;
use regulars_domain::marketing::campaigns::CampaignState;
use regulars_domain::money::{Currency, Money};
use regulars_domain::organisation::approvals::{ApprovalKind, ApprovalState};
use regulars_domain::service::complaints::{CompensationState, Level};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::platform::time::Time;
use crate::service::complaints::approvals::Promised;

/// Characters of a complaint that are shown.
const EXCERPT: usize = 60;

regulars_domain::vocabulary! {
    /// Which requests are listed.
    pub enum ApprovalSide {
        /// Those that the caller decides on.
        Waiting = "waiting",
        /// Those that the caller made.
        Asked = "asked",
    }
}

/// Which requests to list.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ApprovalQuery {
    /// What waits for the caller's decision, when absent.
    pub side: Option<ApprovalSide>,
}

/// Something that somebody asked for and another one decides on.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ApprovalRequest)]
pub struct ApprovalView {
    /// The campaign, the compensation or the adjustment.
    #[schema(example = "cam_01JD3Q5V8N0000000000000000")]
    pub id: String,
    pub kind: ApprovalKind,
    /// Where it is decided on: the campaign, the complaint, the membership.
    #[schema(example = "cam_01JD3Q5V8N0000000000000000")]
    pub subject_id: String,
    pub customer_id: Option<String>,
    /// The campaign's name, the first words of the complaint, or the reason of the adjustment.
    #[schema(example = "老客召回")]
    pub title: String,
    /// Of a compensation; of points what they are worth.
    pub amount: Option<Money>,
    /// Points that are promised, or added (above zero) or taken away by hand.
    pub points: Option<i64>,
    /// The lowest level that may approve a compensation.
    pub level: Option<Level>,
    pub state: ApprovalState,
    /// A user, or a key.
    pub asked_by: String,
    pub asked_at: Time,
    pub decided_by: Option<String>,
    pub decided_at: Option<Time>,
    /// Why it was returned, or what was said with the decision.
    pub reason: Option<String>,
}

/// How many of a kind there are.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApprovalCount {
    pub kind: ApprovalKind,
    pub count: i64,
}

/// Requests: those that wait the longest first, one's own newest first.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct ApprovalList {
    pub data: Vec<ApprovalView>,
    /// Of each kind that the caller may decide on at all, or asks for.
    pub counts: Vec<ApprovalCount>,
    /// Whether more wait than are looked at: 100 of each kind.
    pub has_more: bool,
}

impl ApprovalView {
    pub fn of_campaign(campaign: Campaign) -> ApprovalView {
        let state = match campaign.state.0 {
            CampaignState::InReview => ApprovalState::Waiting,
            CampaignState::Draft => ApprovalState::Returned,
            _ => ApprovalState::Approved,
        };
        let is_decided = state != ApprovalState::Waiting;
        ApprovalView {
            id: campaign.id.clone(),
            kind: ApprovalKind::Campaign,
            subject_id: campaign.id,
            customer_id: None,
            title: campaign.name,
            amount: None,
            points: None,
            level: None,
            state,
            asked_by: campaign.changed_by,
            asked_at: campaign.updated_at.into(),
            decided_by: campaign.reviewed_by.filter(|_| is_decided),
            decided_at: campaign.approved_at.filter(|_| is_decided).map(Time::from),
            reason: campaign.review_note.filter(|_| is_decided),
        }
    }

    pub fn of_compensation((one, complaint): Promised, currency: Currency) -> ApprovalView {
        let state = match one.state.0 {
            CompensationState::Proposed => ApprovalState::Waiting,
            CompensationState::Declined => ApprovalState::Returned,
            CompensationState::Approved | CompensationState::Paid => ApprovalState::Approved,
        };
        let words = complaint.body.split_whitespace().collect::<Vec<_>>().join(" ");
        ApprovalView {
            id: one.id,
            kind: ApprovalKind::Compensation,
            subject_id: one.complaint_id,
            customer_id: Some(one.customer_id),
            title: words.chars().take(EXCERPT).collect(),
            amount: one.amount.map(|amount| Money::new(amount, currency)),
            points: one.points,
            level: Some(one.approval_level.0),
            state,
            asked_by: one.promised_by,
            asked_at: one.promised_at.into(),
            decided_by: one.decided_by,
            decided_at: one.decided_at.map(Time::from),
            reason: one.decision_note,
        }
    }

    pub fn of_points(one: Adjustment) -> ApprovalView {
        let state = match one.state.0 {
            AdjustmentState::Asked => ApprovalState::Waiting,
            AdjustmentState::Declined => ApprovalState::Returned,
            AdjustmentState::Approved => ApprovalState::Approved,
        };
        ApprovalView {
            id: one.id,
            kind: ApprovalKind::Points,
            subject_id: one.membership_id,
            customer_id: Some(one.customer_id),
            title: one.reason,
            amount: None,
            points: Some(one.points),
            level: None,
            state,
            asked_by: one.asked_by,
            asked_at: one.asked_at.into(),
            decided_by: one.decided_by,
            decided_at: one.decided_at.map(Time::from),
            reason: one.decision_note,
        }
    }
}
