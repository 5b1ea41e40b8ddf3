//! Segments as they are sent and taken.

use chrono::NaiveDate;
use regulars_db::customers::profiles::Row;
use regulars_db::marketing::segments::{Listed, Member, Segment};
use regulars_domain::marketing::segments::{Freshness, Part, Rule, SegmentKind, SegmentState};
use regulars_domain::text::{Language, Message};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::customers::profiles::views::tier_of;
use crate::customers::tiers::views::TierView;
use crate::platform::http::patch;
use crate::platform::time::Time;

/// A named group of customers.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Segment)]
pub struct SegmentView {
    #[schema(example = "seg_01JD3Q5V8N0000000000000000")]
    pub id: String,
    /// To which it belongs: who has the right there changes it, those below read and use it.
    #[schema(example = "unit_01JD3Q5V8N0000000000000000")]
    pub unit_id: String,
    #[schema(example = "两个月没来的熟客")]
    pub name: String,
    pub description: Option<String>,
    pub kind: SegmentKind,
    /// None for a static segment.
    pub rule: Option<Rule>,
    /// The rule in words, in the caller's language; none in lists and for a static segment.
    pub reading: Option<String>,
    pub state: SegmentState,
    /// Members after the last refresh.
    pub size: i64,
    /// How many became members in the last refresh.
    pub came: i64,
    /// How many ceased to be members in the last refresh.
    pub went: i64,
    /// When its own members were last looked at, or put.
    pub refreshed_at: Option<Time>,
    /// As of when the members are right: the oldest refresh among its own and those of the segments it rests on. None for
    /// a static segment, and while one was never refreshed.
    pub fresh_as_of: Option<Time>,
    /// Whether a rule was changed after the members were last looked at, its own or one it rests on, or what it rests on
    /// was looked at later.
    pub stale: bool,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i32,
}

impl SegmentView {
    pub fn of(segment: Segment, fresh: Freshness, reading: Option<String>) -> SegmentView {
        SegmentView {
            stale: fresh.is_stale,
            fresh_as_of: fresh.as_of.map(Into::into),
            id: segment.id,
            unit_id: segment.unit_id,
            name: segment.name,
            description: segment.description,
            kind: segment.kind.0,
            rule: segment.rule.map(|rule| rule.0),
            reading,
            state: segment.state.0,
            size: segment.size,
            came: segment.came,
            went: segment.went,
            refreshed_at: segment.refreshed_at.map(Into::into),
            created_at: segment.created_at.into(),
            updated_at: segment.updated_at.into(),
            version: segment.version,
        }
    }
}

/// A segment to create.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSegment {
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "两个月没来的熟客")]
    pub name: String,
    #[validate(length(max = 500))]
    #[schema(max_length = 500)]
    pub description: Option<String>,
    pub kind: SegmentKind,
    /// Needed for the kind `rule`, refused for `static`.
    #[schema(value_type = Option<Rule>, example = json!({"not_bought": {"within_days": 60}}))]
    pub rule: Option<Value>,
    /// To which it is to belong; the topmost of the caller's own when not given.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40)]
    pub unit_id: Option<String>,
}

/// A change of a segment.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SegmentPatch {
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, value_type = String, required = false)]
    pub name: Option<String>,
    #[serde(deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<String>, max_length = 500)]
    pub description: Option<Option<String>>,
    /// A whole rule: rules are not merged. The members are then looked at again.
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = Rule, required = false)]
    pub rule: Option<Value>,
    /// `archived` is refused while another segment's rule names this one.
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = SegmentState, required = false)]
    pub state: Option<SegmentState>,
}

/// A rule to try.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SegmentTrial {
    #[schema(value_type = Rule)]
    pub rule: Value,
    /// As a segment of this unit would find them: only customers at home there. The caller's own when not given.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40)]
    pub unit_id: Option<String>,
}

/// Whom a rule finds among the customers the caller may see.
#[derive(Debug, Serialize, ToSchema)]
pub struct SegmentPreview {
    pub count: i64,
    /// The rule in the caller's words.
    #[schema(example = "等级为A、B之一，且最近 60 天没有购买")]
    pub reading: String,
    /// The newest ten of them.
    pub sample: Vec<SampledView>,
}

