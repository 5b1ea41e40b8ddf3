//! Creating and changing templates.

use regulars_db::Db;
use regulars_db::messaging::templates;
use regulars_db::messaging::templates::Template;
use regulars_db::platform::authors;
use regulars_db::text::{AsText, Json};
use regulars_domain::ids;
use regulars_domain::messaging::messages::{Channel, Purpose};
use regulars_domain::messaging::templates::{ContentFault, Contents, FaultKind, TemplateState, check};
use regulars_domain::permissions::Scope;
use serde_json::json;

use super::views::{NewTemplate, TemplatePatch};
use crate::organisation::units::belonging;
use crate::platform::error::{Answer, Code, Fault, FaultCode, Refusal};
use crate::platform::identity::Actor;
use crate::platform::text_fields;
use crate::platform::version::ExpectedVersion;
use crate::platform::{audit, clock};

/// Where the contents stand in a body.
const AT: &str = "/contents";

pub fn find(db: &mut Db, id: &str) -> Answer<Template> {
    templates::find(db, id)?.ok_or_else(|| Code::NotFound.into())
}

/// A template that somebody with this reach reads.
pub fn seen(db: &mut Db, scope: &Scope, id: &str) -> Answer<Template> {
    let template = find(db, id)?;
    belonging::check_readable(db, scope, &template.unit_id)?;
    Ok(template)
}

pub fn create(db: &mut Db, actor: &Actor, scope: &Scope, new: &NewTemplate) -> Answer<Template> {
    let unit_id = belonging::owner(db, scope, new.unit_id.as_deref())?;
    let name = text_fields::line("/name", &new.name, 100)?;
    check_contents(new.channel, new.purpose, &new.contents)?;
    let now = clock::now().naive_utc();
    let template = Template {
        id: ids::make(ids::TEMPLATE),
        name,
        channel: AsText(new.channel),
        purpose: AsText(new.purpose),
        contents: Json(new.contents.clone()),
        state: AsText(TemplateState::Active),
        created_by: actor.id.clone(),
        created_at: now,
        updated_at: now,
        version: 1,
        unit_id,
    };
    templates::insert(db, &template)?;
    authors::note(db, &template.id, &actor.id)?;
    audit::record(db, actor, "templates.create", ("template", &template.id), &json!({"name": template.name}))?;
    Ok(template)
}

pub fn change(
    db: &mut Db,
    actor: &Actor,
    scope: &Scope,
    id: &str,
    expected: &ExpectedVersion,
    patch: &TemplatePatch,
) -> Answer<Template> {
    let mut template = templates::lock(db, id)?.ok_or(Code::NotFound)?;
    let before = template.clone();
    belonging::check_changeable(db, scope, &template.unit_id)?;
    expected.check(template.version)?;
    let version = template.version;
    if let Some(name) = &patch.name {
        template.name = text_fields::line("/name", name, 100)?;
    }
    if let Some(contents) = &patch.contents {
        check_contents(template.channel.0, template.purpose.0, contents)?;
        template.contents = Json(contents.clone());
    }
    if let Some(state) = patch.state {
        template.state = AsText(state);
    }
    template.updated_at = clock::now().naive_utc();
    template.version += 1;
    if !templates::update(db, &template, version)? {
        return Err(Code::Stale.into());
    }
    if template.contents.0 != before.contents.0 {
        authors::note(db, id, &actor.id)?;
    }
    audit::change(db, actor, "templates.change", ("template", id), (&before, &template))?;
    Ok(template)
}

/// Refuses contents that could not be sent, each fault at its place.
pub fn check_contents(channel: Channel, purpose: Purpose, contents: &Contents) -> Answer<()> {
    let faults: Vec<Fault> = check(channel, purpose, contents).iter().map(fault).collect();
    if faults.is_empty() { Ok(()) } else { Err(Refusal::invalid(faults).into()) }
}

fn fault(found: &ContentFault) -> Fault {
    let at = format!("{AT}{}", found.pointer);
    let code = match &found.kind {
        FaultKind::Text(error) => return text_fields::fault(&at, *error),
        FaultKind::NoLanguage
        | FaultKind::UnsubscribeHidden
        | FaultKind::SubjectMissing
        | FaultKind::FallbackMissing(_)
        | FaultKind::UnsubscribeMissing => FaultCode::Required,
        FaultKind::OnlyEmail | FaultKind::UnsubscribeUnfit | FaultKind::Misplaced(_) => FaultCode::Conflict,
        FaultKind::UnknownField(_) => FaultCode::NotAccepted,
        FaultKind::NotClosed | FaultKind::UnsubscribeJoined | FaultKind::ReplyTo(_) => FaultCode::Malformed,
    };
    Fault::at(at, code).hint(&found.kind)
}
