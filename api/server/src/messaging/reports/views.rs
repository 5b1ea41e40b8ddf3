//! Reports as they are taken, and what is answered.

use chrono::{DateTime, SubsecRound, Utc};
use regulars_domain::messaging::deliveries::{EnhancedCode, ReportKind, ReportOutcome, delivery_of};
use regulars_domain::messaging::messages::MessageChannel;
use regulars_domain::period::check_occurred_at;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::service::{Recorded, Report};
use crate::platform::error::{Answer, Fault, FaultCode, Refusal};
use crate::platform::occurred;

/// What a provider reports of messages.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeliveryReports {
    /// In any order; the same may be sent again.
    #[validate(nested, length(min = 1, max = 1000))]
    #[schema(min_items = 1, max_items = 1000)]
    pub events: Vec<DeliveryReport>,
}

/// What became of one message. It is named by `message_id`, or else by its address.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeliveryReport {
    pub kind: ReportKind,
    /// The `Message-ID` of the mail, or the id of the delivery.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300, example = "<dlv_01JD3Q5V8N0000000000000000@shop.example>")]
    pub message_id: Option<String>,
    /// E-mail when absent.
    pub channel: Option<MessageChannel>,
    /// Where the message went.
    #[validate(length(min = 1, max = 254))]
    #[schema(min_length = 1, max_length = 254, example = "wang@example.com")]
    pub address: Option<String>,
    /// The enhanced status code (RFC 3463) of a message that bounced.
    #[validate(length(min = 5, max = 11))]
    #[schema(min_length = 5, max_length = 11, pattern = "^[245]\\.[0-9]{1,3}\\.[0-9]{1,3}$", example = "5.1.1")]
    pub status: Option<String>,
    /// What the receiving server said.
    #[validate(length(max = 2000))]
    #[schema(max_length = 2000, example = "550 5.1.1 no such user")]
    pub detail: Option<String>,
    /// When it happened; now when absent.
    pub occurred_at: Option<DateTime<Utc>>,
}

/// What came of each event, in the order of the request.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryReportResults {
    pub data: Vec<DeliveryReportResult>,
}

/// What came of one event.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryReportResult {
    pub outcome: ReportOutcome,
    /// Which delivery it is of; none when it is of an address only.
    pub delivery_id: Option<String>,
}

impl From<Recorded> for DeliveryReportResult {
    fn from(recorded: Recorded) -> DeliveryReportResult {
        DeliveryReportResult { outcome: recorded.outcome, delivery_id: recorded.delivery_id }
    }
}

impl DeliveryReports {
    /// As they are written; all faults at once. `region` is where a phone without country code is dialled.
    pub fn read(&self, region: &str, now: DateTime<Utc>) -> Answer<Vec<Report>> {
        let mut faults = Vec::new();
        let reports = self.events.iter().enumerate();
        let reports = reports.map(|(place, event)| event.read(&format!("/events/{place}"), region, now, &mut faults));
        let reports = reports.collect();
        if faults.is_empty() { Ok(reports) } else { Err(Refusal::invalid(faults).into()) }
    }
}

impl DeliveryReport {
    fn read(&self, at: &str, region: &str, now: DateTime<Utc>, faults: &mut Vec<Fault>) -> Report {
        let channel = self.channel.unwrap_or(MessageChannel::Email);
        if self.message_id.is_none() && self.address.is_none() {
            faults.push(Fault::at(format!("{at}/message_id"), FaultCode::Required));
        }
        let address = self.address.as_ref().map(|address| channel.address(address, region)).transpose();
        let address = address.unwrap_or_else(|error| {
            faults.push(Fault::at(format!("{at}/address"), FaultCode::Malformed).hint(error));
            None
        });
        let status = self.status.as_ref().map(|status| status.parse::<EnhancedCode>()).transpose();
        let status = status.unwrap_or_else(|()| {
            faults.push(Fault::at(format!("{at}/status"), FaultCode::Malformed));
            None
        });
        let occurred_at = self.occurred_at.unwrap_or(now).trunc_subsecs(3);
        if let Err(error) = check_occurred_at(occurred_at, now) {
            faults.push(occurred::fault(error, &format!("{at}/occurred_at")));
        }
        Report {
            kind: self.kind,
            delivery_id: self.message_id.as_deref().and_then(delivery_of),
            channel,
            address,
            status,
            said: self.detail.clone().unwrap_or_default(),
            at: occurred_at,
        }
    }
}
