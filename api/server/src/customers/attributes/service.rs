//! Writes of definitions.

use regulars_db::Db;
use regulars_db::customers::attributes;
use regulars_db::customers::attributes::Definition;
use regulars_db::text::{AsText, Json};
use regulars_domain::customers::attributes::{AttributeType, Definition as Rule, DefinitionError, MOST_DEFINITIONS};
use regulars_domain::customers::profiles::CustomerKind;
use regulars_domain::text::Message;
use regulars_domain::{ids, message};
use serde_json::json;

use super::views::{AttributePatch, NewAttribute};
use crate::platform::audit;
use crate::platform::clock;
use crate::platform::codes;
use crate::platform::error::{Answer, Code, Fault, FaultCode, Refusal};
use crate::platform::identity::Actor;
use crate::platform::text_fields;
use crate::platform::version::ExpectedVersion;

pub fn create(db: &mut Db, actor: &Actor, new: &NewAttribute) -> Answer<Definition> {
    let rule = Rule {
        key: new.key.clone(),
        names: new.names.clone(),
        value_type: new.value_type,
        kinds: new.kinds.clone().unwrap_or_else(|| CustomerKind::ALL.to_vec()),
        options: new.options.clone(),
        minimum: new.minimum.clone(),
        maximum: new.maximum.clone(),
        max_length: new.max_length,
        is_archived: false,
    };
    let rule = checked(rule)?;
    if attributes::count(db)? >= i64::try_from(MOST_DEFINITIONS).unwrap_or(i64::MAX) {
        let said = message!("at most {MOST_DEFINITIONS} attributes", "最多 {MOST_DEFINITIONS} 个属性");
        return Err(Refusal::of(Code::Conflict).detail(said).into());
    }
    let now = clock::now().naive_utc();
    let mut definition = Definition {
        id: ids::make(ids::ATTRIBUTE),
        key: String::new(),
        name_zh: String::new(),
        name_en: String::new(),
        value_type: AsText(rule.value_type),
        kinds: Json::default(),
        options: Json::default(),
        minimum: None,
        maximum: None,
        max_length: None,
        archived: false,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    definition.put(rule);
    attributes::insert(db, &definition).map_err(|error| codes::taken_at(error, "/key"))?;
    let subject = ("customer_attribute", definition.id.as_str());
    audit::record(db, actor, "customer_attributes.create", subject, &json!({"key": definition.key}))?;
    Ok(definition)
}

pub fn change(
    db: &mut Db,
    actor: &Actor,
    id: &str,
    expected: &ExpectedVersion,
    patch: &AttributePatch,
) -> Answer<Definition> {
    let mut definition = find(db, id)?;
    expected.check(definition.version)?;
    let before = definition.clone();
    let mut rule = definition.rule();
    if let Some(names) = &patch.names {
        rule.names = names.clone();
    }
    if let Some(kinds) = &patch.kinds {
        rule.kinds.clone_from(kinds);
    }
    if let Some(options) = &patch.options {
        rule.options.clone_from(options);
    }
    if let Some(minimum) = &patch.minimum {
        rule.minimum.clone_from(minimum);
    }
    if let Some(maximum) = &patch.maximum {
        rule.maximum.clone_from(maximum);
    }
    if let Some(max_length) = patch.max_length {
        rule.max_length = max_length;
    }
    rule.is_archived = patch.archived.unwrap_or(rule.is_archived);
    let rule = checked(rule)?;
    check_dropped(db, &before.rule(), &rule)?;
    definition.put(rule);
    definition.updated_at = clock::now().naive_utc();
    definition.version += 1;
    codes::written(attributes::update(db, &definition, before.version))?;
    audit::change(db, actor, "customer_attributes.change", ("customer_attribute", id), (&before, &definition))?;
    Ok(definition)
}

pub fn find(db: &mut Db, id: &str) -> Answer<Definition> {
    attributes::find(db, id)?.ok_or_else(|| Code::NotFound.into())
}

/// An option that a customer has stays.
fn check_dropped(db: &mut Db, before: &Rule, after: &Rule) -> Answer<()> {
    if before.value_type != AttributeType::Choice {
        return Ok(());
    }
    for option in before.options.iter().filter(|option| after.option(&option.code).is_none()) {
        if attributes::is_used(db, &before.key, &option.code)? {
            let said = message!("customers have the option `{code}`", "已有客户使用选项 `{code}`", code = option.code);
            return Err(Fault::at("/options", FaultCode::Conflict).hint(said).into());
        }
    }
    Ok(())
}

fn checked(rule: Rule) -> Answer<Rule> {
    rule.check().map_err(|error| {
        let code = match &error {
            DefinitionError::Name { error: refused, .. } => {
                return text_fields::fault(&error.pointer(), *refused).into();
            }
            DefinitionError::Key | DefinitionError::OptionCode(_) => FaultCode::Malformed,
            DefinitionError::NoKind | DefinitionError::NoOption => FaultCode::TooShort,
            DefinitionError::TooManyOptions => FaultCode::TooLong,
            DefinitionError::KindTwice(_) | DefinitionError::OptionTwice(_) => FaultCode::Duplicate,
            DefinitionError::OptionsOfAnother | DefinitionError::BoundsOfAnother => FaultCode::Conflict,
            DefinitionError::Minimum | DefinitionError::Maximum | DefinitionError::MaxLength => FaultCode::OutOfRange,
        };
        Fault::at(error.pointer(), code).hint(Message::from(&error)).into()
    })
}
