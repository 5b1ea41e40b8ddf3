//! What the rows of an import are read and looked up with: read once when a job begins.

use std::collections::HashMap;

use chrono::NaiveDate;
use regulars_db::Db;
use regulars_db::catalogue::products;
use regulars_db::exchange::imports::Import;
use regulars_db::organisation::units;
use regulars_domain::exchange::imports::{Field, Layout, Reader};
use regulars_domain::organisation::units::UnitState;
use regulars_domain::period::local_day;

use super::options::{Kept, Options};
use super::rows::Reason;
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

/// Everything around the rows.
pub struct Scene {
    pub import_id: String,
    pub organisation: Organisation,
    pub options: Options,
    pub layout: Layout,
    /// By code; none for a closed unit.
    units: HashMap<String, Option<String>>,
    products: HashMap<String, Product>,
    /// The units the import may write to; none: all, and rows without a unit as well.
    reach: Option<Vec<String>>,
}

impl Scene {
    /// The scene of an import whose mapping fits its columns.
    pub fn set(db: &mut Db, import: &Import, reach: Option<Vec<String>>) -> Answer<Scene> {
        let columns = import.columns()?;
        let layout = import.mapping()?.layout(import.kind.0, &columns).map_err(|errors| service::unfit(&errors))?;
        let units = units::list(db, &units::Filter::default(), &regulars_db::page::Page::first(1_000_000))?;
        let open = |unit: &units::Unit| (unit.state.0 == UnitState::Active).then(|| unit.id.clone());
        Ok(Scene {
            import_id: import.id.clone(),
            organisation: organisation(db)?,
            options: import.options()?,
            layout,
            units: units.iter().map(|unit| (unit.code.clone(), open(unit))).collect(),
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

    /// The unit a row names, else the import's own.
    pub fn unit(&self, code: Option<&str>) -> Result<Option<String>, Reason> {
        let id = match code {
            None => self.options.unit_id.clone(),
            Some(code) => match self.units.get(code) {
                None => return Err(Reason::of(Field::UnitCode, "not_found", "no unit has this code")),
                Some(None) => return Err(Reason::of(Field::UnitCode, "conflict", "the unit is closed")),
                Some(Some(id)) => Some(id.clone()),
            },
        };
        let within = |units: &Vec<String>| id.as_ref().is_some_and(|id| units.binary_search(id).is_ok());
        if self.reach.as_ref().is_some_and(|units| !within(units)) {
            return Err(Reason::of(Field::UnitCode, "forbidden", "the row needs a unit within your reach"));
        }
        Ok(id)
    }

    /// The product a row names.
    pub fn product(&self, code: Option<&str>) -> Result<Option<&Product>, Reason> {
        let Some(code) = code else { return Ok(None) };
        let found = self.products.get(code);
        found.map(Some).ok_or_else(|| Reason::of(Field::ProductCode, "not_found", "no product has this code"))
    }

    /// The partner whose ids the file holds.
    pub fn partner(&self) -> Answer<&str> {
        self.options.partner.as_deref().ok_or_else(|| {
            Refusal::of(Code::Invalid).detail("ids in a file are a partner's: options.partner is needed").into()
        })
    }
}