/// A customer that a rule finds.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SampledCustomer)]
pub struct SampledView {
    pub customer_id: String,
    pub name: String,
    pub tier: Option<TierView>,
    pub home_unit_id: Option<String>,
    pub last_purchase_on: Option<NaiveDate>,
}

impl From<Row> for SampledView {
    fn from((customer, metrics): Row) -> SampledView {
        SampledView {
            tier: tier_of(&metrics),
            customer_id: customer.id,
            name: customer.name,
            home_unit_id: customer.home_unit_id,
            last_purchase_on: metrics.last_purchase_on,
        }
    }
}

/// A member of a segment.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SegmentMember)]
pub struct MemberView {
    pub customer_id: String,
    pub name: String,
    pub tier: Option<TierView>,
    pub home_unit_id: Option<String>,
    pub last_purchase_on: Option<NaiveDate>,
    /// The organisation-local day the customer became a member.
    pub since: NaiveDate,
    /// The version of the rule that made it one.
    pub rule_version: i32,
}

impl From<Listed> for MemberView {
    fn from((member, customer, metrics): Listed) -> MemberView {
        MemberView {
            tier: tier_of(&metrics),
            customer_id: customer.id,
            name: customer.name,
            home_unit_id: customer.home_unit_id,
            last_purchase_on: metrics.last_purchase_on,
            since: member.since,
            rule_version: member.rule_version,
        }
    }
}

/// A segment that a customer is in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CustomerSegment)]
pub struct CustomerSegmentView {
    #[schema(example = "seg_01JD3Q5V8N0000000000000000")]
    pub segment_id: String,
    #[schema(example = "A 级，两个月未到店")]
    pub name: String,
    /// The organisation-local day the customer became a member.
    pub since: NaiveDate,
    /// The version of the rule that made them one.
    pub rule_version: i32,
}

impl From<(Member, Segment)> for CustomerSegmentView {
    fn from((member, segment): (Member, Segment)) -> CustomerSegmentView {
        CustomerSegmentView {
            segment_id: segment.id,
            name: segment.name,
            since: member.since,
            rule_version: member.rule_version,
        }
    }
}

/// The members of a static segment.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberList {
    #[validate(length(max = 10_000))]
    #[schema(max_items = 10_000)]
    pub customer_ids: Vec<String>,
}

/// Why a customer is a member or not.
#[derive(Debug, Serialize, ToSchema)]
pub struct SegmentExplanation {
    pub customer_id: String,
    /// Whether the customer is a member, as the segment was last refreshed.
    pub is_member: bool,
    pub since: Option<NaiveDate>,
    /// Whether the rule holds now; none for a static segment.
    pub matches: Option<bool>,
    /// Each part of the rule, a group before its parts; none for a static segment.
    pub parts: Vec<PartView>,
}

/// A part of a rule for one customer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SegmentPart)]
pub struct PartView {
    /// JSON pointer into the rule.
    #[schema(example = "/all/0")]
    pub pointer: String,
    pub holds: bool,
    /// The part in the caller's words.
    pub reading: String,
    /// What the customer has, in the caller's words; none for groups.
    pub found: Option<String>,
}

impl PartView {
    /// In the words of a language.
    pub fn of(part: Part, language: Language) -> PartView {
        let said = |message: &Message| message.text(language).to_owned();
        PartView {
            pointer: part.pointer,
            holds: part.holds,
            reading: said(&part.reading),
            found: part.found.as_ref().map(said),
        }
    }
}

/// About whom to explain.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExplainQuery {
    #[validate(length(min = 1, max = 40))]
    #[param(min_length = 1, max_length = 40)]
    pub customer_id: String,
}

/// Which segments to list.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SegmentQuery {
    /// Part of the name.
    #[validate(length(min = 1, max = 80))]
    #[param(min_length = 1, max_length = 80, required = false)]
    pub q: Option<String>,
    #[serde(default)]
    #[param(required = false)]
    pub kind: Vec<SegmentKind>,
    #[serde(default)]
    #[param(required = false)]
    pub state: Vec<SegmentState>,
    /// Only what may be used by something that belongs to this unit: its own, and that of the units above it.
    #[validate(length(min = 1, max = 40))]
    #[param(min_length = 1, max_length = 40)]
    pub usable_by: Option<String>,
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}

/// Which page of the members.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MemberQuery {
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}
