//! Memberships and points as they are sent and taken.

use chrono::{DateTime, NaiveDate, Utc};
use regulars_db::loyalty::memberships::{LevelChange, Membership};
use regulars_db::loyalty::points::{Adjustment, Entry};
use regulars_db::loyalty::programmes::Level;
use regulars_domain::identities::{IdentityKind, mask};
use regulars_domain::loyalty::memberships::{LevelBasis, LevelCause, MembershipState};
use regulars_domain::loyalty::points::{AdjustmentState, PointKind};
use regulars_domain::money::{Currency, Money};
use regulars_domain::text::mask_name;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::customers::profiles::views::CustomerKey;
use crate::platform::http::patch;
use crate::platform::time::{self, Time};

/// A customer's membership of a programme.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Membership)]
pub struct MembershipView {
    #[schema(example = "mem_01JD3Q5V8N0000000000000000")]
    pub id: String,
    pub customer_id: String,
    #[schema(example = "王小明")]
    pub customer_name: String,
    pub programme_id: String,
    /// The card's number, normalised; null when it was lost and no new one has been given.
    #[schema(example = "VIP-000123")]
    pub card: Option<String>,
    pub state: MembershipState,
    pub enrolled_at: Time,
    /// The organisation-local day: purchases from it on earn points.
    pub enrolled_on: NaiveDate,
    /// None below the lowest level.
    pub level: Option<MemberLevel>,
    /// The anniversary at which the level may fall.
    pub review_on: NaiveDate,
    /// What can be spent today; below zero is owed. What has expired is not in it, even before the ledger says so.
    pub balance: i64,
    /// Points that a refund took back after they were spent.
    pub owed: i64,
    pub updated_at: Time,
    pub version: i32,
}

/// The level a member has.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MemberLevel {
    pub id: String,
    #[schema(example = "gold")]
    pub code: String,
    #[schema(example = "金卡")]
    pub name: String,
    /// The organisation-local day it began.
    pub since: NaiveDate,
    /// The version of the programme that decided.
    pub rule_version: i32,
}

/// A membership with how far it is to the next level, and what expires next.
#[derive(Debug, Serialize, ToSchema)]
pub struct MembershipDetail {
    #[serde(flatten)]
    pub membership: MembershipView,
    pub progress: LevelProgress,
    pub expiring: Option<ExpiringPoints>,
}

/// What a member has come to within the 12 months up to today, and what is missing to the next level.
#[derive(Debug, Serialize, ToSchema)]
pub struct LevelProgress {
    pub basis: LevelBasis,
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Points earned; null where levels are reached by spend.
    pub points: Option<i64>,
    /// Net spend; null where levels are reached by points.
    pub spend: Option<Money>,
    pub next: Option<NextMemberLevel>,
}

/// The next level and what is missing to it; one of the two by the programme's basis.
#[derive(Debug, Serialize, ToSchema)]
pub struct NextMemberLevel {
    pub id: String,
    pub name: String,
    pub missing_points: Option<i64>,
    pub missing_spend: Option<Money>,
}

/// The points that expire next.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExpiringPoints {
    /// The last day they can be spent.
    pub on: NaiveDate,
    pub points: i64,
}

/// The memberships of a customer, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct MembershipsOfCustomer {
    pub data: Vec<MembershipView>,
}

/// A membership to begin.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMembership {
    /// The customer's id, or `ext:{partner}:{external_id}`; or say who it is with `customer`.
    pub customer_id: Option<String>,
    /// Who stands at the counter, for one who is at home elsewhere: the answer is then masked.
    #[validate(nested)]
    pub customer: Option<CustomerKey>,
    pub programme_id: String,
    /// The number on the card: 4 to 32 letters, digits and hyphens.
    #[validate(length(min = 4, max = 32))]
    #[schema(min_length = 4, max_length = 32, example = "VIP-000123")]
    pub card: String,
    /// Now when absent. Purchases that are recorded already earn nothing afterwards.
    #[serde(default, deserialize_with = "time::moment_if_any")]
    pub enrolled_at: Option<DateTime<Utc>>,
}

/// A change of a membership.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct MembershipPatch {
    /// A closed card stays closed.
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = MembershipState, required = false)]
    pub state: Option<MembershipState>,
    /// Another number, for a card that was lost: the old one finds nobody any more. Null when there is no new card yet.
    #[serde(deserialize_with = "patch::nullable")]
    #[validate(length(min = 4, max = 32))]
    #[schema(min_length = 4, max_length = 32, value_type = Option<String>, required = false)]
    pub card: Option<Option<String>>,
}

