//! What an undo of an import would take back, and what stands in its way.

use regulars_db::Db;
use regulars_db::exchange::imports::Import;
use regulars_db::exchange::undo;
use regulars_db::exchange::undo::Hanging;
use regulars_domain::exchange::imports::ImportState;
use regulars_domain::message;
use regulars_domain::text::{Language, Message};
use serde::Serialize;
use utoipa::ToSchema;

use super::service;
use crate::platform::error::{Answer, Code, Refusal};

/// Facts that are named of each kind that stands in the way.
const SOME: i64 = 5;

/// What an undo of an import would take back.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportUndoPlan)]
pub struct UndoPlan {
    /// Whether it can be undone now.
    pub possible: bool,
    /// Why not, when the import itself is the reason.
    pub reason: Option<String>,
    /// Purchases that would not count any more.
    pub purchases: i64,
    /// Refunds out of its rows, of these purchases.
    pub refunds: i64,
    /// Customers whom it made and who would go, for they have nothing else.
    pub customers: i64,
    /// Customers whom it made and who would stay.
    pub customers_kept: i64,
    /// What hangs on what it made, and stands in the way.
    pub hanging: Vec<HangingView>,
}

/// Facts of one kind that stand in the way of an undo.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportHanging)]
pub struct HangingView {
    pub kind: HangingKind,
    pub count: i64,
    /// In words.
    pub detail: String,
    /// The ids of some of them.
    pub examples: Vec<String>,
}

regulars_domain::vocabulary! {
    /// What can stand in the way of an undo.
    pub enum HangingKind {
        /// Refunds that others recorded of its purchases.
        Refunds = "refunds",
        /// Refunds it made of purchases that it did not bring.
        RefundedElsewhere = "refunded_elsewhere",
        /// Complaints about its purchases.
        Complaints = "complaints",
        /// Memberships that have spent points its purchases earned.
        PointsSpent = "points_spent",
        /// Known customers whose details it changed.
        CustomersChanged = "customers_changed",
    }
}

fn word_of(kind: Hanging) -> HangingKind {
    match kind {
        Hanging::Refunds => HangingKind::Refunds,
        Hanging::RefundedElsewhere => HangingKind::RefundedElsewhere,
        Hanging::Complaints => HangingKind::Complaints,
        Hanging::PointsSpent => HangingKind::PointsSpent,
        Hanging::CustomersChanged => HangingKind::CustomersChanged,
    }
}

fn said(kind: Hanging, count: i64) -> Message {
    match kind {
        Hanging::Refunds => message!(
            "refunds recorded since of its purchases: {count}",
            "此后对其购买登记的退款：{count}",
            count = count
        ),
        Hanging::RefundedElsewhere => message!(
            "refunds it made of purchases that came otherwise: {count}",
            "它对其他来源的购买作出的退款：{count}",
            count = count
        ),
        Hanging::Complaints => {
            message!("complaints about its purchases: {count}", "关于其购买的投诉：{count}", count = count)
        }
        Hanging::PointsSpent => message!(
            "memberships that have spent points its purchases earned: {count}",
            "已使用其购买所得积分的会员卡：{count}",
            count = count
        ),
        Hanging::CustomersChanged => message!(
            "known customers whose details it changed, which were not kept as they were: {count}",
            "被它修改资料的已有客户（未保留原资料）：{count}",
            count = count
        ),
    }
}

/// Looks at what an undo would do, and tells it in a language.
pub fn of(db: &mut Db, import: &Import, language: Language) -> Answer<UndoPlan> {
    let (purchases, refunds) = undo::purchases_left(db, &import.id)?;
    let (customers, made) = undo::customers(db, &import.id)?;
    let mut hanging = Vec::new();
    for kind in Hanging::ALL {
        let (count, examples) = undo::hanging(db, &import.id, kind, SOME)?;
        if count > 0 {
            let detail = said(kind, count).text(language).to_owned();
            hanging.push(HangingView { kind: word_of(kind), count, detail, examples });
        }
    }
    let reason = unfit(import).map(|reason| reason.text(language).to_owned());
    let possible = reason.is_none() && hanging.is_empty();
    let already = service::undone(import)?.unwrap_or_default().customers;
    Ok(UndoPlan {
        possible,
        reason,
        purchases,
        refunds,
        customers,
        customers_kept: made - already - customers,
        hanging,
    })
}

/// Refuses what cannot be undone, with what hangs on it.
pub fn check(db: &mut Db, import: &Import) -> Answer<()> {
    if let Some(reason) = unfit(import) {
        return Err(Refusal::of(Code::Conflict).detail(reason).into());
    }
    let plan = of(db, import, Language::English)?;
    if plan.possible {
        return Ok(());
    }
    let mut parts = Vec::new();
    for kind in Hanging::ALL {
        let (count, _) = undo::hanging(db, &import.id, kind, 1)?;
        if count > 0 {
            parts.push(said(kind, count));
        }
    }
    let hanging: Vec<serde_json::Value> = plan
        .hanging
        .iter()
        .map(|one| serde_json::json!({"kind": one.kind, "count": one.count, "examples": one.examples}))
        .collect();
    let said = regulars_domain::text::joined(&parts, "; ", "；");
    Err(Refusal::of(Code::ImportInUse).detail(said).member("hanging", hanging).into())
}

/// Why the import itself cannot be undone.
fn unfit(import: &Import) -> Option<Message> {
    match import.state.0 {
        ImportState::Completed | ImportState::Cancelled | ImportState::Failed if import.fingerprint.is_none() => {
            Some(message!(
                "it was imported by a former version, which did not note what it made",
                "它由旧版本导入，未记录其产生的内容"
            ))
        }
        ImportState::Completed | ImportState::Cancelled | ImportState::Failed => None,
        ImportState::Undone => Some(message!("it is undone already", "此导入已撤销")),
        state if state.is_busy() => Some(service::at_work()),
        _ => Some(message!("nothing of it has been imported", "其中没有任何内容被导入")),
    }
}
