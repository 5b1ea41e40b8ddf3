//! The organisation every test begins with, and people and keys put into it without log-in.
//!
//! ```text
//! group ── north ── n1, n2 (stores)
//!       └─ south ── s1 (store)
//! ```

use std::sync::OnceLock;

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, Utc};
use regulars::platform::identity::keys::Keys;
use regulars::platform::identity::{keys, passwords, tokens};
use regulars_db::organisation::account_links;
use regulars_db::organisation::account_links::AccountLink;
use regulars_db::organisation::api_keys;
use regulars_db::organisation::api_keys::{ApiKey, Partner};
use regulars_db::organisation::second_factors;
use regulars_db::organisation::second_factors::SecondFactor;
use regulars_db::organisation::sessions;
use regulars_db::organisation::sessions::Session;
use regulars_db::organisation::units;
use regulars_db::organisation::units::Unit;
use regulars_db::organisation::users;
use regulars_db::organisation::users::User;
use regulars_db::text::{AsText, Json};
use regulars_db::{Db, Result};
use regulars_domain::ids;
use regulars_domain::organisation::account_links::LinkPurpose;
use regulars_domain::organisation::partners::UnknownCustomers;
use regulars_domain::organisation::units::{Ownership, UnitKind, UnitState};
use regulars_domain::organisation::users::UserState;
use regulars_domain::permissions::{Action, Role};
use regulars_domain::platform::one_time_codes;
use regulars_domain::platform::sandbox::ApiKeyMode;
use regulars_domain::text::Language;

/// The password of everyone made by `TestApp::user`.
pub const PASSWORD: &str = "milk tea with taro balls";

/// The ids of the units of the tree.
#[derive(Clone, Debug)]
pub struct Units {
    pub group: String,
    pub north: String,
    pub south: String,
    /// Stores of the north.
    pub n1: String,
    pub n2: String,
    /// Store of the south.
    pub s1: String,
}

/// Inserts the tree.
pub fn found(db: &mut Db) -> Units {
    let now = regulars::platform::clock::now().naive_utc();
    let mut add = |code: &str, name: &str, kind: UnitKind, parent: Option<&String>| {
        let unit = Unit {
            id: ids::make(ids::UNIT),
            code: code.to_owned(),
            name: name.to_owned(),
            kind: AsText(kind),
            ownership: (kind == UnitKind::Store).then_some(AsText(Ownership::Own)),
            parent_id: parent.cloned(),
            time_zone: "Asia/Shanghai".to_owned(),
            currency: "CNY".to_owned(),
            state: AsText(UnitState::Active),
            created_at: now,
            updated_at: now,
            version: 1,
            closed_on: None,
        };
        units::insert(db, &unit).unwrap();
        unit.id
    };
    let group = add("HQ", "总部", UnitKind::Group, None);
    let north = add("N", "华北区", UnitKind::Region, Some(&group));
    let south = add("S", "华南区", UnitKind::Region, Some(&group));
    let n1 = add("N1", "北京朝阳店", UnitKind::Store, Some(&north));
    let n2 = add("N2", "天津和平店", UnitKind::Store, Some(&north));
    let s1 = add("S1", "广州天河店", UnitKind::Store, Some(&south));
    Units { group, north, south, n1, n2, s1 }
}

/// The day it is in every unit of the tree.
pub fn today() -> NaiveDate {
    (regulars::platform::clock::now() + Duration::hours(8)).date_naive()
}

/// Inserts an active user with these assignments; without a hash nobody can log in as them.
pub fn add_user(
    db: &mut Db,
    email: &str,
    assignments: &[(String, Role)],
    password_hash: Option<String>,
) -> Result<User> {
    let now = regulars::platform::clock::now().naive_utc();
    let user = User {
        id: ids::make(ids::USER),
        email: email.to_owned(),
        name: "Somebody".to_owned(),
        language: AsText(Language::English),
        password_hash: password_hash.unwrap_or_default(),
        state: AsText(UserState::Active),
        created_at: now,
        updated_at: now,
        version: 1,
        password_is_temporary: false,
        mails_notifications: true,
    };
    users::insert(db, &user)?;
    users::assign(db, &user.id, assignments)?;
    Ok(user)
}

