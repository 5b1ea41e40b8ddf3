//! Ids in the API document: each member and parameter that holds one gets the pattern of its kind. Which kind that is, its
//! name says (`home_unit_id` is of a unit), or for `id` the name of what it is in; the others are listed here.

use std::collections::BTreeSet;

use regulars_domain::ids::{self, KINDS, Kind};
use serde_json::{Value, json};

use super::{children, operations_by_path};

/// What may stand where an id stands.
#[derive(Clone, Copy)]
enum Is {
    /// The id of one of these.
    Of(&'static [&'static str]),
    /// The id of one of these, or else one of these words.
    OfOr(&'static [&'static str], &'static [&'static str]),
    /// The id of anything.
    Any,
}

/// Who did something.
const ACTOR: Is = Is::OfOr(&[ids::USER, ids::KEY], &["system"]);

/// Members and parameters whose name does not say the kind, wherever they stand.
const BY_NAME: &[(&str, Is)] = &[
    ("about_id", Is::Any),
    ("actor_id", ACTOR),
    ("author_id", ACTOR),
    ("entry_id", Is::Of(&[ids::POINTS])),
    ("keeper_id", ACTOR),
    ("merged_id", Is::Of(&[ids::CUSTOMER])),
    ("owner_id", Is::Of(&[ids::USER])),
    ("parent_id", Is::Of(&[ids::UNIT])),
    ("previous_id", Is::Of(&[ids::LEVEL])),
    ("redemption_id", Is::Of(&[ids::POINTS])),
    ("referrer_id", Is::Of(&[ids::CUSTOMER])),
    ("survivor_id", Is::Of(&[ids::CUSTOMER])),
    ("undoes_id", Is::Of(&[ids::POINTS])),
    ("undone_by_id", Is::Of(&[ids::POINTS])),
    ("usable_by", Is::Of(&[ids::UNIT])),
];

/// The same for those that mean it at this place only: the name of the schema, or the first part of the path.
const BY_PLACE: &[(&str, &str, Is)] = &[
    ("ApprovalRequest", "id", Is::Of(&[ids::CAMPAIGN, ids::COMPENSATION, ids::ADJUSTMENT])),
    ("ApprovalRequest", "subject_id", Is::Of(&[ids::CAMPAIGN, ids::COMPLAINT, ids::MEMBERSHIP])),
    // Of a log-in that failed, nobody may be known.
    ("AuditActor", "id", Is::OfOr(&[ids::USER, ids::KEY], &["system", ""])),
    ("AuditEvent", "id", Is::Of(&[ids::AUDIT])),
    ("BatchResult_PurchaseOutcome", "id", Is::Of(&[ids::PURCHASE, ids::ANONYMOUS_SALE, ids::HELD_PURCHASE])),
    ("CampaignAudience", "exclude", Is::Of(&[ids::SEGMENT])),
    ("CampaignAudience", "segments", Is::Of(&[ids::SEGMENT])),
    ("Complaint", "category_id", Is::Of(&[ids::COMPLAINT_CATEGORY])),
    ("ComplaintCase", "task_force", Is::Of(&[ids::USER])),
    ("ComplaintPatch", "category_id", Is::Of(&[ids::COMPLAINT_CATEGORY])),
    ("CorrectiveAction", "id", Is::Of(&[ids::COMPLAINT_ACTION])),
    ("CustomerOwner", "id", Is::Of(&[ids::USER])),
    ("Event", "subject_id", Is::Any),
    ("Job", "subject_id", Is::Any),
    ("Me", "id", Is::Of(&[ids::USER, ids::KEY])),
    ("MemberRule", "id", Is::Of(&[ids::SEGMENT])),
    ("NewComplaint", "category_id", Is::Of(&[ids::COMPLAINT_CATEGORY])),
    ("NewProductCategory", "parent_id", Is::Of(&[ids::CATEGORY])),
    ("Notification", "by", ACTOR),
    ("Notification", "item_id", Is::Any),
    ("Notification", "subject_id", Is::Any),
    ("PointEntry", "id", Is::Of(&[ids::POINTS])),
    ("ProductCategory", "parent_id", Is::Of(&[ids::CATEGORY])),
    ("ProductCategoryPatch", "parent_id", Is::Of(&[ids::CATEGORY])),
    ("SetUpPerson", "id", Is::Of(&[ids::USER])),
    ("SignUp", "form_id", Is::Of(&[ids::SIGN_UP_FORM])),
    ("StayedWithSurvivor", "id", Is::Of(&[ids::PURCHASE, ids::COMPLAINT])),
    // A report of a mail, or the link in one, may have brought it there.
    ("Suppression", "recorded_by", Is::OfOr(&[ids::USER, ids::KEY], &["system", "bounce", "unsubscribe"])),
    ("TierChange", "id", Is::Of(&[ids::TIER])),
    ("TierReason", "purchases", Is::Of(&[ids::PURCHASE])),
    ("TimelineEntry", "id", Is::Any),
    ("Verification", "task_force", Is::Of(&[ids::USER])),
    ("complaints", "category_id", Is::Of(&[ids::COMPLAINT_CATEGORY])),
    ("complaints", "owner_id", Is::OfOr(&[ids::USER], &["me"])),
    ("jobs", "subject_id", Is::Any),
    ("tasks", "owner_id", Is::OfOr(&[ids::USER], &["me"])),
];

