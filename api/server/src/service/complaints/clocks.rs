//! The clocks of one case, each in the working time of its unit.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use regulars_db::Db;
use regulars_db::service::complaints::Complaint;
use regulars_db::service::complaints::clocks;
use regulars_db::service::complaints::clocks::Row;
use regulars_db::text::AsText;
use regulars_domain::organisation::calendars::Working;
use regulars_domain::service::complaints::{Clock, ClockKind, ClockState, Level};

use crate::organisation::calendars::working;
use crate::platform::error::{Answer, Error};

/// The clocks of a case as they are in this transaction.
pub struct Clocks {
    rows: Vec<Row>,
    working: HashMap<String, Working>,
}

impl Clocks {
    /// Those of a case that is held.
    pub fn of(db: &mut Db, complaint: &Complaint) -> Answer<Clocks> {
        let rows = clocks::of(db, &[&complaint.customer_id], &[&complaint.id])?;
        Ok(Clocks { rows, working: HashMap::new() })
    }

    /// Starts a clock of so many working days of a unit; one of the same kind and level begins anew.
    pub fn start(
        &mut self,
        db: &mut Db,
        complaint: &Complaint,
        (kind, level, unit_id): (ClockKind, Level, &str),
        days: i32,
        at: DateTime<Utc>,
    ) -> Answer<()> {
        let clock = Clock::start(days, at, self.working_of(db, unit_id)?);
        let mut row = Row {
            customer_id: complaint.customer_id.clone(),
            complaint_id: complaint.id.clone(),
            kind: AsText(kind),
            level: AsText(level),
            unit_id: unit_id.to_owned(),
            limit_days: days,
            used_seconds: 0,
            since: None,
            due_at: None,
            state: AsText(ClockState::Running),
            started_at: at.naive_utc(),
            missed_at: None,
        };
        row.set(&clock);
        match self.rows.iter().position(|known| known.kind == row.kind && known.level == row.level) {
            Some(at) => {
                clocks::update(db, &row)?;
                self.rows.remove(at);
            }
            None => clocks::insert(db, &row)?,
        }
        self.rows.push(row);
        Ok(())
    }

    /// Changes each clock of these kinds.
    pub fn change(
        &mut self,
        db: &mut Db,
        kinds: &[ClockKind],
        change: impl Fn(Clock, &Working) -> Clock,
    ) -> Answer<()> {
        for at in 0..self.rows.len() {
            let Some(row) = self.rows.get(at).filter(|row| kinds.contains(&row.kind.0)).cloned() else { continue };
            let working = self.working_of(db, &row.unit_id.clone())?;
            let changed = change(row.clock(), working);
            self.put(db, at, row, &changed)?;
        }
        Ok(())
    }

    /// Lets the clocks of a kind run in the working time of another unit, with another limit.
    pub fn hand_over(&mut self, db: &mut Db, kind: ClockKind, unit_id: &str, days: i32) -> Answer<()> {
        for at in 0..self.rows.len() {
            let Some(mut row) = self.rows.get(at).filter(|row| row.kind.0 == kind).cloned() else { continue };
            unit_id.clone_into(&mut row.unit_id);
            let working = self.working_of(db, unit_id)?;
            let changed = row.clock().limited(days, working);
            self.put(db, at, row, &changed)?;
        }
        Ok(())
    }

    /// Notes the clocks that have run out by now, the longest overdue first, and answers them.
    pub fn miss(&mut self, db: &mut Db, now: DateTime<Utc>) -> Answer<Vec<Row>> {
        let mut over: Vec<Row> = self.rows.iter().filter(|row| row.clock().is_over(now)).cloned().collect();
        over.sort_by_key(|row| row.due_at);
        for row in &over {
            let Some(at) = self.rows.iter().position(|known| known == row) else { continue };
            let working = self.working_of(db, &row.unit_id)?;
            let missed = row.clock().missed(now, working);
            let noted = Row { missed_at: Some(now.naive_utc()), ..row.clone() };
            self.put(db, at, noted, &missed)?;
        }
        Ok(over)
    }

    /// Whether a clock of this kind ran out.
    pub fn has_missed(&self, kind: ClockKind) -> bool {
        self.rows.iter().any(|row| row.kind.0 == kind && row.state.0 == ClockState::Missed)
    }

    /// When a clock runs out.
    pub fn due_of(&self, kind: ClockKind, level: Level) -> Option<NaiveDateTime> {
        self.rows.iter().find(|row| row.kind.0 == kind && row.level.0 == level).and_then(|row| row.due_at)
    }

    /// When the first of those that run runs out.
    pub fn next_due(&self) -> Option<NaiveDateTime> {
        self.rows.iter().filter_map(|row| row.due_at).min()
    }

    fn put(&mut self, db: &mut Db, at: usize, mut row: Row, clock: &Clock) -> Answer<()> {
        row.set(clock);
        if self.rows.get(at) != Some(&row) {
            clocks::update(db, &row)?;
            if let Some(kept) = self.rows.get_mut(at) {
                *kept = row;
            }
        }
        Ok(())
    }

    fn working_of(&mut self, db: &mut Db, unit_id: &str) -> Answer<&Working> {
        if !self.working.contains_key(unit_id) {
            let found = working::of_unit(db, unit_id)?;
            self.working.insert(unit_id.to_owned(), found);
        }
        self.working.get(unit_id).ok_or_else(|| Error::Internal("a calendar was lost".to_owned()))
    }
}
