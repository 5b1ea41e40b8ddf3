//! The days and units that figures are asked of, and the refusal of those that cannot be answered.

use chrono::{Datelike, Months, NaiveDate};
use regulars_domain::insight::takings::MOST_DAYS;
use regulars_domain::message;
use regulars_domain::permissions::Scope;
use regulars_domain::text::Message;

use crate::platform::error::{Answer, Code, Error, Fault, FaultCode, Refusal};

/// From a day on, and before another.
type Range = (Option<NaiveDate>, Option<NaiveDate>);

/// The days asked for by a parameter; the running month when none are.
pub fn days(parameter: &str, asked: Option<Range>, today: NaiveDate) -> Answer<(NaiveDate, NaiveDate)> {
    let (gte, lt) = asked.unwrap_or_default();
    let month = |day: NaiveDate| day.with_day(1).unwrap_or(day);
    let from = gte.unwrap_or_else(|| month(lt.and_then(|day| day.pred_opt()).unwrap_or(today)));
    let before = lt.unwrap_or_else(|| month(from).checked_add_months(Months::new(1)).unwrap_or(from));
    if (1..=MOST_DAYS).contains(&(before - from).num_days()) {
        return Ok((from, before));
    }
    let hint = message!("expected 1 to {MOST_DAYS} days", "应为 1 至 {MOST_DAYS} 天");
    Err(out_of_range(parameter, hint))
}

/// A parameter with a value that cannot be answered.
pub fn out_of_range(parameter: &str, hint: Message) -> Error {
    refused(Fault::parameter(parameter, FaultCode::OutOfRange).hint(hint))
}

/// A parameter that cannot be answered, for this reason.
pub fn refused(fault: Fault) -> Error {
    Refusal::of(Code::InvalidParameter).fault(fault).into()
}

/// The units asked for that are in scope; none: all.
pub fn units(scope: &Scope, asked: &[String]) -> Option<Vec<String>> {
    match (scope.units(), asked.is_empty()) {
        (None, true) => None,
        (None, false) => Some(asked.to_vec()),
        (Some(units), true) => Some(units.to_vec()),
        (Some(units), false) => Some(units.iter().filter(|id| asked.contains(id)).cloned().collect()),
    }
}
