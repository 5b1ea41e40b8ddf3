//! What is sent.

use chrono::NaiveDate;
use regulars_db::Db;
use regulars_db::service::complaints::attachments::Attachment;
use regulars_db::service::complaints::clocks;
use regulars_db::service::complaints::clocks::Row;
use regulars_db::service::complaints::parts;
use regulars_db::service::complaints::parts::{Action, Compensation, Event};
use regulars_db::service::complaints::{Complaint, attachments};
use regulars_domain::money::{Currency, Money};
use regulars_domain::service::complaints::{
    CaseState, Cause, CauseDetail, ClockKind, ClockState, CompensationKind, CompensationState, ComplaintEventKind,
    Finding, IntakeChannel, Level, NextStep, Severity, SeverityReason, steps_from,
};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::platform::error::Answer;
use crate::platform::http::steps::StepView;
use crate::platform::organisation;
use crate::platform::time::Time;

/// A clock in working time of the unit that must act.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ComplaintClock)]
pub struct ClockView {
    pub kind: ClockKind,
    /// The level that must act by it.
    pub level: Level,
    pub unit_id: String,
    pub state: ClockState,
    /// In working days of the unit.
    pub limit_days: i32,
    /// When it runs out; null while it does not run.
    pub due_at: Option<Time>,
    /// Working time used up to its last break, in seconds.
    pub used_seconds: i64,
    pub started_at: Time,
    pub missed_at: Option<Time>,
}

impl From<Row> for ClockView {
    fn from(row: Row) -> ClockView {
        ClockView {
            kind: row.kind.0,
            level: row.level.0,
            unit_id: row.unit_id,
            state: row.state.0,
            limit_days: row.limit_days,
            due_at: row.due_at.map(Time::from),
            used_seconds: row.used_seconds,
            started_at: row.started_at.into(),
            missed_at: row.missed_at.map(Time::from),
        }
    }
}

/// A complaint.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Complaint)]
pub struct ComplaintView {
    #[schema(example = "cpl_01JD3Q5V8N0000000000000000")]
    pub id: String,
    pub customer_id: String,
    /// Whose case it is.
    pub unit_id: String,
    /// The level that must act now, and its unit.
    pub level: Level,
    pub acting_unit_id: String,
    pub owner_id: Option<String>,
    pub purchase_id: Option<String>,
    pub product_id: Option<String>,
    pub batch: Option<String>,
    pub category_id: String,
    pub channel: IntakeChannel,
    #[schema(example = "豆花里有异物")]
    pub text: String,
    pub wish: Option<String>,
    /// What is at stake.
    pub value: Option<Money>,
    /// As a person judged it; null before.
    pub severity: Option<Severity>,
    /// As the rules suggest, with the reasons and the version of the policy they were found by.
    pub suggested_severity: Severity,
    pub severity_reasons: Vec<SeverityReason>,
    pub policy_version: i32,
    pub state: CaseState,
    /// What the verification found.
    pub finding: Option<Finding>,
    pub explanation: Option<String>,
    pub cause: Option<Cause>,
    pub cause_detail: Option<CauseDetail>,
    pub resolution: Option<String>,
    pub lesson: Option<String>,
    /// When the first of its running clocks runs out.
    pub next_due_at: Option<Time>,
    pub clocks: Vec<ClockView>,
    pub occurred_at: Time,
    pub occurred_on: NaiveDate,
    pub recorded_at: Time,
    pub recorded_by: String,
    pub updated_at: Time,
    pub version: i32,
}

impl ComplaintView {
    /// A complaint with its clocks, which are among `clocks`.
    pub fn new(complaint: Complaint, clocks: &[Row], currency: Currency) -> ComplaintView {
        let own = clocks.iter().filter(|row| row.complaint_id == complaint.id).cloned();
        ComplaintView {
            clocks: own.map(ClockView::from).collect(),
            id: complaint.id,
            customer_id: complaint.customer_id,
            unit_id: complaint.unit_id,
            level: complaint.level.0,
            acting_unit_id: complaint.acting_unit_id,
            owner_id: complaint.owner_id,
            purchase_id: complaint.purchase_id,
            product_id: complaint.product_id,
            batch: complaint.batch,
            category_id: complaint.category_id,
            channel: complaint.channel.0,
            text: complaint.body,
            wish: complaint.wish,
            value: complaint.value_minor.map(|amount| Money::new(amount, currency)),
            severity: complaint.severity.map(|word| word.0),
            suggested_severity: complaint.suggested.0,
            severity_reasons: complaint.suggestion.0.reasons,
            policy_version: complaint.suggestion.0.policy,
            state: complaint.state.0,
            finding: complaint.finding.map(|word| word.0),
            explanation: complaint.explanation,
            cause: complaint.cause.map(|word| word.0),
            cause_detail: complaint.cause_detail.map(|word| word.0),
            resolution: complaint.resolution,
            lesson: complaint.lesson,
            next_due_at: complaint.next_due_at.map(Time::from),
            occurred_at: complaint.occurred_at.into(),
            occurred_on: complaint.occurred_on,
            recorded_at: complaint.recorded_at.into(),
            recorded_by: complaint.recorded_by,
            updated_at: complaint.updated_at.into(),
            version: complaint.version,
        }
    }
}

