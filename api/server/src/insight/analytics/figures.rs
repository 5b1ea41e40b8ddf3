//! The figures over the customers of one scope, as of one moment.

use std::collections::BTreeMap;

use regulars_db::Db;
use regulars_db::insight::analytics;
use regulars_domain::customers::tiers::TierClass;
use regulars_domain::insight::concentration::concentration;
use regulars_domain::statistics::six_places;
use serde::{Deserialize, Serialize};

use crate::platform::error::{Answer, Error};
use crate::platform::identity::keys::digest;

/// What is computed of a scope.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Customers and their net spend in minor units, by class; classes of nobody are left out.
    pub classes: BTreeMap<TierClass, (i64, i64)>,
    /// Customers that have bought.
    pub buyers: i64,
    /// Their net spend in minor units.
    pub net_minor: i64,
    /// None when nobody spent anything.
    pub spread: Option<Spread>,
}

/// How spend is spread, in decimals with six places.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    pub gini: String,
    pub top_20_share: String,
    /// Shares of customers, poorest first, with their shares of spend.
    pub lorenz: Vec<(String, String)>,
}

impl Figures {
    /// Over the customers at home in these units, or over everybody: one look at each of them.
    pub fn compute(db: &mut Db, units: Option<&[String]>) -> Answer<Figures> {
        let classes = analytics::tiers(db, units)?;
        let classes = classes.into_iter().filter_map(|(class, customers, net)| Some((class?.0, (customers, net))));
        Ok(Figures::of(classes.collect(), analytics::spends(db, units)?))
    }

    /// Of the sums of the classes and the net spend of everybody who has bought.
    pub fn of(classes: BTreeMap<TierClass, (i64, i64)>, spends: Vec<i64>) -> Figures {
        let buyers = i64::try_from(spends.len()).unwrap_or(i64::MAX);
        let net_minor = spends.iter().sum();
        let spread = concentration(spends).map(|found| Spread {
            gini: six_places(found.gini),
            top_20_share: six_places(found.top_20_share),
            lorenz: found
                .lorenz
                .into_iter()
                .map(|point| (six_places(point.customers_share), six_places(point.spend_share)))
                .collect(),
        });
        Figures { classes, buyers, net_minor, spread }
    }

    pub fn to_text(&self) -> Answer<String> {
        serde_json::to_string(self).map_err(|error| Error::Internal(error.to_string()))
    }

    pub fn from_text(text: &str) -> Answer<Figures> {
        serde_json::from_str(text).map_err(|error| Error::Internal(format!("kept figures: {error}")))
    }
}

/// The name of a scope: the same for the same units in whatever order.
pub fn name_of(units: Option<&[String]>) -> String {
    let Some(units) = units else { return "all".to_owned() };
    let mut units = units.to_vec();
    units.sort_unstable();
    digest(&units.join(" "))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_called_the_same_in_whatever_order_its_units_are() {
        let units = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<String>>();
        assert_eq!(name_of(None), "all");
        assert_eq!(name_of(Some(&units(&["a", "b"]))), name_of(Some(&units(&["b", "a"]))));
        assert_ne!(name_of(Some(&units(&["a"]))), name_of(Some(&units(&["b"]))));
        assert_ne!(name_of(Some(&[])), name_of(None));
    }

    #[test]
    fn figures_come_back_from_their_text_as_they_were() {
        let classes = BTreeMap::from([(TierClass::A, (2, 700_000)), (TierClass::None, (1, 0))]);
        for spends in [vec![], vec![0], vec![100, 200, 300_333]] {
            let figures = Figures::of(classes.clone(), spends);
            assert_eq!(Figures::from_text(&figures.to_text().unwrap()).unwrap(), figures);
        }
    }
}
