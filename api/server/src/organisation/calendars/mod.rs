//! Working calendars: opening hours, holidays, make-up working days, and the units that work by them.

pub mod routes;
pub mod service;
pub mod views;
pub mod working;

use regulars_db::Db;

use crate::platform::app::App;
use crate::platform::error::Answer;

/// Who must act when the working time of units changes: other opening hours, another calendar, another time zone. Each is
/// called in the transaction of the change, with the id of who made it; the composition root makes the list.
pub struct WorkingTimeSubscribers(pub &'static [fn(&mut Db, &str) -> Answer<()>]);

impl WorkingTimeSubscribers {
    /// Those of this installation.
    pub fn of(app: &App) -> &'static WorkingTimeSubscribers {
        app.composition.part().unwrap_or(&WorkingTimeSubscribers(&[]))
    }

    /// Tells all of them.
    pub fn notify(&self, db: &mut Db, by: &str) -> Answer<()> {
        self.0.iter().try_for_each(|subscriber| subscriber(db, by))
    }
}
