//! The OpenAPI document: collected from the handlers, then finished in one pass that adds what is the same for all.

mod bounds;
mod generators;
mod headers;
mod ids;
mod links;
mod required;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use regulars_domain::insight::structure::StructurePart;
use regulars_domain::marketing::segments::{
    AttributeRule, BirthdayRule, BoughtRule, ChoiceRule, ConsentRule, MeasureRule, MemberRule, MembershipRule,
    NotBoughtRule,
};
use regulars_domain::text::Language;
use serde_json::{Map, Value, json};
use utoipa::OpenApi as _;
use utoipa_actix_web::{AppExt, scope};

use super::router;
use crate::customers::profiles::expansions::CustomerExpansion;
use crate::customers::profiles::queries::CustomerSort;
use crate::exchange::exports::query::ExportFormat;
use crate::insight::approvals::views::ApprovalSide;
use crate::platform::error::{Code, Refusal};
use crate::platform::http::problem::{FaultView, ProblemView};
use crate::platform::http::range::{AmountRange, DayRange, TimeRange};
use crate::sales::purchases::expansions::PurchaseExpansion;
use crate::sales::purchases::queries::PurchaseSort;

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Regulars",
        description = "The open CRM service for chains and wholesalers: who the customers are, and why they are worth what they are worth.\n\nOutside `/v1`, without log-in: `GET /livez` answers 200 while the process runs, `GET /readyz` while it can do its work. Else `/readyz` answers 503 with a problem whose `reason` is `database_unreachable`, `schema_of_another_version` (the database was migrated by another version), `storage_sync_failed` or `storage_io_failed` (the disk under SQLite has failed: until the process is started again, no write is acknowledged and no job is taken up).",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
        contact(name = "Regulars", url = "https://example.org/regulars")
    ),
    servers((url = "/", description = "This installation")),
    tags(
        (name = "auth", description = "Log-in, sessions, and who one is"),
        (name = "units", description = "The organisation's units: group, regions, stores, teams"),
        (name = "users", description = "People who log in, and what they are in which unit"),
        (name = "partners", description = "Systems that integrate: tills, delivery platforms"),
        (name = "api-keys", description = "Keys of partners"),
        (name = "settings", description = "Settings of the organisation, by version"),
        (name = "products", description = "What is sold"),
        (name = "product-categories", description = "Groups of products"),
        (name = "customers", description = "Customers, what is known of them and why they are worth what they are worth"),
        (name = "customer-attributes", description = "What a chain wants to know of its customers besides"),
        (name = "competitors", description = "Whom the organisation competes with, and who named them"),
        (name = "erasures", description = "Receipts of persons who were erased"),
        (name = "data-exports", description = "What is held on persons, put together for them"),
        (name = "personal-reads", description = "Who opened which customers"),
        (name = "duplicates", description = "Customers that may be one: looked at, merged or dismissed"),
        (name = "merges", description = "Customers that were merged, and the way back"),
        (name = "membership-programmes", description = "Programmes: what a purchase earns, and the levels one can reach"),
        (name = "memberships", description = "Cards of customers, the points on them and the levels they have reached"),
        (name = "purchases", description = "Purchases and refunds"),
        (name = "anonymous-sales", description = "Sales without a customer"),
        (name = "held-purchases", description = "Purchases of customers whom nobody knows yet"),
        (name = "assortments", description = "What units sell"),
        (name = "complaints", description = "Complaints: judged, verified, resolved, by clocks in working time"),
        (name = "complaint-categories", description = "What complaints are about"),
        (name = "calendars", description = "Working calendars: opening hours, holidays, make-up working days"),
        (name = "segments", description = "Groups of customers, by a rule or by hand"),
        (name = "templates", description = "What customers are written: checked, previewed, sent to oneself first"),
        (name = "channels", description = "What can send messages, and how fast"),
        (name = "suppressions", description = "Addresses that get no message any more"),
        (name = "delivery-reports", description = "What mail providers and gateways report of messages"),
        (name = "campaigns", description = "Campaigns: planned, approved, launched; and what became of each message"),
        (name = "sign-up-forms", description = "Forms by which people sign up, on a page for everybody, and what came in by them"),
        (name = "tasks", description = "What somebody has to do by a day"),
        (name = "wishes", description = "What customers asked for and did not get"),
        (name = "approvals", description = "What waits for somebody's decision, and what became of what one asked for"),
        (name = "saved-views", description = "Lists with their filters, under names"),
        (name = "notifications", description = "What one was told, and how one is told"),
        (name = "imports", description = "Files of customers and purchases"),
        (name = "exports", description = "Streams of customers and purchases"),
        (name = "jobs", description = "Long work: progress, cancel, retry"),
        (name = "analytics", description = "Figures over the base"),
        (name = "audit-events", description = "Who did what"),
        (name = "events", description = "What happened, for systems that follow"),
        (name = "sandbox", description = "Where keys of the mode `test` are served from"),
        (name = "webhooks", description = "Where events are posted, and what became of each")
    ),
    components(schemas(
        ProblemView, FaultView, ApprovalSide, StructurePart, CustomerSort, CustomerExpansion, PurchaseSort, PurchaseExpansion, ExportFormat, TimeRange, AmountRange, DayRange,
        // The parts of a rule: a rule holds rules, so what else it holds is not found by itself.
        ChoiceRule, MeasureRule, AttributeRule, ConsentRule, BirthdayRule, BoughtRule, NotBoughtRule, MembershipRule, MemberRule
    ))
)]
struct Base;