/// Opens a session for a user, as a log-in would.
pub fn add_session(db: &mut Db, user_id: &str, now: NaiveDateTime) -> Result<Session> {
    let session = Session {
        id: ids::make(ids::SESSION),
        user_id: user_id.to_owned(),
        address: "127.0.0.1".to_owned(),
        user_agent: "tests".to_owned(),
        created_at: now,
        last_used_at: now,
        expires_at: now + Duration::days(1),
        revoked_at: None,
        proved_at: Some(now),
    };
    sessions::insert(db, &session)?;
    Ok(session)
}

/// Inserts a key of the partner `code` (made when there is none) and answers it with its secret text.
pub fn add_key(
    db: &mut Db,
    code: &str,
    scopes: &[Action],
    unit_id: &str,
    mode: ApiKeyMode,
) -> Result<(ApiKey, String)> {
    let now = regulars::platform::clock::now().naive_utc();
    let partner_id = match api_keys::find_partner_by_code(db, code)? {
        Some(partner) => partner.id,
        None => {
            let partner = Partner {
                id: ids::make(ids::PARTNER),
                code: code.to_owned(),
                name: code.to_owned(),
                created_at: now,
                updated_at: now,
                version: 1,
                unknown_customers: UnknownCustomers::Reject.into(),
                allow_unlisted_products: false,
            };
            api_keys::insert_partner(db, &partner)?;
            partner.id
        }
    };
    let id = ids::make(ids::KEY);
    let (text, secret_hash, hint) = tokens::new_api_key(&id, mode);
    let key = ApiKey {
        id,
        partner_id,
        unit_id: unit_id.to_owned(),
        name: "till".to_owned(),
        hint,
        secret_hash,
        previous_hash: None,
        previous_until: None,
        scopes: Json(scopes.to_vec()),
        addresses: Json(Vec::new()),
        rate_per_minute: None,
        expires_at: None,
        revoked_at: None,
        last_used_at: None,
        created_by: "system".to_owned(),
        created_at: now,
        updated_at: now,
        version: 1,
        keeper_id: None,
        ends_at: None,
        mode: mode.into(),
    };
    api_keys::insert(db, &key)?;
    Ok((key, text))
}

/// The hash of [`PASSWORD`], made once: it is slow on purpose.
pub fn password_hash() -> String {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| passwords::hash(PASSWORD).unwrap()).clone()
}

/// Inserts a link by which a user sets a password, and answers its token.
pub fn add_link(db: &mut Db, user_id: &str) -> String {
    let now = regulars::platform::clock::now();
    let token = keys::random_secret::<32>();
    account_links::insert(
        db,
        &AccountLink {
            hash: keys::digest(&token),
            user_id: user_id.to_owned(),
            purpose: AsText(LinkPurpose::Invitation),
            created_by: "system".to_owned(),
            created_at: now.naive_utc(),
            expires_at: (now + LinkPurpose::Invitation.lifetime()).naive_utc(),
            used_at: None,
        },
    )
    .unwrap();
    token
}

/// Puts a second factor in the place of the one a user has, and answers the code that its authenticator shows now.
pub fn add_factor(db: &mut Db, keys: &Keys, user_id: &str, is_confirmed: bool) -> String {
    let now = regulars::platform::clock::now();
    second_factors::remove(db, user_id).unwrap();
    let factor = SecondFactor {
        user_id: user_id.to_owned(),
        key_id: keys.present().id.clone(),
        nonce: keys::random_secret::<16>(),
        created_at: now.naive_utc(),
        confirmed_at: is_confirmed.then_some(now.naive_utc()),
        last_step: 0,
    };
    second_factors::insert(db, &factor).unwrap();
    code_at(keys, &factor, now)
}

/// The code that the authenticator of a second factor shows at a moment.
pub fn code_at(keys: &Keys, factor: &SecondFactor, at: DateTime<Utc>) -> String {
    let secret = keys.factor_secret(&factor.key_id, &factor.user_id, &factor.nonce).unwrap();
    one_time_codes::code_at(&secret, at).unwrap()
}
