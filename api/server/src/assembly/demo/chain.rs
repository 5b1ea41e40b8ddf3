//! The demo's chain in the base: units, products, the programme, people, calendars; written by the features' services.

use std::sync::Arc;

use chrono_tz::Tz;
use regulars_db::Db;
use regulars_db::catalogue::products;
use regulars_db::catalogue::products::Product;
use regulars_db::organisation::users::set_mails_notifications;
use regulars_db::platform::settings;
use regulars_db::platform::settings::Setting;
use regulars_domain::customers::tiers::Bounds;
use regulars_domain::loyalty::memberships::LevelBasis;
use regulars_domain::money::Money;
use regulars_domain::organisation::calendars::Rule as CalendarRule;
use regulars_domain::organisation::units::UnitKind;
use regulars_domain::period::local_day;
use regulars_domain::permissions::Scope;
use regulars_domain::text::Language;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::catalogue::{
    CATEGORIES, CHAIN, COLLEAGUES, GROUP, LEVELS, MAIL_DOMAIN, POINTS_PER_YUAN, PRODUCTS, Post, REGIONS, SHOPS, TEAMS,
    VALID_MONTHS,
};
use crate::catalogue::product_categories::views::NewCategory;
use crate::catalogue::products::views::NewProduct;
use crate::catalogue::{product_categories, products as product_service};
use crate::customers::tiers;
use crate::customers::tiers::Rule;
use crate::loyalty::memberships::levels::Ladder;
use crate::loyalty::programmes;
use crate::loyalty::programmes::views::{NewLevel, NewProgramme};
use crate::organisation::calendars::views::NewCalendar;
use crate::organisation::principals;
use crate::organisation::units::views::NewUnit;
use crate::organisation::users::views::{NewUser, UserAssignment};
use crate::organisation::{calendars, units, users};
use crate::platform::clock;
use crate::platform::error::{Answer, Error};
use crate::platform::identity::Actor;
use crate::platform::organisation;
use crate::platform::organisation::Organisation;
use crate::platform::versioned_setting;
use crate::service::complaint_categories;

/// The setting in which the log-ins of a demo are kept, so that they can be shown again.
pub const SETTING: &str = "demo";

/// A log-in of the demo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    pub email: String,
    pub password: String,
    pub role: String,
}

/// A password as it is typed and as it is kept.
#[derive(Clone, Debug)]
pub struct Password {
    pub plain: String,
    pub hash: String,
}

/// What the demo's rows refer to.
#[derive(Clone, Debug)]
pub struct Chain {
    pub organisation: Organisation,
    pub rule: Rule,
    pub bounds: Bounds,
    /// The unit above all others.
    pub group: String,
    /// Ids in the order of the catalogue.
    pub shops: Vec<String>,
    pub products: Vec<Product>,
    pub categories: Vec<String>,
    pub complaint_categories: Vec<String>,
    pub users: Vec<String>,
    pub ladder: Ladder,
    /// Who is named where no person did it.
    pub by: String,
}

impl Chain {
    pub fn zone(&self) -> Tz {
        self.organisation.time_zone
    }

    /// The user with this log-in.
    pub fn user(&self, login: &str) -> Answer<&str> {
        let at = COLLEAGUES.iter().position(|colleague| colleague.login == login);
        let found = at.and_then(|at| self.users.get(at)).map(String::as_str);
        found.ok_or_else(|| Error::Internal(format!("nobody logs in as {login}")))
    }
}

/// What complaints are about: code, name, whether it is serious.
const COMPLAINTS: [(&str, &str, bool); 4] = [
    ("TASTE", "口味与品质", false),
    ("SERVICE", "服务态度", false),
    ("DELIVERY", "配送", false),
    ("SAFETY", "食品安全", true),
];

/// Who makes it all: somebody on the machine itself. Before there is a unit it holds no rights over any.
pub fn operator(db: &mut Db) -> Answer<Actor> {
    Ok(Actor(Arc::new(principals::operator(db)?)))
}

