//! Writes of users: nobody gives what they do not hold, and one administrator always stays.

use regulars_db::Db;
use regulars_db::organisation::users;
use regulars_db::organisation::users::User;
use regulars_db::organisation::{sessions, units};
use regulars_db::text::AsText;
use regulars_domain::identities::{IdentityKind, normalise};
use regulars_domain::ids;
use regulars_domain::message;
use regulars_domain::organisation::events::UserDisabled;
use regulars_domain::organisation::users::UserState;
use regulars_domain::permissions::UnitTree;
use regulars_domain::permissions::{Action, Assignment, Grants, Role, Scope};
use regulars_domain::platform::audit::changes;
use regulars_domain::platform::passwords::check_password;
use serde_json::{Value, json};

use super::views::{NewUser, UserAssignment, UserPatch};
use crate::organisation::api_keys;
use crate::organisation::units::unit_tree;
use crate::platform;
use crate::platform::audit;
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Error, Fault, FaultCode, Refusal};
use crate::platform::events;
use crate::platform::identity::Actor;
use crate::platform::identity::principal::Kind;
use crate::platform::text_fields;
use crate::platform::version::ExpectedVersion;

/// A user and what they are.
#[derive(Clone, Debug)]
pub struct UserDetail {
    pub user: User,
    pub assignments: Vec<users::Assignment>,
}

impl UserDetail {
    fn grants(&self, tree: &UnitTree) -> Grants {
        let held: Vec<Assignment> =
            self.assignments.iter().map(|row| Assignment { unit_id: row.unit_id.clone(), role: row.role.0 }).collect();
        Grants::of_user(&held, tree)
    }

    /// Whether losing this user could leave nobody who may everything.
    fn is_chief(&self, tree: &UnitTree) -> bool {
        *self.user.state == UserState::Active
            && self.assignments.iter().any(|row| row.role.0 == Role::Admin && tree.is_root(&row.unit_id))
    }
}

/// Creates a user whose rights the caller holds.
pub fn create(db: &mut Db, actor: &Actor, scope: &Scope, new: &NewUser, password_hash: &str) -> Answer<UserDetail> {
    let email = normalise(IdentityKind::Email, &new.email, "")
        .map_err(|error| Fault::at("/email", FaultCode::Malformed).hint(error))?;
    let name = text_fields::line("/name", &new.name, 200)?;
    if let Some(password) = &new.password {
        check_new_password(password, &email, &name)?;
    }
    let tree = unit_tree(db)?;
    check_grantable(db, actor, scope, &new.assignments, &[], &tree)?;
    let language = match new.language {
        Some(language) => language,
        None => platform::organisation(db)?.language,
    };
    let now = clock::now().naive_utc();
    let user = User {
        id: ids::make(ids::USER),
        email,
        name,
        language: AsText(language),
        password_hash: password_hash.to_owned(),
        state: AsText(UserState::Active),
        created_at: now,
        updated_at: now,
        version: 1,
        // Who works on the machine itself is the one who will use it, or fills a demo.
        password_is_temporary: new.password.is_some() && actor.kind != Kind::Operator,
        mails_notifications: true,
    };
    users::insert(db, &user).map_err(email_taken)?;
    let assignments = assign(db, &user.id, &new.assignments)?;
    let detail = json!({"email": user.email, "assignments": new.assignments});
    audit::record(db, actor, "users.create", ("user", &user.id), &detail)?;
    Ok(UserDetail { user, assignments })
}

/// Changes a user whose rights the caller holds.
pub fn change(
    db: &mut Db,
    actor: &Actor,
    scope: &Scope,
    id: &str,
    expected: &ExpectedVersion,
    patch: &UserPatch,
    password_hash: Option<&str>,
) -> Answer<UserDetail> {
    let before = find(db, scope, id)?;
    expected.check(before.user.version)?;
    let tree = unit_tree(db)?;
    check_superior(actor, scope, &before, &tree)?;
    let mut after = before.clone();
    if let Some(name) = &patch.name {
        after.user.name = text_fields::line("/name", name, 200)?;
    }
    if let Some(language) = patch.language {
        after.user.language = AsText(language);
    }
    if let Some(state) = patch.state {
        after.user.state = AsText(state);
    }
    if let (Some(password), Some(hash)) = (&patch.password, password_hash) {
        check_new_password(password, &after.user.email, &after.user.name)?;
        hash.clone_into(&mut after.user.password_hash);
        after.user.password_is_temporary = actor.id != id;
    }
    if let Some(wanted) = &patch.assignments {
        check_grantable(db, actor, scope, wanted, &before.assignments, &tree)?;
        after.assignments = assign(db, id, wanted)?;
    }
    if before.is_chief(&tree) && !after.is_chief(&tree) {
        check_another_chief(db, id, &tree, patch)?;
    }
    let now = clock::now().naive_utc();
    after.user.updated_at = now;
    after.user.version += 1;
    if !users::update(db, &after.user, before.user.version)? {
        return Err(Code::Stale.into());
    }
    if *after.user.state == UserState::Disabled {
        sessions::revoke_others(db, id, None, now)?;
        if *before.user.state == UserState::Active {
            events::publish(db, "", id, now, &UserDisabled { changed_by: actor.id.clone() })?;
        }
    } else if password_hash.is_some() {
        let own = actor.session_id.as_deref().filter(|_| actor.id == id);
        sessions::revoke_others(db, id, own, now)?;
    }
    if *before.user.state == UserState::Disabled && *after.user.state == UserState::Active {
        api_keys::service::restore(db, id)?;
    }
    let mut detail = json!({"changes": changes(&told(&before), &told(&after))});
    if patch.password.is_some()
        && let Some(members) = detail.as_object_mut()
    {
        members.insert("password".to_owned(), json!("changed"));
    }
    audit::record(db, actor, "users.change", ("user", id), &detail)?;
    Ok(after)
}

