//! What the rows of an import are read and looked up with: read once when a job begins.

use std::collections::HashMap;

use chrono::NaiveDate;
use regulars_db::Db;
use regulars_db::catalogue::products;
use regulars_db::exchange::imports::Import;
use regulars_db::exchange::undo;
use regulars_db::organisation::units;
use regulars_domain::exchange::imports::{Field, ImportKind, Layout, Reader};
use regulars_domain::message;
use regulars_domain::organisation::units::{UnitFact, UnitState, check_open};
use regulars_domain::period::local_day;

use super::options::{Kept, Options};
use super::reasons::Reason;
use super::service;
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Refusal};
use crate::platform::organisation;
use crate::platform::organisation::Organisation;

/// A product as a line needs it.
#[derive(Clone, Debug)]
pub struct Product {
    pub id: String,
    pub category_id: Option<String>,
}

/// A unit as a row needs it.
#[derive(Clone, Debug)]
struct KnownUnit {
    id: String,
    state: UnitState,
    closed_on: Option<NaiveDate>,
}

/// Everything around the rows.
pub struct ImportContext {
    pub import_id: String,
    pub organisation: Organisation,
    pub options: Options,
    pub layout: Layout,
    /// By code.
    units: HashMap<String, KnownUnit>,
    /// Whether other imports brought purchases, which rows without a number may repeat.
    others: bool,
    /// The import's own, for rows that name none.
    own_unit: Option<KnownUnit>,
    products: HashMap<String, Product>,
    /// The units the import may write to; none: all, and rows without a unit as well.
    reach: Option<Vec<String>>,
}

impl ImportContext {
    /// The context of an import whose mapping fits its columns.
    pub fn set(db: &mut Db, import: &Import, reach: Option<Vec<String>>) -> Answer<ImportContext> {
        let columns = import.columns()?;
        let layout = import.mapping()?.layout(import.kind.0, &columns).map_err(|errors| service::unfit(&errors))?;
        let units = units::list(db, &units::Filter::default(), &regulars_db::page::Page::first(1_000_000))?;
        let known = |unit: units::Unit| KnownUnit { id: unit.id, state: unit.state.0, closed_on: unit.closed_on };
        let options = import.options()?;
        let own = options.unit_id.as_ref().and_then(|id| units.iter().find(|unit| unit.id == *id));
        let own_unit = own.cloned().map(known);
        Ok(ImportContext {
            import_id: import.id.clone(),
            others: !options.repeat && import.kind.0 == ImportKind::Purchases && undo::others_brought(db, &import.id)?,
            organisation: organisation(db)?,
            options,
            own_unit,
            layout,
            units: units.into_iter().map(|unit| (unit.code.clone(), known(unit))).collect(),
            products: products::codes(db)?
                .into_iter()
                .map(|(code, id, category_id)| (code, Product { id, category_id }))
                .collect(),
            reach,
        })
    }

    /// The reader of the rows.
    pub fn reader(&self) -> Reader<'_> {
        Reader {
            layout: &self.layout,
            currency: self.organisation.base_currency,
            zone: self.organisation.time_zone,
            phone_region: &self.organisation.default_phone_region,
            date_format: self.options.date_format.as_deref(),
            now: clock::now(),
        }
    }

    /// The organisation-local day.
    pub fn today(&self) -> NaiveDate {
        local_day(clock::now(), self.organisation.time_zone)
    }

    /// The unit a row names, else the import's own; a closed one takes what happened up to its last day.
    pub fn unit(&self, code: Option<&str>, day: NaiveDate) -> Result<Option<String>, Reason> {
        let unit = match code {
            Some(code) => {
                let found = self.units.get(code);
                Some(found.ok_or_else(|| {
                    Reason::of(Field::UnitCode, "not_found", message!("no unit has this code", "没有使用此编码的单元"))
                })?)
            }
            None => self.own_unit.as_ref(),
        };
        let within = |units: &Vec<String>| unit.is_some_and(|unit| units.binary_search(&unit.id).is_ok());
        if self.reach.as_ref().is_some_and(|units| !within(units)) {
            let said = message!("the row needs a unit within your reach", "这一行须属于您权限内的单元");
            return Err(Reason::of(Field::UnitCode, "forbidden", said));
        }
        if let Some(unit) = unit {
            check_open(unit.state, unit.closed_on, UnitFact::Visit, day)
                .map_err(|error| Reason::of(Field::UnitCode, "conflict", error))?;
        }
        Ok(unit.map(|unit| unit.id.clone()))
    }

    /// The product a row names.
    pub fn product(&self, code: Option<&str>) -> Result<Option<&Product>, Reason> {
        let Some(code) = code else { return Ok(None) };
        let unknown = || message!("no product has this code", "没有使用此编码的产品");
        let found = self.products.get(code);
        found.map(Some).ok_or_else(|| Reason::of(Field::ProductCode, "not_found", unknown()))
    }

    /// Whether rows without a partner's number are looked for in what other imports brought.
    pub fn looks_for_repeats(&self) -> bool {
        self.others
    }

    /// The partner whose receipt numbers the file holds; none when they are the file's own.
    pub fn numbers_of(&self) -> Option<&str> {
        if self.options.own_numbers { None } else { self.options.partner.as_deref() }
    }

    /// The partner whose ids the file holds.
    pub fn partner(&self) -> Answer<&str> {
        self.options.partner.as_deref().ok_or_else(|| {
            let said = message!(
                "ids in a file are a partner's: `options.partner` is needed",
                "文件中的编号属于合作方，须填写 `options.partner`"
            );
            Refusal::of(Code::Invalid).detail(said).into()
        })
    }
}
