//! Kept figures, computed again from the customers. They are of a moment: once something was recorded since, nothing can be
//! said of them any more, and they are newer soon.

use std::collections::{BTreeMap, HashSet};

use chrono::{NaiveDateTime, TimeDelta};
use regulars_db::Db;
use regulars_db::insight::kept;
use regulars_db::verify::Slice;
use regulars_domain::customers::profiles::CustomerStatus;
use regulars_domain::customers::tiers::TierClass;

use super::{Difference, Differences};
use crate::insight::analytics::figures::Figures;
use crate::platform::error::{Answer, Error};

/// How long after its stated moment a fact may be committed.
const COMMITTED_WITHIN: TimeDelta = TimeDelta::seconds(60);

/// The figures of one scope, with what they are computed from.
struct Scope {
    name: String,
    /// None: everybody.
    units: Option<HashSet<String>>,
    as_of: NaiveDateTime,
    kept: Figures,
    classes: BTreeMap<TierClass, (i64, i64)>,
    spends: Vec<i64>,
}

/// All kept figures, and when the last thing was recorded that they could follow from.
#[derive(Default)]
pub struct Kept {
    scopes: Vec<Scope>,
    last: Option<NaiveDateTime>,
}

impl Kept {
    pub fn read(db: &mut Db) -> Answer<Kept> {
        let mut scopes = Vec::new();
        for row in kept::all(db)? {
            let (Some(as_of), Some(text)) = (row.as_of, row.figures) else { continue };
            let units = row.units.map(|units| serde_json::from_str(&units)).transpose();
            scopes.push(Scope {
                name: row.scope,
                units: units.map_err(|error| Error::Internal(format!("a scope: {error}")))?,
                as_of,
                kept: Figures::from_text(&text)?,
                classes: BTreeMap::new(),
                spends: Vec::new(),
            });
        }
        Ok(Kept { scopes, last: None })
    }

    pub fn add(&mut self, slice: &Slice) {
        let moments = (slice.customers.iter().map(|customer| customer.updated_at))
            .chain(slice.purchases.iter().map(|purchase| purchase.recorded_at))
            .chain(slice.refunds.iter().map(|refund| refund.recorded_at))
            .chain(slice.tier_changes.iter().map(|change| change.recorded_at));
        self.last = self.last.max(moments.max());
        let sums = slice.metrics.iter().map(|metrics| (metrics.customer_id.as_str(), metrics));
        let sums: BTreeMap<&str, _> = sums.collect();
        for customer in slice.customers.iter().filter(|customer| customer.status.0 != CustomerStatus::Merged) {
            let Some(metrics) = sums.get(customer.id.as_str()) else { continue };
            for scope in &mut self.scopes {
                let home = customer.home_unit_id.as_ref();
                if !scope.units.as_ref().is_none_or(|units| home.is_some_and(|home| units.contains(home))) {
                    continue;
                }
                if let Some(tier) = metrics.tier {
                    let class = scope.classes.entry(tier.0).or_default();
                    class.0 += 1;
                    class.1 += metrics.net_minor;
                }
                if metrics.purchases > 0 {
                    scope.spends.push(metrics.net_minor);
                }
            }
        }
    }

    /// The figures that are not what they were computed from.
    pub fn compare(self) -> Vec<Difference> {
        let mut found = Differences::default();
        for scope in self.scopes {
            if self.last.is_some_and(|last| last + COMMITTED_WITHIN >= scope.as_of) {
                continue;
            }
            let (kept, expected) = (scope.kept, Figures::of(scope.classes, scope.spends));
            let mut compare = |what: &str, stored: String, expected: String| {
                found.compare("", &format!("figures.{}.{what}", scope.name), &stored, &expected);
            };
            compare("classes", format!("{:?}", kept.classes), format!("{:?}", expected.classes));
            compare("buyers", kept.buyers.to_string(), expected.buyers.to_string());
            compare("net", kept.net_minor.to_string(), expected.net_minor.to_string());
            compare("spread", format!("{:?}", kept.spread), format!("{:?}", expected.spread));
        }
        found.0
    }
}