/// Which memberships to list.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MembershipQuery {
    /// Any part of the customer's name, the tail of a phone, the beginning of a card.
    #[validate(length(min = 1, max = 80))]
    #[param(min_length = 1, max_length = 80)]
    pub q: Option<String>,
    pub customer_id: Option<String>,
    pub programme_id: Option<String>,
    #[serde(default)]
    #[param(required = false)]
    pub level_id: Vec<String>,
    #[serde(default)]
    #[param(required = false)]
    pub state: Vec<MembershipState>,
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}

/// Which page of a list that has no filters.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LedgerQuery {
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}

/// One row of the ledger; never changed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PointEntry)]
pub struct EntryView {
    #[schema(example = "pts_01JD3Q5V8N0000000000000000")]
    pub id: String,
    /// 1, 2, 3 … within the membership.
    pub number: i64,
    pub kind: PointKind,
    /// What it adds to the balance.
    pub points: i64,
    /// The balance after it.
    pub balance: i64,
    pub purchase_id: Option<String>,
    pub refund_id: Option<String>,
    pub adjustment_id: Option<String>,
    pub unit_id: Option<String>,
    pub note: Option<String>,
    pub occurred_at: Time,
    pub occurred_on: NaiveDate,
    pub recorded_at: Time,
    pub recorded_by: String,
    /// The redemption that this row undoes.
    pub undoes_id: Option<String>,
    /// The row that undoes this redemption.
    pub undone_by_id: Option<String>,
    /// The code of the partner whose own id `external_id` is.
    pub partner: Option<String>,
    pub external_id: Option<String>,
}

/// Points to spend.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRedemption {
    #[validate(range(min = 1, max = 100_000_000))]
    #[schema(minimum = 1, maximum = 100_000_000, example = 100)]
    pub points: i64,
    /// What they were spent for.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "仙草冻一份")]
    pub note: Option<String>,
    /// Where; the key's own unit when absent.
    pub unit_id: Option<String>,
    /// What the customer says at the counter, for one who is at home elsewhere: the whole phone number …
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = "13800138000")]
    pub phone: Option<String>,
    /// … or the whole number of a member card.
    #[validate(length(min = 4, max = 32))]
    #[schema(min_length = 4, max_length = 32)]
    pub card: Option<String>,
    /// The partner's own id of it: the same id twice is one redemption.
    #[validate(length(min = 1, max = 128))]
    #[schema(min_length = 1, max_length = 128, example = "R-20260217-0007")]
    pub external_id: Option<String>,
    /// The partner's code; an API key is its own partner.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = "pos")]
    pub partner: Option<String>,
}

/// Why a redemption is undone, and who stands at the counter.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct NewReversal {
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "误操作", required = false)]
    pub note: Option<String>,
    /// For a customer who is at home elsewhere, when the points were spent elsewhere too: the whole phone number …
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = "13800138000", required = false)]
    pub phone: Option<String>,
    /// … or the whole number of a member card.
    #[validate(length(min = 4, max = 32))]
    #[schema(min_length = 4, max_length = 32, required = false)]
    pub card: Option<String>,
}

/// Points that were spent, or came back: the entry, and the membership after it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Redemption {
    #[serde(flatten)]
    pub entry: EntryView,
    pub membership: MembershipView,
}

/// Points to add or take away by hand.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAdjustment {
    /// Added when above zero, taken away when below; not zero.
    #[validate(range(min = -100_000_000, max = 100_000_000))]
    #[schema(minimum = -100_000_000, maximum = 100_000_000, example = 50)]
    pub points: i64,
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "补偿：冰块过多")]
    pub reason: String,
}

/// Points by hand, and what a second person decided.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PointAdjustment)]
pub struct AdjustmentView {
    #[schema(example = "adj_01JD3Q5V8N0000000000000000")]
    pub id: String,
    pub points: i64,
    pub reason: String,
    pub state: AdjustmentState,
    pub asked_by: String,
    pub asked_at: Time,
    pub decided_by: Option<String>,
    pub decided_at: Option<Time>,
    /// Why it was declined, where that was said.
    pub decision_note: Option<String>,
}

