//! Partners and their API keys. A secret is kept as its digest only.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use regulars_domain::organisation::partners::UnknownCustomers;
use regulars_domain::organisation::users::UserState;
use regulars_domain::permissions::Action;
use regulars_domain::platform::sandbox::ApiKeyMode;

use crate::dialect::keyed;
use crate::page::Page;
use crate::prepared::prepared;
use crate::schema::{api_keys, partners, users};
use crate::text::{AsText, Json};
use crate::{Db, Result, on};

#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset, serde::Serialize)]
#[diesel(table_name = partners, treat_none_as_default_value = false)]
pub struct Partner {
    pub id: String,
    /// The word in `ext:{partner}:{external_id}`.
    pub code: String,
    pub name: String,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub version: i32,
    /// What becomes of its purchases whose customer nobody knows.
    pub unknown_customers: AsText<UnknownCustomers>,
    /// Whether its purchases may name products that are not in the assortment of the unit.
    pub allow_unlisted_products: bool,
}

#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = api_keys, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct ApiKey {
    pub id: String,
    pub partner_id: String,
    /// Its subtree is what the key reaches.
    pub unit_id: String,
    pub name: String,
    /// What may be shown of the secret.
    pub hint: String,
    /// SHA-256 of the whole key, hex.
    pub secret_hash: String,
    /// The secret before the last roll, good until `previous_until`.
    pub previous_hash: Option<String>,
    pub previous_until: Option<NaiveDateTime>,
    pub scopes: Json<Vec<Action>>,
    /// Addresses or networks it may be used from; empty: any.
    pub addresses: Json<Vec<String>>,
    pub rate_per_minute: Option<i32>,
    pub expires_at: Option<NaiveDateTime>,
    pub revoked_at: Option<NaiveDateTime>,
    pub last_used_at: Option<NaiveDateTime>,
    pub created_by: String,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub version: i32,
    /// Who answers for it; who made it when none.
    pub keeper_id: Option<String>,
    /// From then on it is not good, unless somebody takes it over: who answers for it is disabled.
    pub ends_at: Option<NaiveDateTime>,
    /// Where what it does happens.
    pub mode: AsText<ApiKeyMode>,
}

pub fn find(db: &mut Db, id: &str) -> Result<Option<ApiKey>> {
    on!(db, |c| api_keys::table.find(id).select(ApiKey::as_select()).first(c).optional())
}

/// Keys of these units (of all when none are given) by id, newest first.
pub fn list(db: &mut Db, units: Option<&[String]>, partner_id: Option<&str>, page: &Page) -> Result<Vec<ApiKey>> {
    on!(db, |c| {
        let mut query = api_keys::table
            .select(ApiKey::as_select())
            .order(api_keys::id.desc())
            .limit(page.rows_to_read())
            .into_boxed();
        if let Some(after) = page.after_id() {
            query = query.filter(api_keys::id.lt(after));
        }
        if let Some(units) = units {
            query = query.filter(api_keys::unit_id.eq_any(units));
        }
        if let Some(partner_id) = partner_id {
            query = query.filter(api_keys::partner_id.eq(partner_id));
        }
        query.load(c)
    })
}

/// The keys in use that somebody who is disabled answers for, and that have no end for it yet, by id.
pub fn abandoned(db: &mut Db) -> Result<Vec<ApiKey>> {
    let disabled = || users::table.filter(users::state.eq(UserState::Disabled.as_str())).select(users::id);
    on!(db, |c| api_keys::table
        .filter(api_keys::revoked_at.is_null().and(api_keys::ends_at.is_null()))
        .filter(
            api_keys::keeper_id
                .eq_any(disabled().select(users::id.nullable()))
                .or(api_keys::keeper_id.is_null().and(api_keys::created_by.eq_any(disabled())))
        )
        .order(api_keys::id.asc())
        .select(ApiKey::as_select())
        .load(c))
}

/// The keys in use that a user answers for, by id.
pub fn kept_by(db: &mut Db, user_id: &str) -> Result<Vec<ApiKey>> {
    on!(db, |c| api_keys::table
        .filter(api_keys::revoked_at.is_null())
        .filter(api_keys::keeper_id.eq(user_id).or(api_keys::keeper_id.is_null().and(api_keys::created_by.eq(user_id))))
        .order(api_keys::id.asc())
        .select(ApiKey::as_select())
        .load(c))
}

