//! A first look at a whole file before its rows are taken: how many there are, which receipts have rows that do not
//! stand together, and how new the newest row is.
//!
//! Of each row that has a receipt number eight bytes are kept while the file is read, and afterwards only of receipts
//! that need attention.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use chrono::{DateTime, NaiveDate, Utc};
use regulars_db::exchange::imports::Import;
use regulars_domain::exchange::imports::{Field, ImportFormat, ImportKind, ImportMode, mode_for};
use regulars_domain::period::local_day;
use regulars_domain::sales::purchases::MOST_LINES;

use super::content::Files;
use super::context::ImportContext;
use super::options::Kept;
use super::records::Records;
use super::rows::unreadable;
use crate::platform::error::Answer;

/// Rows of scattered receipts that are gathered at a time: more take fewer passes over the file, fewer less memory.
const GATHERED: u64 = 40_000;

/// What a look at the whole file found.
#[derive(Debug, Default)]
pub struct Survey {
    /// Rows in all, those that cannot be read included.
    pub rows: i64,
    /// When the newest row happened that says so in a way that can be read.
    pub newest: Option<DateTime<Utc>>,
    pub receipts: Receipts,
}

/// As what the rows are brought in, and by which day that was decided.
#[derive(Clone, Copy, Debug)]
pub struct Taken {
    pub mode: ImportMode,
    /// The organisation-local day of the newest row.
    pub newest_on: Option<NaiveDate>,
}

impl Taken {
    pub fn of(context: &ImportContext, found: &Survey) -> Taken {
        let newest_on = found.newest.map(|at| local_day(at, context.organisation.time_zone));
        Taken { mode: mode_for(context.options.mode, newest_on, context.today()), newest_on }
    }
}

/// The receipts of a file that are not simply rows standing together, by [`key_of`] their number.
#[derive(Debug, Default)]
pub struct Receipts {
    unusual: HashMap<u64, Unusual>,
    /// Passes over the file that it takes to gather the rows of scattered receipts.
    passes: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unusual {
    /// Its rows are gathered in this pass, counted from 1.
    Scattered(u32),
    /// It has more rows than a purchase may have lines.
    TooLong,
}

/// What is to be done with a row of a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The receipt is this row and those that follow with the same number.
    Together,
    /// The receipt's rows are gathered in this pass over the file.
    Gathered(u32),
    /// The receipt has too many rows.
    TooLong,
}

impl Receipts {
    /// Passes that gather scattered receipts; none when all receipts stand together.
    pub fn passes(&self) -> u32 {
        self.passes
    }

    /// What is to be done with a row that has this number.
    pub fn fate(&self, number: &str) -> Fate {
        match self.unusual.get(&key_of(number)) {
            None => Fate::Together,
            Some(Unusual::Scattered(pass)) => Fate::Gathered(*pass),
            Some(Unusual::TooLong) => Fate::TooLong,
        }
    }

    /// Out of the runs of rows with one number: (its key, rows of the run).
    fn of(mut runs: Vec<(u64, u32)>) -> Receipts {
        runs.sort_unstable();
        let most = u64::try_from(MOST_LINES).unwrap_or(u64::MAX);
        let mut unusual = HashMap::new();
        let mut gathered = 0;
        for runs in runs.chunk_by(|one, other| one.0 == other.0) {
            let Some((key, _)) = runs.first() else { continue };
            let rows: u64 = runs.iter().map(|(_, rows)| u64::from(*rows)).sum();
            if rows > most {
                unusual.insert(*key, Unusual::TooLong);
            } else if runs.len() > 1 {
                let pass = u32::try_from(gathered / GATHERED + 1).unwrap_or(u32::MAX);
                unusual.insert(*key, Unusual::Scattered(pass));
                gathered += rows;
            }
        }
        Receipts { unusual, passes: u32::try_from(gathered.div_ceil(GATHERED)).unwrap_or(u32::MAX) }
    }
}

/// Eight bytes that stand for a receipt's number. Two numbers with the same ones would only be read as carefully as
/// scattered receipts are.
fn key_of(number: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    number.hash(&mut hasher);
    hasher.finish()
}

/// Looks at the whole file of an import.
pub fn survey(files: &Files, import: &Import, context: &ImportContext) -> Answer<Survey> {
    let mut records = Records::new(files.open(import), import.kind.0, import.format.0);
    records.read_header().map_err(|error| unreadable(&error))?;
    if import.kind.0 == ImportKind::Customers {
        let rows = records.count().map_err(|error| unreadable(&error))?;
        return Ok(Survey { rows, ..Survey::default() });
    }
    if import.format.0 == ImportFormat::Ndjson {
        records.set_columns(import.columns()?);
    }
    let reader = context.reader();
    let mut survey = Survey::default();
    let mut runs: Vec<(u64, u32)> = Vec::new();
    let mut open: Option<u64> = None;
    while let Some(record) = records.next().map_err(|error| unreadable(&error))? {
        survey.rows += 1;
        let cells = record.content.unwrap_or_else(|unfit| unfit.cells);
        survey.newest = survey.newest.max(reader.happened(&cells));
        let key = context.layout.cell(&cells, Field::ExternalId).map(key_of);
        match (key, open, runs.last_mut()) {
            (Some(key), Some(before), Some((_, rows))) if key == before => *rows = rows.saturating_add(1),
            (Some(key), ..) => runs.push((key, 1)),
            (None, ..) => {}
        }
        open = key;
    }
    survey.receipts = Receipts::of(runs);
    Ok(survey)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(numbers: &[(&str, u32)]) -> Receipts {
        Receipts::of(numbers.iter().map(|(number, rows)| (key_of(number), *rows)).collect())
    }

    #[test]
    fn receipts_whose_rows_stand_apart_are_gathered() {
        let receipts = of(&[("R-1", 1), ("R-2", 1), ("R-1", 2), ("R-3", 500), ("R-4", 501)]);
        assert_eq!(receipts.passes(), 1);
        for (number, fate) in [
            ("R-1", Fate::Gathered(1)),
            ("R-2", Fate::Together),
            ("R-3", Fate::Together),
            ("R-4", Fate::TooLong),
            ("another", Fate::Together),
        ] {
            assert_eq!(receipts.fate(number), fate, "{number}");
        }
        assert_eq!(of(&[("R-1", 300), ("R-2", 1), ("R-1", 300)]).fate("R-1"), Fate::TooLong, "wherever they stand");
    }

    #[test]
    fn as_many_rows_as_fit_are_gathered_in_one_pass() {
        let numbers: Vec<String> = (0..30_000).map(|number| number.to_string()).collect();
        let runs: Vec<(&str, u32)> =
            numbers.iter().chain(&numbers).map(|number| (number.as_str(), 1)).chain([("one more", 1)]).collect();
        let receipts = of(&runs);
        assert_eq!(receipts.passes(), 2);
        let first = numbers.iter().filter(|number| receipts.fate(number) == Fate::Gathered(1)).count();
        assert_eq!(first, 20_000);
        assert_eq!(of(&[]).passes(), 0);
    }
}
