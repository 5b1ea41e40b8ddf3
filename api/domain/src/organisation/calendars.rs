//! Working calendars: when a unit is open, and so how long a deadline really is (domain, Organisation and Cases).
//!
//! A calendar is the opening hours of a week, the holidays on which nobody works, and the make-up working days (调休) on
//! which somebody does. It has no time zone of its own: a deadline is in the time zone of the unit that must act, so a
//! calendar becomes [`Working`] time only together with one. Hours belong to the day they begin on: a bar that is open
//! from 18:00 to 02:00 works its Saturday night also when the Sunday is a holiday.

mod hours;
mod rule;
mod working;

pub use hours::{DayTime, DayTimeError, Hours};
pub use rule::{Holiday, MakeUpDay, Rule, RuleError, Week, Weekday};
pub use working::{NoWorkingTime, Working};