/// Makes the chain and its people; answers what rows refer to.
pub fn found(db: &mut Db, passwords: &[Password]) -> Answer<Chain> {
    name_it(db)?;
    let organisation = organisation(db)?;
    let nobody = operator(db)?;
    let (group, regions, shops, teams) = make_units(db, &nobody)?;
    let actor = &operator(db)?;
    let categories = make_categories(db, actor)?;
    let products = make_products(db, actor, &organisation, &categories)?;
    let ladder = make_programme(db, actor)?;
    let unit_of = |post: Post| match post {
        Post::Group => Some(&group),
        Post::Region(at) => regions.get(at),
        Post::Shop(at) => shops.get(at),
        Post::Team(at) => teams.get(at),
    };
    let users = make_users(db, actor, passwords, &|post| unit_of(post).cloned().unwrap_or_else(|| group.clone()))?;
    let complaint_categories = make_complaint_categories(db, actor)?;
    make_calendars(db, actor, &group, &shops)?;
    let rule = tiers::rule(db)?;
    let bounds = rule.policy.fixed_bounds().ok_or_else(|| Error::Internal("tiers without bounds".to_owned()))?;
    Ok(Chain {
        organisation,
        rule,
        bounds,
        group,
        shops,
        products,
        categories,
        complaint_categories,
        users,
        ladder,
        by: "system".to_owned(),
    })
}

/// Remembers the log-ins.
pub fn keep_logins(db: &mut Db, logins: &[Login]) -> Answer<()> {
    let (now, zone) = (clock::now(), organisation(db)?.time_zone);
    let setting = Setting {
        name: SETTING.to_owned(),
        version: 1,
        value: json!({ "logins": logins }).to_string(),
        effective_from: local_day(now, zone),
        changed_by: "system".to_owned(),
        changed_at: now.naive_utc(),
        job_id: None,
    };
    Ok(settings::insert(db, &setting)?)
}

/// The log-ins of a base that a demo has filled; none of any other.
pub fn logins(db: &mut Db) -> Answer<Vec<Login>> {
    #[derive(Deserialize)]
    struct Kept {
        logins: Vec<Login>,
    }
    let Some(kept) = settings::current(db, SETTING)? else { return Ok(Vec::new()) };
    let kept: Kept =
        serde_json::from_str(&kept.value).map_err(|error| Error::Internal(format!("{SETTING}: {error}")))?;
    Ok(kept.logins)
}

fn name_it(db: &mut Db) -> Answer<()> {
    let named = Organisation { name: CHAIN.to_owned(), ..Organisation::default() };
    let now = clock::now();
    let setting = Setting {
        name: <Organisation as versioned_setting::Setting>::NAME.to_owned(),
        version: 1,
        value: serde_json::to_string(&named).map_err(|error| Error::Internal(error.to_string()))?,
        effective_from: local_day(now, named.time_zone),
        changed_by: "system".to_owned(),
        changed_at: now.naive_utc(),
        job_id: None,
    };
    Ok(settings::insert(db, &setting)?)
}

type Made = (String, Vec<String>, Vec<String>, Vec<String>);

fn make_units(db: &mut Db, actor: &Actor) -> Answer<Made> {
    let plain = |code: &str, name: &str, kind, parent_id: Option<&String>| NewUnit {
        code: code.to_owned(),
        name: name.to_owned(),
        kind,
        ownership: None,
        parent_id: parent_id.cloned(),
        time_zone: None,
        currency: None,
    };
    let group = units::service::create(db, actor, &Scope::All, &plain(GROUP.0, GROUP.1, UnitKind::Group, None))?.id;
    let mut make = |new: &NewUnit| Ok::<_, Error>(units::service::create(db, actor, &Scope::All, new)?.id);
    let mut below = |list: &[(&str, &str)], kind| {
        list.iter().map(|(code, name)| make(&plain(code, name, kind, Some(&group)))).collect::<Answer<Vec<_>>>()
    };
    let regions = below(&REGIONS, UnitKind::Region)?;
    let teams = below(&TEAMS, UnitKind::Team)?;
    let shops = SHOPS
        .iter()
        .map(|shop| {
            let store = plain(shop.code, shop.name, UnitKind::Store, regions.get(shop.region));
            make(&NewUnit { ownership: Some(shop.ownership), ..store })
        })
        .collect::<Answer<Vec<_>>>()?;
    Ok((group, regions, shops, teams))
}

fn make_categories(db: &mut Db, actor: &Actor) -> Answer<Vec<String>> {
    let new = |code: &str, name: &str| NewCategory { code: code.to_owned(), name: name.to_owned(), parent_id: None };
    CATEGORIES
        .iter()
        .map(|(code, name, _)| Ok(product_categories::service::create(db, actor, &new(code, name))?.id))
        .collect()
}

