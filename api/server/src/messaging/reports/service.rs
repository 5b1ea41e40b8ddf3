//! A report, written.

use chrono::{DateTime, Utc};
use regulars_db::Db;
use regulars_db::customers::identities;
use regulars_db::messaging::deliveries;
use regulars_db::messaging::deliveries::{Delivery, Reported};
use regulars_db::messaging::suppressions;
use regulars_db::messaging::suppressions::Suppression;
use regulars_db::text::AsText;
use regulars_domain::identities::owner_key;
use regulars_domain::ids;
use regulars_domain::messaging::deliveries::{
    Consequence, DeliveryState, EnhancedCode, ReportKind, ReportOutcome, consequence,
};
use regulars_domain::messaging::messages::{Channel, SuppressionReason};

use crate::messaging::gateways::short;
use crate::platform::clock;
use crate::platform::error::Answer;

/// What somebody reports of a message.
#[derive(Clone, Debug)]
pub struct Report {
    pub kind: ReportKind,
    /// Which message, as far as it is one of ours.
    pub delivery_id: Option<String>,
    pub channel: Channel,
    /// Where it went, in the channel's one form.
    pub address: Option<String>,
    pub status: Option<EnhancedCode>,
    /// What the receiving server said.
    pub said: String,
    pub at: DateTime<Utc>,
}

/// What came of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    pub outcome: ReportOutcome,
    pub delivery_id: Option<String>,
}

/// Writes a report; `by` is who reports it.
pub fn record(db: &mut Db, report: &Report, by: &str) -> Answer<Recorded> {
    let delivery = match &report.delivery_id {
        Some(id) => deliveries::find(db, id)?,
        None => None,
    };
    let follows = consequence(report.kind, report.status, &report.said);
    let is_news = match &delivery {
        Some(delivery) => Some(of_delivery(db, report, follows, delivery, by)?),
        // A delivery of ours that is none was made up, or is long gone: its address is not believed either.
        None => match report.address.as_ref().filter(|_| report.delivery_id.is_none()) {
            Some(address) => of_address(db, report, follows, address, by)?,
            None => return Ok(Recorded { outcome: ReportOutcome::Unknown, delivery_id: None }),
        },
    };
    let outcome = match is_news {
        Some(true) => ReportOutcome::Recorded,
        Some(false) => ReportOutcome::Known,
        None => ReportOutcome::Ignored,
    };
    Ok(Recorded { outcome, delivery_id: delivery.map(|delivery| delivery.id) })
}

/// Whether it was news of this delivery.
fn of_delivery(db: &mut Db, report: &Report, follows: Consequence, delivery: &Delivery, by: &str) -> Answer<bool> {
    let code = report.status.map_or_else(|| report.kind.to_string(), |status| status.to_string());
    let said = short(&report.said);
    let failed = |state| Reported::Failed { state, code: &code, detail: &said };
    let reported = match follows {
        Consequence::Arrived => Reported::Arrived(report.at.naive_utc()),
        Consequence::Unwanted => Reported::Unwanted(report.at.naive_utc()),
        Consequence::Failed => failed(DeliveryState::Failed),
        Consequence::Dead => failed(DeliveryState::Bounced),
    };
    let is_news = deliveries::report(db, delivery, &reported, clock::now().naive_utc())?;
    // One that was forwarded came back from another address: ours is not dead for that.
    let address = delivery.address.as_ref().or(report.address.as_ref());
    let is_other = delivery.address.is_some() && report.address.is_some() && delivery.address != report.address;
    if is_news && let (Some(reason), Some(address)) = (reason_of(follows, is_other), address) {
        let suppression = Suppression {
            source_id: Some(delivery.source_id.clone()),
            customer_id: Some(delivery.customer_id.clone()),
            ..suppression(report, reason, address, by)
        };
        suppressions::insert(db, &suppression)?;
    }
    Ok(is_news)
}

/// Whether it was news of this address; none when nothing follows from it.
fn of_address(db: &mut Db, report: &Report, follows: Consequence, address: &str, by: &str) -> Answer<Option<bool>> {
    let Some(reason) = reason_of(follows, false) else { return Ok(None) };
    let customer_id = identities::owner(db, &owner_key(report.channel.identity(), address))?;
    let suppression = Suppression { customer_id, ..suppression(report, reason, address, by) };
    Ok(Some(suppressions::insert(db, &suppression)?))
}

fn reason_of(follows: Consequence, is_other: bool) -> Option<SuppressionReason> {
    match follows {
        Consequence::Dead if !is_other => Some(SuppressionReason::Bounced),
        Consequence::Unwanted => Some(SuppressionReason::Complained),
        Consequence::Dead | Consequence::Arrived | Consequence::Failed => None,
    }
}

fn suppression(report: &Report, reason: SuppressionReason, address: &str, by: &str) -> Suppression {
    let said = short(&report.said);
    Suppression {
        id: ids::make(ids::SUPPRESSION),
        channel: AsText(report.channel),
        address: address.to_owned(),
        reason: AsText(reason),
        cause: Some(said).filter(|said| !said.is_empty()),
        source_id: None,
        customer_id: None,
        recorded_at: clock::now().naive_utc(),
        recorded_by: by.to_owned(),
    }
}