/// The keys in use that these keys have made.
pub fn made_by(db: &mut Db, ids: &[String]) -> Result<Vec<ApiKey>> {
    on!(db, |c| api_keys::table
        .filter(api_keys::revoked_at.is_null().and(api_keys::created_by.eq_any(ids)))
        .select(ApiKey::as_select())
        .load(c))
}

/// How many keys of the sandbox are not revoked.
pub fn count_test_keys(db: &mut Db) -> Result<i64> {
    on!(db, |c| api_keys::table
        .filter(api_keys::mode.eq(ApiKeyMode::Test.as_str()).and(api_keys::revoked_at.is_null()))
        .count()
        .get_result(c))
}

/// Says when these keys end for want of somebody who answers for them; none: they do not.
pub fn set_end(db: &mut Db, ids: &[String], at: Option<NaiveDateTime>, now: NaiveDateTime) -> Result<()> {
    on!(db, |c| prepared(diesel::update(api_keys::table.filter(keyed(api_keys::id, ids))).set((
        api_keys::ends_at.eq(at),
        api_keys::updated_at.eq(now),
        api_keys::version.eq(api_keys::version + 1),
    )))
    .run(c))
}

/// Ends these keys for ever.
pub fn revoke(db: &mut Db, ids: &[String], now: NaiveDateTime) -> Result<()> {
    on!(db, |c| prepared(diesel::update(api_keys::table.filter(keyed(api_keys::id, ids))).set((
        api_keys::revoked_at.eq(now),
        api_keys::previous_hash.eq(None::<String>),
        api_keys::previous_until.eq(None::<NaiveDateTime>),
        api_keys::updated_at.eq(now),
        api_keys::version.eq(api_keys::version + 1),
    )))
    .run(c))
}

pub fn insert(db: &mut Db, key: &ApiKey) -> Result<()> {
    on!(db, |c| diesel::insert_into(api_keys::table).values(key).execute(c)).map(|_| ())
}

/// Writes the key over version `expected`; false when somebody was faster.
pub fn update(db: &mut Db, key: &ApiKey, expected: i32) -> Result<bool> {
    on!(db, |c| diesel::update(api_keys::table.find(&key.id).filter(api_keys::version.eq(expected)))
        .set(key)
        .execute(c))
    .map(|rows| rows == 1)
}

/// Notes that the key was used; not a change of the key.
pub fn touch(db: &mut Db, id: &str, now: NaiveDateTime) -> Result<()> {
    on!(db, |c| prepared(diesel::update(api_keys::table.find(id)).set(api_keys::last_used_at.eq(now))).run(c))
}

pub fn find_partner(db: &mut Db, id: &str) -> Result<Option<Partner>> {
    on!(db, |c| partners::table.find(id).select(Partner::as_select()).first(c).optional())
}

pub fn find_partner_by_code(db: &mut Db, code: &str) -> Result<Option<Partner>> {
    on!(db, |c| partners::table.filter(partners::code.eq(code)).select(Partner::as_select()).first(c).optional())
}

/// The partners with these codes, in no order.
pub fn partners_of_codes<'a>(db: &mut Db, codes: impl IntoIterator<Item = &'a str>) -> Result<Vec<Partner>> {
    on!(db, |c| partners::table.filter(keyed(partners::code, codes)).select(Partner::as_select()).load(c))
}

/// Partners by id, oldest first.
pub fn list_partners(db: &mut Db, page: &Page) -> Result<Vec<Partner>> {
    let after = page.after_id().unwrap_or_default();
    on!(db, |c| partners::table
        .filter(partners::id.gt(after))
        .order(partners::id.asc())
        .limit(page.rows_to_read())
        .select(Partner::as_select())
        .load(c))
}

pub fn insert_partner(db: &mut Db, partner: &Partner) -> Result<()> {
    on!(db, |c| diesel::insert_into(partners::table).values(partner).execute(c)).map(|_| ())
}

/// Writes the partner over version `expected`; false when somebody was faster.
pub fn update_partner(db: &mut Db, partner: &Partner, expected: i32) -> Result<bool> {
    on!(db, |c| diesel::update(partners::table.find(&partner.id).filter(partners::version.eq(expected)))
        .set(partner)
        .execute(c))
    .map(|rows| rows == 1)
}