fn make_products(
    db: &mut Db,
    actor: &Actor,
    organisation: &Organisation,
    categories: &[String],
) -> Answer<Vec<Product>> {
    PRODUCTS
        .iter()
        .map(|(code, name, category, price, margin)| {
            let new = NewProduct {
                code: (*code).to_owned(),
                name: (*name).to_owned(),
                category_id: categories.get(*category).cloned(),
                unit_price: Some(Money::new(*price, organisation.base_currency)),
                margin: margin.parse().ok(),
                unit_margin: None,
            };
            let (product, _) = product_service::service::create(db, actor, &new)?;
            products::find(db, &product.id)?.ok_or_else(|| Error::Internal("a product was lost".to_owned()))
        })
        .collect()
}

fn make_programme(db: &mut Db, actor: &Actor) -> Answer<Ladder> {
    let points_per_unit = POINTS_PER_YUAN.parse().map_err(|error| Error::Internal(format!("a rate: {error}")))?;
    let new = NewProgramme {
        code: "YUNJIAN".to_owned(),
        name: "云间会".to_owned(),
        level_basis: LevelBasis::Points,
        points_per_unit,
        valid_months: Some(VALID_MONTHS),
    };
    let programme = programmes::service::create(db, actor, &new)?;
    for (code, name, points, benefits) in LEVELS {
        let level = NewLevel {
            code: code.to_owned(),
            name: name.to_owned(),
            points: Some(points),
            spend: None,
            benefits: Some(benefits.to_owned()),
        };
        programmes::service::create_level(db, actor, &programme.id, &level)?;
    }
    Ladder::of(db, &programme.id)
}

fn make_users(
    db: &mut Db,
    actor: &Actor,
    passwords: &[Password],
    unit_of: &dyn Fn(Post) -> String,
) -> Answer<Vec<String>> {
    let last = passwords.last().ok_or_else(|| Error::Internal("no password was made".to_owned()))?;
    COLLEAGUES
        .iter()
        .enumerate()
        .map(|(at, colleague)| {
            let password = passwords.get(at).unwrap_or(last);
            let new = NewUser {
                email: format!("{}@{MAIL_DOMAIN}", colleague.login),
                name: colleague.name.to_owned(),
                language: Some(Language::Chinese),
                password: Some(password.plain.clone()),
                assignments: vec![UserAssignment { unit_id: unit_of(colleague.post), role: colleague.role }],
            };
            let id = users::service::create(db, actor, &Scope::All, &new, &password.hash)?.user.id;
            // Nobody has such an address.
            set_mails_notifications(db, &id, false)?;
            Ok(id)
        })
        .collect()
}

fn make_complaint_categories(db: &mut Db, actor: &Actor) -> Answer<Vec<String>> {
    COMPLAINTS
        .iter()
        .map(|(code, name, is_serious)| {
            let new = complaint_categories::views::NewCategory {
                code: (*code).to_owned(),
                name: (*name).to_owned(),
                is_serious: *is_serious,
            };
            Ok(complaint_categories::service::create(db, actor, &new)?.id)
        })
        .collect()
}

/// Shops are open every day, offices on weekdays.
fn make_calendars(db: &mut Db, actor: &Actor, group: &str, shops: &[String]) -> Answer<()> {
    let (late, office) = (json!([{"from": "10:00", "to": "22:00"}]), json!([{"from": "09:00", "to": "18:00"}]));
    let every_day = json!({"week": {"monday": late, "tuesday": late, "wednesday": late, "thursday": late,
        "friday": late, "saturday": late, "sunday": late}});
    let weekdays = json!({"week": {"monday": office, "tuesday": office, "wednesday": office, "thursday": office,
        "friday": office}});
    let offices = [group.to_owned()];
    for (code, name, rule, unit_ids) in
        [("SHOPS", "门店营业时间", every_day, shops), ("OFFICE", "办公时间", weekdays, offices.as_slice())]
    {
        let rule: CalendarRule =
            serde_json::from_value(rule).map_err(|error| Error::Internal(format!("a calendar: {error}")))?;
        let new = NewCalendar {
            code: code.to_owned(),
            name: name.to_owned(),
            rule,
            unit_ids: unit_ids.to_vec(),
            unit_id: None,
        };
        calendars::service::create(db, actor, &Scope::All, &new)?;
    }
    Ok(())
}