/// A user assigned in the caller's scope; who is not does not exist for them.
pub fn find(db: &mut Db, scope: &Scope, id: &str) -> Answer<UserDetail> {
    let user = users::find(db, id)?.ok_or(Code::NotFound)?;
    let assignments = users::assignments_of(db, std::slice::from_ref(&user.id))?;
    let visible = *scope == Scope::All || assignments.iter().any(|row| scope.covers(Some(&row.unit_id)));
    if visible { Ok(UserDetail { user, assignments }) } else { Err(Code::NotFound.into()) }
}

/// A user whose rights the caller holds: one who may be let in.
pub fn find_inferior(db: &mut Db, actor: &Actor, scope: &Scope, id: &str) -> Answer<UserDetail> {
    let known = find(db, scope, id)?;
    let tree = unit_tree(db)?;
    check_superior(actor, scope, &known, &tree)?;
    Ok(known)
}

/// What the audit compares of a user: never the password.
fn told(known: &UserDetail) -> Value {
    let UserDetail { user, assignments } = known;
    let mut held: Vec<String> = assignments.iter().map(|row| format!("{} {}", row.unit_id, row.role.0)).collect();
    held.sort();
    json!({"name": user.name, "language": user.language.0, "state": user.state.0, "assignments": held})
}

/// Whether every assignment names a unit in scope once, and the caller holds there what the role may.
fn check_grantable(
    db: &mut Db,
    actor: &Actor,
    scope: &Scope,
    wanted: &[UserAssignment],
    held: &[users::Assignment],
    tree: &UnitTree,
) -> Answer<()> {
    let mut named: Vec<&UserAssignment> = Vec::with_capacity(wanted.len());
    for (index, assignment) in wanted.iter().enumerate() {
        let pointer = format!("/assignments/{index}");
        if named.contains(&assignment) {
            return Err(Fault::at(pointer, FaultCode::Duplicate).into());
        }
        named.push(assignment);
        if held.iter().any(|row| row.unit_id == assignment.unit_id && row.role.0 == assignment.role) {
            continue;
        }
        let seen = actor.grants.scope(Action::UnitsRead).is_some_and(|seen| seen.covers(Some(&assignment.unit_id)));
        if !seen || units::find(db, &assignment.unit_id)?.is_none() {
            return Err(Fault::at(format!("{pointer}/unit_id"), FaultCode::NotFound).into());
        }
        if !scope.covers(Some(&assignment.unit_id)) {
            let fault = Fault::at(format!("{pointer}/unit_id"), FaultCode::NotAccepted);
            return Err(Refusal::of(Code::NotGrantable)
                .fault(fault.hint(message!("you administer nobody there", "您在此没有用户管理权限")))
                .into());
        }
        let given = Assignment { unit_id: assignment.unit_id.clone(), role: assignment.role };
        actor.grants.delegable(&Grants::of_user(&[given], tree)).map_err(|error| {
            let fault = Fault::at(format!("{pointer}/role"), FaultCode::NotAccepted).hint(error);
            Error::from(Refusal::of(Code::NotGrantable).fault(fault))
        })?;
    }
    Ok(())
}

/// Whether the caller holds all that the user holds, in every unit: else a new password would be a way to more rights.
fn check_superior(actor: &Actor, scope: &Scope, known: &UserDetail, tree: &UnitTree) -> Answer<()> {
    let within = known.assignments.iter().all(|row| scope.covers(Some(&row.unit_id)));
    if within && actor.grants.delegable(&known.grants(tree)).is_ok() {
        return Ok(());
    }
    Err(Refusal::of(Code::Forbidden)
        .detail(message!("this user holds rights that you do not hold there", "该用户拥有您在此没有的权限"))
        .into())
}

/// Whether another active administrator of the whole organisation stays. The rows are held, so that two who disable
/// each other are asked one after the other.
fn check_another_chief(db: &mut Db, id: &str, tree: &UnitTree, patch: &UserPatch) -> Answer<()> {
    let roots = tree.roots();
    let chiefs = users::active_holders(db, Role::Admin, &roots)?;
    users::hold(db, &chiefs)?;
    if users::active_holders(db, Role::Admin, &roots)?.iter().any(|chief| chief != id) {
        return Ok(());
    }
    let pointer = if patch.state == Some(UserState::Disabled) { "/state" } else { "/assignments" };
    let fault = Fault::at(pointer, FaultCode::Conflict).hint(message!(
        "the last active administrator of the organisation stays",
        "必须保留组织的最后一位启用的管理员"
    ));
    Err(Refusal::of(Code::Conflict).fault(fault).into())
}

fn assign(db: &mut Db, id: &str, wanted: &[UserAssignment]) -> Answer<Vec<users::Assignment>> {
    let pairs: Vec<(String, Role)> = wanted.iter().map(|given| (given.unit_id.clone(), given.role)).collect();
    users::assign(db, id, &pairs)?;
    Ok(users::assignments_of(db, &[id.to_owned()])?)
}

fn check_new_password(password: &str, email: &str, name: &str) -> Answer<()> {
    check_password(password, email, name)
        .map_err(|error| Fault::at("/password", FaultCode::NotAccepted).hint(error).into())
}

fn email_taken(error: diesel::result::Error) -> Error {
    let error = Error::from(error);
    if error.is_unique() {
        Refusal::of(Code::EmailTaken).fault(Fault::at("/email", FaultCode::Taken)).into()
    } else {
        error
    }
}
