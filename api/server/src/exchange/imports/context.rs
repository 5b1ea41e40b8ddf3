//! What the rows of an import are read and looked up with: read once when a job begins.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use regulars_db::Db;
use regulars_db::catalogue::products;
use regulars_db::customers::attributes;
use regulars_db::exchange::imports::Import;
use regulars_db::exchange::undo;
use regulars_db::organisation::{api_keys, units};
use regulars_domain::customers::attributes::Definition;
use regulars_domain::exchange::imports::{DateForm, Field, ImportKind, Layout, Reader};
use regulars_domain::exchange::words::plain;
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
    /// Who made the import.
    pub by: String,
    pub organisation: Organisation,
    pub options: Options,
    pub layout: Layout,
    /// The attributes that customers may have.
    pub attributes: Vec<Definition>,
    /// Codes of the partners there are.
    pub partners: HashSet<String>,
    /// By code and by id.
    units: HashMap<String, KnownUnit>,
    /// Whether other imports brought purchases, which rows without a number may repeat.
    others: bool,
    /// By name in the form in which words are compared; none where several units have the name.
    named_units: HashMap<String, Option<KnownUnit>>,
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
        let mut named_units: HashMap<String, Option<KnownUnit>> = HashMap::new();
        for unit in &units {
            let name = plain(&unit.name);
            let found = (!named_units.contains_key(&name)).then(|| known(unit.clone()));
            named_units.insert(name, found);
        }
        let partners = api_keys::list_partners(db, &regulars_db::page::Page::first(1_000_000))?;
        let both = |unit: units::Unit| [(unit.code.clone(), known(unit.clone())), (unit.id.clone(), known(unit))];
        Ok(ImportContext {
            import_id: import.id.clone(),
            others: !options.repeat && import.kind.0 == ImportKind::Purchases && undo::others_brought(db, &import.id)?,
            by: import.created_by.clone(),
            organisation: organisation(db)?,
            options,
            own_unit,
            partners: partners.into_iter().map(|partner| partner.code).collect(),
            layout,
            attributes: attributes::rules(db)?,
            units: units.into_iter().flat_map(both).collect(),
            named_units,
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
            dates: DateForm { format: self.options.date_format.as_deref(), order: self.options.date_order },
            words: &self.options.words,
            attributes: &self.attributes,
            strict: self.options.strict,
            now: clock::now(),
        }
    }

    /// The organisation-local day.
    pub fn today(&self) -> NaiveDate {
        local_day(clock::now(), self.organisation.time_zone)
    }

    /// The unit a row names, else the import's own; a closed one takes what happened up to its last day.
    pub fn unit(&self, said: Option<&str>, day: NaiveDate) -> Result<Option<String>, Reason> {
        let unit = match said {
            Some(said) => Some(self.named_unit(said)?),
            None => self.own_unit.as_ref(),
        };
        self.check_unit(unit, day)
    }

    /// The home of a customer: as [`ImportContext::unit`], but one that is not known costs the cell, not the row.
    pub fn home(&self, said: Option<&str>, day: NaiveDate) -> Result<(Option<String>, Option<Reason>), Reason> {
        let (unit, unknown) = match said.map(|said| self.named_unit(said)) {
            None => (self.own_unit.as_ref(), None),
            Some(Ok(unit)) => (Some(unit), None),
            Some(Err(unknown)) => (self.own_unit.as_ref(), Some(unknown)),
        };
        match (self.check_unit(unit, day), unknown) {
            (Err(_), Some(unknown)) => Err(unknown),
            (Err(refused), None) if refused.code() == "conflict" && self.reach.is_none() => Ok((None, Some(refused))),
            (unit, unknown) => Ok((unit?, unknown)),
        }
    }

    /// The unit with this code, id or name.
    fn named_unit(&self, said: &str) -> Result<&KnownUnit, Reason> {
        let by_name = || self.named_units.get(&plain(said)).and_then(Option::as_ref);
        self.units.get(said).or_else(by_name).ok_or_else(|| {
            let said = message!(
                "no unit, or more than one, has this code or name",
                "没有使用此编码或名称的单元，或有多个同名单元"
            );
            Reason::of(Field::UnitCode, "not_found", said)
        })
    }

    /// The id of the unit with this code, id or name.
    pub fn unit_id(&self, said: &str) -> Option<&str> {
        self.named_unit(said).ok().map(|unit| unit.id.as_str())
    }

    /// What a row calls its unit, if there is no such unit.
    pub fn unknown_unit<'a>(&'a self, cells: &'a [String]) -> Option<&'a str> {
        let cell = self.layout.cell(cells, Field::UnitCode)?;
        let meant = self.options.words.meant(Field::UnitCode, cell);
        (!meant.is_empty() && self.named_unit(meant).is_err()).then_some(cell)
    }

    /// Whether the import reaches a customer at home in this unit.
    pub fn reaches(&self, unit_id: Option<&str>) -> bool {
        self.reach
            .as_ref()
            .is_none_or(|units| unit_id.is_some_and(|id| units.binary_search_by(|unit| unit.as_str().cmp(id)).is_ok()))
    }

    fn check_unit(&self, unit: Option<&KnownUnit>, day: NaiveDate) -> Result<Option<String>, Reason> {
        if !self.reaches(unit.map(|unit| unit.id.as_str())) {
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
