//! How an error is told over HTTP: `application/problem+json` (RFC 9457).

use actix_web::http::StatusCode;
use regulars_domain::text::Language;
use serde::Serialize;
use utoipa::ToSchema;

use crate::platform::error::{Code, Error, FaultCode, Place, Refusal};

impl actix_web::ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.refusal().code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// A problem as it is sent (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemView {
    /// `about:blank#` and the code: there is no page behind it.
    #[schema(example = "about:blank#not_found")]
    r#type: String,
    title: &'static str,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// The path that was asked for.
    instance: String,
    code: Code,
    request_id: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FaultView>,
    #[serde(flatten)]
    #[schema(value_type = ProblemMembers)]
    members: serde_json::Map<String, serde_json::Value>,
}

/// What some problems say besides, by name.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only describes the members")]
pub struct ProblemMembers {
    /// Of `identity_taken`: who has it, if the caller may know; of `customer_merged`: the survivor.
    #[schema(example = "cus_01JD3Q5V8N0000000000000000")]
    customer_id: Option<String>,
    /// Of `purchase_differs`: the purchase that has this external id.
    purchase_id: Option<String>,
    /// Of `purchase_held`, and of `purchase_differs`: what is held under this external id.
    held_purchase_id: Option<String>,
    /// Of `sale_anonymous`, and of `purchase_differs`: the anonymous sale that has this external id.
    anonymous_sale_id: Option<String>,
    /// Of a merge that cannot be undone yet: the later one that is to be undone first.
    merge_id: Option<String>,
    /// Of `refund_differs`: the refund that has this external id.
    refund_id: Option<String>,
    /// Of `redemption_differs`: the redemption that has this external id.
    redemption_id: Option<String>,
    /// Of `events_forgotten`: the number after which events can still be read.
    oldest_after: Option<i64>,
    /// Of `conflict`: the ids of the segments whose rules name this one.
    segments: Option<Vec<String>>,
    /// Of `conflict`: the state that does not allow it.
    state: Option<String>,
    /// Of `audience_changed`: how many are in the audience now.
    people: Option<i64>,
    /// Of `import_repeated`: the earlier import of the same file, if the caller may know.
    import_id: Option<String>,
    /// Of `import_in_use`: what hangs on what the import made.
    hanging: Option<Vec<ProblemHanging>>,
    /// Of `not_ready`: the parts of the checklist that are in the way.
    lacking: Option<Vec<String>>,
    /// Of `own_work` on a campaign: the part that the caller wrote (`plan`, `template`, `segment`).
    part: Option<String>,
}

/// Facts of one kind that stand in the way.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only describes the members")]
pub struct ProblemHanging {
    #[schema(example = "refunds")]
    kind: String,
    count: i64,
    /// The ids of some of them.
    examples: Vec<String>,
}

/// One thing that is wrong; exactly one of pointer, parameter and header says where.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Fault)]
pub struct FaultView {
    /// JSON pointer into the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    header: Option<String>,
    code: FaultCode,
    detail: String,
}

impl ProblemView {
    /// The document of a refusal for one client.
    pub fn of(refusal: &Refusal, language: Language, instance: &str, request_id: &str) -> ProblemView {
        let errors = refusal.faults.iter().map(|fault| {
            let (mut pointer, mut parameter, mut header) = (None, None, None);
            match &fault.place {
                Place::Pointer(at) => pointer = Some(at.clone()),
                Place::Parameter(name) => parameter = Some(name.clone()),
                Place::Header(name) => header = Some(name.clone()),
            }
            FaultView { pointer, parameter, header, code: fault.code, detail: fault.detail(language) }
        });
        ProblemView {
            r#type: format!("about:blank#{}", refusal.code.as_str()),
            title: refusal.code.title(language),
            status: refusal.code.status(),
            detail: refusal.detail.as_ref().map(|detail| detail.text(language).to_owned()),
            instance: instance.to_owned(),
            code: refusal.code,
            request_id: request_id.to_owned(),
            errors: errors.collect(),
            members: refusal.members.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
        }
    }
}