/// What is answered still, and has something better beside it.
const DEPRECATED: &[(&str, &str)] = &[("/v1/customers/lookup", "get")];

/// The finished document.
pub fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| {
        let (_, collected) = actix_web::App::new()
            .into_utoipa_app()
            .openapi(Base::openapi())
            .service(scope::scope("/v1").configure(|config| router::api(config)))
            .split_for_parts();
        let mut document = serde_json::to_value(collected).unwrap_or_else(|error| {
            tracing::error!(%error, "the API document cannot be written");
            Value::Null
        });
        finish(&mut document);
        document
    })
}

/// The document as it is committed: pretty, with a final line break.
pub fn text() -> String {
    format!("{:#}\n", document())
}

/// The methods that a path knows, upper case, HEAD wherever GET is; empty for an unknown path.
pub fn methods_of(path: &str) -> Vec<String> {
    let segments: Vec<&str> = path.split('/').collect();
    let fits = |template: &str| {
        let parts: Vec<&str> = template.split('/').collect();
        parts.len() == segments.len()
            && parts.iter().zip(&segments).all(|(part, segment)| part.starts_with('{') || part == segment)
    };
    let paths = document().get("paths").and_then(Value::as_object);
    let items = paths.into_iter().flatten().filter(|(template, _)| fits(template)).map(|(_, item)| item);
    methods_in(items)
}

/// The methods of a path that the document has word for word, as [`methods_of`] tells them.
pub fn literal_methods(path: &str) -> Option<Vec<String>> {
    document().get("paths")?.get(path).filter(|_| !path.contains('{')).map(|item| methods_in([item].into_iter()))
}

fn methods_in<'a>(items: impl Iterator<Item = &'a Value>) -> Vec<String> {
    let items = items.filter_map(Value::as_object);
    let mut methods: Vec<String> = items.flat_map(Map::keys).map(|method| method.to_ascii_uppercase()).collect();
    if methods.iter().any(|method| method == "GET") {
        methods.push("HEAD".to_owned());
    }
    methods.sort_unstable();
    methods.dedup();
    methods
}

fn finish(document: &mut Value) {
    if let Some(components) = document.get_mut("components").and_then(Value::as_object_mut) {
        components.insert("securitySchemes".to_owned(), security_schemes());
        components.insert("responses".to_owned(), problem_responses());
        components.insert("headers".to_owned(), headers::components());
    }
    if let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) {
        for (path, item) in paths {
            let Some(item) = item.as_object_mut() else { continue };
            for (method, operation) in item {
                finish_operation(path, method, operation);
            }
        }
    }
    headers::describe(document);
    for (path, method) in DEPRECATED {
        let item = document.get_mut("paths").and_then(|paths| paths.get_mut(path));
        if let Some(operation) = item.and_then(|item| item.get_mut(method)?.as_object_mut()) {
            operation.insert("deprecated".to_owned(), Value::Bool(true));
        }
    }
    drop_null_defaults(document);
    use_references(document);
    required::require_what_is_always_sent(document);
    ids::give_patterns(document);
    generators::prepare(document);
    bounds::state(document);
    links::add(document);
    drop_unused_responses(document);
}

