//! The CDNOW 1/10 sample as customers of a unit (see `tests/data/README.md`), written behind the server's back: everybody has
//! the purchase days that the reference scores are of.

use std::fmt::Write;

use chrono::{Days, NaiveDate};

/// A customer of the sample with its reference scores.
pub struct Reference {
    /// The id of its customer.
    pub id: String,
    /// P(alive) by Pareto/NBD.
    pub p_alive: f64,
    /// The expected basket by Gamma-Gamma, in minor units.
    pub basket: f64,
    repeats: u64,
    recency: u64,
    age: u64,
    later: u64,
    mean: f64,
}

/// The last day that the reference scores know.
pub fn known_until() -> NaiveDate {
    "1997-09-30".parse().unwrap()
}

fn last_day() -> NaiveDate {
    "1998-06-30".parse().unwrap()
}

/// All 2,357 of them.
pub fn references() -> Vec<Reference> {
    include_str!("../data/cdnow_reference_scores.csv").lines().skip(1).map(reference).collect()
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn reference(line: &str) -> Reference {
    let cells: Vec<f64> = line.split(',').map(|cell| cell.parse().unwrap()).collect();
    let days = |weeks: f64| (weeks * 7.0).round() as u64;
    Reference {
        id: id(0, cells[0] as usize),
        p_alive: cells[10],
        basket: 100.0 * cells[14],
        repeats: cells[1] as u64,
        recency: days(cells[2]),
        age: days(cells[3]),
        later: cells[4] as u64,
        mean: cells[5],
    }
}

fn id(copy: usize, number: usize) -> String {
    format!("cus_{copy:013}{number:013}")
}

impl Reference {
    /// The days it bought on, with what was spent in minor units.
    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
    fn days(&self, with_later: bool) -> Vec<(NaiveDate, i64)> {
        let first = known_until() - Days::new(self.age);
        let mut days = vec![(first, 1_000)];
        let spent = (self.mean * 100.0 * self.repeats as f64).round() as i64;
        let each = spent / self.repeats.max(1) as i64;
        for repeat in 1..=self.repeats {
            let is_last = repeat == self.repeats;
            let at = if is_last { self.recency } else { repeat };
            days.push((first + Days::new(at), if is_last { spent - each * (repeat as i64 - 1) } else { each }));
        }
        if with_later {
            days.extend((0..self.later).rev().map(|back| (last_day() - Days::new(back), each.max(1_000))));
        }
        days
    }
}

/// The statements that write them, so many times over, with or without what they bought in the 39 weeks after.
pub fn statements(unit: &str, copies: usize, with_later: bool) -> Vec<String> {
    let references = references();
    let then = "'2020-01-01 00:00:00'";
    let mut written = Vec::new();
    for copy in 0..copies {
        for some in references.chunks(400) {
            let (mut customers, mut metrics, mut days) = (String::new(), String::new(), String::new());
            for one in some {
                let id = id(copy, one.id[17..].parse().unwrap());
                let bought = one.days(with_later);
                let (count, spent): (usize, i64) = (bought.len(), bought.iter().map(|day| day.1).sum());
                let (first, last) = (bought[0].0, bought[bought.len() - 1].0);
                write!(customers, ",('{id}','consumer','active','x','x','{unit}','[]','{{}}',{then},{then},1)")
                    .unwrap();
                write!(metrics, ",('{id}','{first}','{last}',{count},{count},{spent},'none',1)").unwrap();
                for (day, net) in bought {
                    write!(days, ",('{id}','{day}',1,{net})").unwrap();
                }
            }
            for (head, rows) in [
                (
                    "customers (id, kind, status, name, name_key, home_unit_id, tags, attributes, created_at, \
                     updated_at, version)",
                    customers,
                ),
                (
                    "customer_metrics (customer_id, first_purchase_on, last_purchase_on, purchases, purchase_days, \
                     net_minor, tier, version)",
                    metrics,
                ),
                ("customer_days (customer_id, day, purchases, net_minor)", days),
            ] {
                written.push(format!("insert into {head} values {}", &rows[1..]));
            }
        }
    }
    written
}