/// Something that was promised.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Compensation)]
pub struct CompensationView {
    #[schema(example = "cmp_01JD3Q5V8N0000000000000000")]
    pub id: String,
    pub kind: CompensationKind,
    /// What it is worth.
    pub amount: Option<Money>,
    /// How many, of points.
    pub points: Option<i64>,
    pub membership_id: Option<String>,
    /// The entry of the ledger that gave the points.
    pub entry_id: Option<String>,
    pub description: Option<String>,
    pub state: CompensationState,
    /// The lowest level that may approve it.
    pub approval_level: Level,
    pub refund_id: Option<String>,
    pub promised_by: String,
    pub promised_at: Time,
    pub decided_by: Option<String>,
    pub decided_at: Option<Time>,
    pub paid_by: Option<String>,
    pub paid_at: Option<Time>,
    /// From the decision to the execution; null before.
    pub seconds_to_pay: Option<i64>,
}

impl CompensationView {
    pub fn new(row: Compensation, currency: Currency) -> CompensationView {
        CompensationView {
            id: row.id,
            kind: row.kind.0,
            amount: row.amount.map(|amount| Money::new(amount, currency)),
            points: row.points,
            membership_id: row.membership_id,
            entry_id: row.entry_id,
            description: row.description,
            state: row.state.0,
            approval_level: row.approval_level.0,
            refund_id: row.refund_id,
            promised_by: row.promised_by,
            promised_at: row.promised_at.into(),
            decided_by: row.decided_by,
            decided_at: row.decided_at.map(Time::from),
            paid_by: row.paid_by,
            paid_at: row.paid_at.map(Time::from),
            seconds_to_pay: row.paid_at.zip(row.decided_at).map(|(paid, decided)| (paid - decided).num_seconds()),
        }
    }
}

/// What is done so that it does not happen again.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CorrectiveAction)]
pub struct ActionView {
    pub id: String,
    pub title: String,
    pub owner_id: Option<String>,
    pub due_on: NaiveDate,
    /// The task it became.
    pub task_id: Option<String>,
}

impl From<Action> for ActionView {
    fn from(action: Action) -> ActionView {
        ActionView {
            id: action.id,
            title: action.title,
            owner_id: action.owner_id,
            due_on: action.due_on,
            task_id: action.task_id,
        }
    }
}

/// A complaint with what hangs on it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ComplaintCase)]
pub struct CaseView {
    #[serde(flatten)]
    pub complaint: ComplaintView,
    /// Users.
    pub task_force: Vec<String>,
    pub compensations: Vec<CompensationView>,
    pub actions: Vec<ActionView>,
    /// What may be done now, what brings it forward first.
    pub next_steps: Vec<NextStep>,
}

impl CaseView {
    /// The case as it is now.
    pub fn load(db: &mut Db, complaint: Complaint) -> Answer<CaseView> {
        let currency = organisation(db)?.base_currency;
        let (customer_id, id) = (complaint.customer_id.clone(), complaint.id.clone());
        let rows = clocks::of(db, &[&customer_id], &[&id])?;
        let compensations = parts::compensations_of(db, &customer_id, &id)?;
        let severity = complaint.severity.map(|word| word.0);
        Ok(CaseView {
            task_force: parts::members_of(db, &customer_id, &id)?,
            compensations: compensations.into_iter().map(|row| CompensationView::new(row, currency)).collect(),
            actions: parts::actions_of(db, &customer_id, &id)?.into_iter().map(ActionView::from).collect(),
            next_steps: steps_from(complaint.state.0, severity, complaint.finding.map(|word| word.0)),
            complaint: ComplaintView::new(complaint, &rows, currency),
        })
    }

    /// The version, and what moves without a new one: the clocks.
    pub fn etag(&self) -> String {
        let due = self.complaint.next_due_at.map(|due| due.0.timestamp()).unwrap_or_default();
        format!("{}-{due}", self.complaint.version)
    }
}

/// Something that happened to a complaint.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ComplaintEvent)]
pub struct EventView {
    pub id: String,
    pub kind: ComplaintEventKind,
    pub text: Option<String>,
    /// What belongs to the kind.
    #[schema(value_type = Object)]
    pub data: Value,
    pub occurred_at: Time,
    /// The user or key, or `system`.
    pub recorded_by: String,
}

impl From<Event> for EventView {
    fn from(event: Event) -> EventView {
        EventView {
            id: event.id,
            kind: event.kind.0,
            text: event.body,
            data: event.data.0,
            occurred_at: event.occurred_at.into(),
            recorded_by: event.recorded_by,
        }
    }
}

/// Everything that happened to a complaint, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct ComplaintEventList {
    pub data: Vec<EventView>,
}

/// A file of a complaint.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ComplaintAttachment)]
pub struct AttachmentView {
    #[schema(example = "att_01JD3Q5V8N0000000000000000")]
    pub id: String,
    #[schema(example = "photo.jpg")]
    pub file_name: String,
    pub media_type: String,
    pub bytes: i64,
    pub created_by: String,
    pub created_at: Time,
}

impl From<Attachment> for AttachmentView {
    fn from(row: Attachment) -> AttachmentView {
        AttachmentView {
            id: row.id,
            file_name: row.file_name,
            media_type: row.media_type,
            bytes: row.bytes,
            created_by: row.created_by,
            created_at: row.created_at.into(),
        }
    }
}

/// The files of a complaint, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttachmentList {
    pub data: Vec<AttachmentView>,
}

impl AttachmentList {
    pub fn load(db: &mut Db, complaint: &Complaint) -> Answer<AttachmentList> {
        let rows = attachments::of(db, &complaint.customer_id, &complaint.id)?;
        Ok(AttachmentList { data: rows.into_iter().map(AttachmentView::from).collect() })
    }
}

impl StepView for CaseView {
    type Row = Complaint;

    fn of_row(db: &mut Db, complaint: Complaint) -> Answer<CaseView> {
        CaseView::load(db, complaint)
    }

    fn tag(&self) -> String {
        self.etag()
    }
}