/// What no operation answers (a wrong method has none) is left out.
fn drop_unused_responses(document: &mut Value) {
    let paths = document["paths"].to_string();
    if let Some(responses) = document.pointer_mut("/components/responses").and_then(Value::as_object_mut) {
        responses.retain(|name, _| paths.contains(&format!("\"#/components/responses/{name}\"")));
    }
}

/// A field of a merge patch that may be absent has no default: null would clear it, or is refused.
fn drop_null_defaults(document: &mut Value) {
    let schemas = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
    let properties = schemas.into_iter().flat_map(Map::values_mut).filter_map(|schema| schema.get_mut("properties"));
    for property in properties.filter_map(Value::as_object_mut).flat_map(Map::values_mut) {
        if let Some(property) = property.as_object_mut().filter(|p| p.get("default") == Some(&Value::Null)) {
            property.remove("default");
        }
    }
}

fn security_schemes() -> Value {
    json!({
        "session": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "The access token of a log-in"},
        "key": {"type": "http", "scheme": "bearer", "bearerFormat": "rg_live_…", "description": "A partner's API key with this scope; one that begins with `rg_test_` is served from the sandbox"},
    })
}

/// One response component for each status, which names the codes it may carry.
fn problem_responses() -> Value {
    let mut by_status: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
    Code::ALL.iter().for_each(|code| by_status.entry(code.status()).or_default().push(*code));
    let responses = by_status.into_iter().map(|(status, codes)| {
        let words: Vec<String> = codes.iter().map(|code| format!("`{}`", code.as_str())).collect();
        let examples: Map<String, Value> = codes
            .iter()
            .map(|code| {
                let view = ProblemView::of(&Refusal::of(*code), Language::DEFAULT, "/v1/customers", "req_01ARZ3NDEKTSV4RRFFQ69G5FAV");
                (code.as_str().to_owned(), json!({"value": view}))
            })
            .collect();
        let headers = match status {
            401 => json!({"WWW-Authenticate": headers::reference("WWW-Authenticate")}),
            429 | 503 => json!({"Retry-After": headers::reference("Retry-After")}),
            _ => json!({}),
        };
        let response = json!({
            "description": words.join(", "),
            "headers": headers,
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": examples}},
        });
        (format!("Problem{status}"), response)
    });
    Value::Object(responses.collect())
}

/// Whether a request to this operation has such a parameter, in its `place` (`header`, `query`, `path`).
fn has_parameter(operation: &Value, place: &str, name: &str) -> bool {
    let parameters = operation.get("parameters").and_then(Value::as_array);
    parameters.into_iter().flatten().any(|parameter| parameter["in"] == place && parameter["name"] == name)
}

fn finish_operation(path: &str, method: &str, operation: &mut Value) {
    let versioned = has_parameter(operation, "header", "If-Match");
    let repeatable = has_parameter(operation, "header", "Idempotency-Key");
    let Some(operation) = operation.as_object_mut() else { return };
    let public = !operation.contains_key("security");
    if public {
        operation.insert("security".to_owned(), json!([]));
    }
    if !operation.contains_key("description") {
        let summary = operation.get("summary").cloned().unwrap_or_else(|| json!(""));
        operation.insert("description".to_owned(), summary);
    }
    name_actions(operation);
    add_path_parameters(path, operation);
    let mut statuses = vec![400, 429, 500, 503];
    if !public || path.starts_with("/v1/auth") {
        statuses.push(401);
    }
    if !public {
        statuses.push(403);
    }
    if path.contains('{') {
        // 409: it was merged into another, or its state does not allow this.
        statuses.extend([404, 409]);
    }
    if operation.contains_key("requestBody") {
        statuses.extend([408, 413, 415, 422]);
    }
    if method != "get" {
        statuses.extend([409, 507]);
    }
    if repeatable {
        statuses.push(422);
    }
    if versioned {
        statuses.extend([412, 428]);
    }
    if let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) {
        if method == "get" && path.starts_with("/v1/customers/{id}") {
            responses.insert("308".to_owned(), moved_response());
        }
        let problem = |status: &str| json!({"$ref": format!("#/components/responses/Problem{status}")});
        // An error that a handler names by itself is told as a problem, too.
        for (status, response) in responses.iter_mut().filter(|(status, _)| status.as_str() >= "400") {
            if response.get("content").is_none() && response.get("$ref").is_none() {
                *response = problem(status);
            }
        }
        for status in statuses {
            responses.entry(status.to_string()).or_insert_with(|| problem(&status.to_string()));
        }
    }
}

