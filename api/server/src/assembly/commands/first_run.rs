//! An empty base is founded: the root unit, and with `REGULARS_DEV=1` an administrator whose password is shown once. A
//! base that a demo has filled shows its log-ins at each such start.

use regulars_db::Db;
use regulars_db::organisation::units;
use regulars_db::organisation::units::Unit;
use regulars_db::organisation::users;
use regulars_db::organisation::users::User;
use regulars_db::text::AsText;
use regulars_domain::ids;
use regulars_domain::organisation::units::{UnitKind, UnitState};
use regulars_domain::organisation::users::UserState;
use regulars_domain::permissions::Role;
use regulars_domain::text::Language;

use crate::assembly::demo;
use crate::platform::app::App;
use crate::platform::clock;
use crate::platform::error::{Answer, Error};
use crate::platform::identity::{keys, passwords};

/// The log-in that was made.
pub struct FirstLogin {
    pub email: String,
    pub password: String,
}

/// Founds an empty organisation when `REGULARS_DEV` is set; none when somebody exists or it is not set.
pub fn found(app: &App) -> Answer<Option<FirstLogin>> {
    if !is_development() {
        return Ok(None);
    }
    if !app.store.read_now(|db| Ok::<_, Error>(users::none(db)?))? {
        return Ok(None);
    }
    let login = FirstLogin {
        email: "admin@example.com".to_owned(),
        password: keys::random_secret::<32>().chars().take(20).collect(),
    };
    let hash = passwords::hash(&login.password)?;
    let email = login.email.clone();
    app.store.write_now(move |db| create_user(db, &email, "Admin", Role::Admin, &hash))?;
    Ok(Some(login))
}

/// The log-ins of a demo; none when `REGULARS_DEV` is not set.
pub fn demo_logins(app: &App) -> Answer<Vec<demo::Login>> {
    if is_development() { app.store.read_now(demo::logins) } else { Ok(Vec::new()) }
}

fn is_development() -> bool {
    std::env::var_os("REGULARS_DEV").is_some_and(|value| value == "1")
}

/// Creates a user at the root, which is founded when there is none.
pub fn create_user(db: &mut Db, email: &str, name: &str, role: Role, password_hash: &str) -> Answer<()> {
    let root = root(db)?;
    let now = clock::now().naive_utc();
    let user = User {
        id: ids::make(ids::USER),
        email: email.to_lowercase(),
        name: name.to_owned(),
        language: AsText(Language::Chinese),
        password_hash: password_hash.to_owned(),
        state: AsText(UserState::Active),
        created_at: now,
        updated_at: now,
        version: 1,
        password_is_temporary: false,
        mails_notifications: true,
    };
    users::insert(db, &user)?;
    users::assign(db, &user.id, &[(root, role)])?;
    Ok(())
}

/// The root unit's id; it is made when there is none.
pub fn root(db: &mut Db) -> Answer<String> {
    if let Some((id, _)) = units::tree(db)?.into_iter().find(|(_, parent)| parent.is_none()) {
        return Ok(id);
    }
    let now = clock::now().naive_utc();
    let unit = Unit {
        id: ids::make(ids::UNIT),
        code: "HQ".to_owned(),
        name: "总部".to_owned(),
        kind: AsText(UnitKind::Group),
        ownership: None,
        parent_id: None,
        time_zone: "Asia/Shanghai".to_owned(),
        currency: "CNY".to_owned(),
        state: AsText(UnitState::Active),
        created_at: now,
        updated_at: now,
        version: 1,
        closed_on: None,
    };
    units::insert(db, &unit)?;
    Ok(unit.id)
}