/// Named like ids and none of ours: a partner's, a gateway's, a request's; what happened to a setting has its name.
const OF_OTHERS: &[(&str, &str)] = &[
    ("", "external_id"),
    ("", "gateway_id"),
    ("", "message_id"),
    ("", "request_id"),
    ("AuditEvent", "subject_id"),
    ("audit-events", "subject_id"),
    ("CampaignEvaluation", "measured_by"),
    ("ChannelStatus", "by"),
    ("ExternalId", "id"),
];

/// Where a member of a body or a filter takes a partner's own id as well. In a path it stands wherever its kind may have
/// one.
const TAKES_EXTERNAL: &[(&str, &str)] = &[
    ("CustomerPatch", "referrer_id"),
    ("HeldPurchaseMatch", "customer_id"),
    ("NewComplaint", "customer_id"),
    ("NewComplaint", "purchase_id"),
    ("NewCustomer", "referrer_id"),
    ("NewMembership", "customer_id"),
    ("NewMerge", "merged_id"),
    ("NewPurchase", "customer_id"),
    ("NewTask", "customer_id"),
    ("NewWish", "customer_id"),
    ("complaints", "customer_id"),
    ("customers", "referrer_id"),
    ("exports", "customer_id"),
    ("exports", "referrer_id"),
    ("memberships", "customer_id"),
    ("purchases", "customer_id"),
    ("tasks", "customer_id"),
];

/// Gives each id of the document the pattern of its kind, its greatest length, and an example where it is needed.
pub fn give_patterns(document: &mut Value) {
    for (path, operation) in operations_by_path(document) {
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
        parameters.into_iter().flatten().for_each(|parameter| describe_parameter(path, parameter));
    }
    let schemas = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
    schemas.into_iter().flatten().for_each(|(name, schema)| describe_members(name, schema));
}

fn describe_parameter(path: &str, parameter: &mut Value) {
    let name = parameter["name"].as_str().unwrap_or_default();
    let first = path.trim_start_matches("/v1/").split('/').next().unwrap_or_default();
    let form = match parameter["in"].as_str() {
        Some("path") => named_in_path(path, name).map(|kind| Form::of(&[kind.prefix]).or_external(kind.external)),
        Some("query") => form_at(first, name),
        _ => None,
    };
    if let (Some(form), Some(schema)) = (form, parameter.get_mut("schema")) {
        form.describe(schema, true);
    }
}

/// What a parameter of a path is of: its own name says it, or for `{id}` the part before.
fn named_in_path(path: &str, name: &str) -> Option<&'static Kind> {
    if name != "id" {
        return kind_called(name.strip_suffix("_id")?);
    }
    let before = path.split("/{id}").next()?.rsplit('/').next()?.replace('-', "_");
    let one = match (before.strip_suffix("ies"), before.strip_suffix("es")) {
        (Some(stem), _) => format!("{stem}y"),
        (None, Some(stem)) if stem.ends_with("ss") || stem.ends_with("sh") => stem.to_owned(),
        _ => before.trim_end_matches('s').to_owned(),
    };
    kind_called(&one)
}

/// Describes the ids among the members of a schema and of its parts.
fn describe_members(of: &str, schema: &mut Value) {
    let needed: BTreeSet<String> = schema["required"]
        .as_array()
        .map(|names| names.iter().filter_map(Value::as_str).map(str::to_owned).collect())
        .unwrap_or_default();
    if let Some(members) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        for (name, member) in members.iter_mut() {
            if let Some(form) = form_at(of, name) {
                form.describe(member, needed.contains(name));
            }
        }
    }
    if let Some(parts) = schema.get_mut("allOf") {
        children(parts).into_iter().for_each(|part| describe_members(of, part));
    }
}

/// What stands in a member or a parameter of this name; none where it is no id of ours.
fn form_at(of: &str, name: &str) -> Option<Form> {
    if OF_OTHERS.iter().any(|(place, other)| *other == name && (place.is_empty() || *place == of)) {
        return None;
    }
    let takes_external = TAKES_EXTERNAL.contains(&(of, name));
    let here = BY_PLACE.iter().find(|(place, member, _)| *place == of && *member == name).map(|(.., is)| is);
    if let Some(is) = here.or_else(|| BY_NAME.iter().find(|(member, _)| *member == name).map(|(_, is)| is)) {
        return Some(Form::that(is).or_external(takes_external));
    }
    if name == "id" {
        return kind_called(&snake(of)).map(|kind| Form::of(&[kind.prefix]));
    }
    if name.ends_with("_by") {
        return Some(Form::that(&ACTOR));
    }
    let kind = kind_called(name.strip_suffix("_id").or_else(|| name.strip_suffix("_ids"))?)?;
    Some(Form::of(&[kind.prefix]).or_external(takes_external))
}