/// What reading anything of a merged customer is answered.
fn moved_response() -> Value {
    json!({
        "description": "The customer was merged into another: the same of that one is at Location",
        "headers": {"Location": {"description": "The same resource of the survivor", "schema": {"type": "string"}}},
    })
}

/// Every operation with its path.
fn operations_by_path(document: &mut Value) -> impl Iterator<Item = (&str, &mut Value)> {
    let paths = document.get_mut("paths").and_then(Value::as_object_mut).into_iter().flatten();
    paths.flat_map(|(path, item)| children(item).into_iter().map(move |operation| (path.as_str(), operation)))
}

/// The actions that a handler names as scopes: bearer schemes have no scopes of their own, so they stand in the
/// description and under `x-actions`.
fn name_actions(operation: &mut Map<String, Value>) {
    let Some(security) = operation.get_mut("security").and_then(Value::as_array_mut) else { return };
    let mut actions: Vec<Value> = Vec::new();
    for scopes in security.iter_mut().flat_map(children).filter_map(Value::as_array_mut) {
        for action in std::mem::take(scopes) {
            if !actions.contains(&action) {
                actions.push(action);
            }
        }
    }
    if actions.is_empty() {
        return;
    }
    let words: Vec<String> = actions.iter().filter_map(Value::as_str).map(|word| format!("`{word}`")).collect();
    let description = operation.get("description").and_then(Value::as_str).unwrap_or_default();
    let description = format!("{description}\n\nNeeds {}.", words.join(" and "));
    operation.insert("description".to_owned(), json!(description));
    operation.insert("x-actions".to_owned(), Value::Array(actions));
}

/// Every `{name}` of the path is a parameter; what the handler did not describe is described here.
fn add_path_parameters(path: &str, operation: &mut Map<String, Value>) {
    let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
    let Some(list) = parameters.as_array_mut() else { return };
    for name in names {
        if !list.iter().any(|parameter| parameter["name"] == name) {
            list.push(json!({"name": name, "in": "path", "required": true, "description": "The id", "schema": {"type": "string"}}));
        }
    }
    if list.is_empty() {
        operation.remove("parameters");
    }
}

/// A schema that stands inline though a component has the same content becomes a reference to it.
fn use_references(document: &mut Value) {
    let Some(schemas) = document.pointer("/components/schemas").and_then(Value::as_object) else { return };
    let names: BTreeMap<String, String> = schemas
        .iter()
        .filter(|(_, schema)| {
            schema.get("properties").is_some() || schema.get("enum").is_some() || schema.get("oneOf").is_some()
        })
        .map(|(name, schema)| (schema.to_string(), name.clone()))
        .collect();
    if let Some(paths) = document.get_mut("paths") {
        refer(paths, &names);
    }
    if let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        schemas.values_mut().flat_map(children).for_each(|child| refer(child, &names));
    }
}

fn children(value: &mut Value) -> Vec<&mut Value> {
    match value {
        Value::Array(items) => items.iter_mut().collect(),
        Value::Object(members) => members.values_mut().collect(),
        _ => Vec::new(),
    }
}

fn refer(value: &mut Value, names: &BTreeMap<String, String>) {
    if let Some(name) = value.as_object().and_then(|object| names.get(&Value::Object(object.clone()).to_string())) {
        *value = json!({"$ref": format!("#/components/schemas/{name}")});
        return;
    }
    children(value).into_iter().for_each(|child| refer(child, names));
}
