//! The unit a body names, or the caller's own.

use chrono::NaiveDate;
use regulars_db::Db;
use regulars_db::organisation::units;
use regulars_db::organisation::units::Unit;
use regulars_domain::organisation::units::{UnitFact, check_open};
use regulars_domain::permissions::Scope;

use crate::platform::error::{Answer, Fault, FaultCode};
use crate::platform::known::{Known, distinct};

/// Units: read ahead for many items, or when one is asked for.
#[derive(Default)]
pub struct Units(Known<Unit>);

impl Units {
    pub fn read_ahead<'a>(db: &mut Db, ids: impl IntoIterator<Item = &'a str>) -> Answer<Units> {
        let ids = distinct(ids);
        if ids.is_empty() {
            return Ok(Units::default());
        }
        let found = units::of_ids(db, ids.iter().copied())?;
        Ok(Units(Known::read(ids, found.into_iter().map(|unit| (unit.id.clone(), unit)))))
    }

    fn find(&self, db: &mut Db, scope: &Scope, id: &str, pointer: &str) -> Answer<Unit> {
        let unit = self.0.get(id, || Ok(units::find(db, id)?))?.filter(|unit| scope.covers(Some(&unit.id)));
        unit.ok_or_else(|| Fault::at(pointer, FaultCode::NotFound).into())
    }

    /// The unit at which something happens on an organisation-local day. A closed one takes what happened up to its
    /// last day.
    pub fn visited(
        &self,
        db: &mut Db,
        scope: &Scope,
        id: Option<&str>,
        pointer: &str,
        day: NaiveDate,
    ) -> Answer<Option<String>> {
        let Some(id) = id else { return Ok(None) };
        let unit = self.find(db, scope, id, pointer)?;
        check_open(unit.state.0, unit.closed_on, UnitFact::Visit, day)
            .map_err(|error| Fault::at(pointer, FaultCode::Conflict).hint(error))?;
        Ok(Some(unit.id))
    }
}

/// A unit in the caller's scope; `pointer` is where the body names it. What lies outside does not exist for them.
pub fn find(db: &mut Db, scope: &Scope, id: &str, pointer: &str) -> Answer<Unit> {
    Units::default().find(db, scope, id, pointer)
}

/// [`Units::visited`] for one.
pub fn visited(db: &mut Db, scope: &Scope, id: Option<&str>, pointer: &str, day: NaiveDate) -> Answer<Option<String>> {
    Units::default().visited(db, scope, id, pointer, day)
}

/// Who does not see all units must say which one it is.
pub fn check_said(scope: &Scope, unit_id: Option<&str>, pointer: &str) -> Answer<()> {
    match (unit_id, scope) {
        (None, Scope::Units(_)) => Err(Fault::at(pointer, FaultCode::Required).into()),
        _ => Ok(()),
    }
}

/// The only unit of the caller.
pub fn only(scope: &Scope) -> Option<&str> {
    match scope {
        Scope::Units(units) if units.len() == 1 => units.first().map(String::as_str),
        _ => None,
    }
}