/// The kind whose name these words are or end with: the longest, since there are categories and complaint categories.
fn kind_called(words: &str) -> Option<&'static Kind> {
    let fits = |kind: &&Kind| {
        let name = kind.parameter.trim_end_matches("_id");
        words.strip_suffix(name).is_some_and(|before| before.is_empty() || before.ends_with('_'))
    };
    KINDS.iter().filter(fits).max_by_key(|kind| kind.parameter.len())
}

/// `CounterCustomer` as `counter_customer`.
fn snake(name: &str) -> String {
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !words.is_empty() {
            words.push('_');
        }
        words.push(letter.to_ascii_lowercase());
    }
    words
}

/// What a text may be where an id stands, one of several.
struct Form {
    patterns: Vec<String>,
    /// Characters of the longest.
    longest: usize,
    example: String,
}

impl Form {
    fn of(prefixes: &[&str]) -> Form {
        Form {
            patterns: prefixes.iter().map(|prefix| ids::pattern(prefix)).collect(),
            longest: prefixes.iter().map(|prefix| ids::length(prefix)).max().unwrap_or_default(),
            example: format!("{}{EXAMPLE}", prefixes.first().copied().unwrap_or_default()),
        }
    }

    fn that(is: &Is) -> Form {
        match is {
            Is::Of(prefixes) => Form::of(prefixes),
            Is::OfOr(prefixes, words) => {
                let mut form = Form::of(prefixes);
                form.patterns.extend(words.iter().map(|word| (*word).to_owned()));
                form
            }
            Is::Any => {
                let all: Vec<&str> = KINDS.iter().map(|kind| kind.prefix).collect();
                Form { patterns: vec![ids::pattern("[a-z]{3,4}_")], ..Form::of(&all) }
            }
        }
    }

    /// Or else a partner's own id, where it is taken.
    fn or_external(mut self, is_taken: bool) -> Form {
        if is_taken {
            self.patterns.push(ids::external_pattern());
            self.longest = self.longest.max(ids::EXTERNAL_LENGTH);
        }
        self
    }

    /// Says so in a schema of a text or of a list of them; with an example where there is none and one is needed.
    fn describe(&self, schema: &mut Value, needs_example: bool) {
        let Some(schema) = schema.as_object_mut() else { return };
        if let Some(items) = schema.get_mut("items") {
            return self.describe(items, true);
        }
        let pattern = match self.patterns.as_slice() {
            [one] => format!("^{one}$"),
            several => format!("^({})$", several.join("|")),
        };
        schema.insert("pattern".to_owned(), json!(pattern));
        schema.insert("maxLength".to_owned(), json!(self.longest));
        schema.remove("minLength");
        if needs_example && schema.get("type").is_some_and(|kind| kind == "string") {
            schema.entry("example").or_insert_with(|| json!(self.example));
        }
    }
}

/// The end of every id that is shown as an example.
const EXAMPLE: &str = "01JD3Q5V8N0000000000000000";

#[cfg(test)]
mod tests {
    use regulars_domain::ids::{self, KINDS};

    use super::{form_at, kind_called, named_in_path};

    #[test]
    fn the_kind_is_found_by_its_name() {
        let cases = [
            ("home_unit", Some(ids::UNIT)),
            ("category", Some(ids::CATEGORY)),
            ("complaint_category", Some(ids::COMPLAINT_CATEGORY)),
            ("counter_customer", Some(ids::CUSTOMER)),
            ("community", None),
        ];
        for (words, prefix) in cases {
            assert_eq!(kind_called(words).map(|kind| kind.prefix), prefix, "{words}");
        }
    }

    #[test]
    fn a_parameter_of_a_path_is_of_what_stands_before_it() {
        let cases = [
            ("/v1/api-keys/{id}/roll", "id", ids::KEY),
            ("/v1/auth/test-addresses/{id}", "id", ids::TEST_ADDRESS),
            ("/v1/product-categories/{id}", "id", ids::CATEGORY),
            ("/v1/memberships/{id}/redemptions/{points_id}/reversal", "points_id", ids::POINTS),
        ];
        for (path, name, prefix) in cases {
            assert_eq!(named_in_path(path, name).map(|kind| kind.prefix), Some(prefix), "{path}");
        }
    }

    #[test]
    fn any_id_has_a_prefix_of_three_or_four_letters() {
        let fits =
            |prefix: &str| matches!(prefix.len(), 4 | 5) && prefix.trim_end_matches('_').len() + 1 == prefix.len();
        assert_eq!(KINDS.iter().find(|kind| !fits(kind.prefix)), None);
    }

    #[test]
    fn what_is_of_others_has_no_form() {
        assert!(form_at("Purchase", "external_id").is_none());
        assert!(form_at("ExternalId", "id").is_none());
        assert!(form_at("NewPurchase", "customer_id").is_some_and(|form| form.patterns.len() == 2));
        assert!(form_at("Purchase", "customer_id").is_some_and(|form| form.patterns.len() == 1));
    }
}