/// Why an adjustment is declined.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Decline {
    /// For who asked.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "已经补偿过")]
    pub reason: Option<String>,
}

/// One level a member has had.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LevelChange)]
pub struct LevelChangeView {
    pub id: String,
    pub level_id: Option<String>,
    pub previous_id: Option<String>,
    /// The organisation-local day it began.
    pub since: NaiveDate,
    pub recorded_at: Time,
    /// The version of the programme that decided.
    pub rule_version: i32,
    pub cause: LevelCause,
    /// What decided: the value within which days, and the levels' thresholds then.
    pub inputs: serde_json::Value,
}

/// The levels a member has had, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct LevelHistory {
    pub data: Vec<LevelChangeView>,
}

impl MembershipView {
    /// As the counter sees it.
    pub fn masked(mut self) -> MembershipView {
        self.customer_name = mask_name(&self.customer_name);
        self.card = self.card.map(|card| mask(IdentityKind::Card, &card));
        self
    }

    /// A membership; `levels` are those of its programme, and may hold others. `overdue` is what of its balance has
    /// expired and was not dropped yet.
    pub fn new(membership: Membership, customer_name: &str, levels: &[Level], overdue: i64) -> MembershipView {
        let level = membership.level_id.as_ref().and_then(|id| levels.iter().find(|level| level.id == *id));
        MembershipView {
            level: level.map(|level| MemberLevel {
                id: level.id.clone(),
                code: level.code.clone(),
                name: level.name.clone(),
                since: membership.level_since,
                rule_version: membership.level_rule,
            }),
            customer_id: membership.customer_id,
            customer_name: customer_name.to_owned(),
            programme_id: membership.programme_id,
            card: membership.card,
            state: membership.state.0,
            enrolled_at: membership.enrolled_at.into(),
            enrolled_on: membership.enrolled_on,
            review_on: membership.review_on,
            balance: membership.balance - overdue,
            owed: membership.balance.min(0).saturating_neg(),
            updated_at: membership.updated_at.into(),
            version: membership.version,
            id: membership.id,
        }
    }
}

/// A value by its basis: (points, spend), one of them.
pub fn by_basis(basis: LevelBasis, value: i64, currency: Currency) -> (Option<i64>, Option<Money>) {
    match basis {
        LevelBasis::Points => (Some(value), None),
        LevelBasis::Spend => (None, Some(Money::new(value, currency))),
    }
}

impl EntryView {
    /// A row; `undoing` are rows that undo redemptions, it may be among these.
    pub fn new(entry: Entry, undoing: &[Entry]) -> EntryView {
        let undone_by = undoing.iter().find(|row| row.undoes_id.as_ref() == Some(&entry.id));
        EntryView {
            undone_by_id: undone_by.map(|row| row.id.clone()),
            undoes_id: entry.undoes_id,
            partner: entry.partner,
            external_id: entry.external_id,
            id: entry.id,
            number: entry.number,
            kind: entry.kind.0,
            points: entry.points,
            balance: entry.balance,
            purchase_id: entry.purchase_id,
            refund_id: entry.refund_id,
            adjustment_id: entry.adjustment_id,
            unit_id: entry.unit_id,
            note: entry.note,
            occurred_at: entry.occurred_at.into(),
            occurred_on: entry.occurred_on,
            recorded_at: entry.recorded_at.into(),
            recorded_by: entry.recorded_by,
        }
    }
}

impl From<Adjustment> for AdjustmentView {
    fn from(adjustment: Adjustment) -> AdjustmentView {
        AdjustmentView {
            id: adjustment.id,
            points: adjustment.points,
            reason: adjustment.reason,
            state: adjustment.state.0,
            asked_by: adjustment.asked_by,
            asked_at: adjustment.asked_at.into(),
            decided_by: adjustment.decided_by,
            decided_at: adjustment.decided_at.map(Time::from),
            decision_note: adjustment.decision_note,
        }
    }
}

impl From<LevelChange> for LevelChangeView {
    fn from(change: LevelChange) -> LevelChangeView {
        LevelChangeView {
            id: change.id,
            level_id: change.level_id,
            previous_id: change.previous_id,
            since: change.since,
            recorded_at: change.recorded_at.into(),
            rule_version: change.rule,
            cause: change.cause.0,
            inputs: change.inputs.0,
        }
    }
}
