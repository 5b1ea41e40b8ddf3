//! What a fit says of customers: scored some at a time, and counted together at the end.

use regulars_db::Db;
use regulars_db::insight::life_time_values;
use regulars_db::insight::life_time_values::Score;
use regulars_domain::insight::clv::Appraiser;
use regulars_domain::insight::life_time_value::{AliveBand, millionths, rounded};
use serde::{Deserialize, Serialize};

use super::base::Buyer;
use crate::platform::error::{Answer, Error};

/// What an appraiser says of a customer.
pub fn score(appraiser: &Appraiser, fit_id: &str, buyer: &Buyer) -> Score {
    let mean = buyer.mean_basket();
    let found = appraiser.appraise(buyer.history, mean.unwrap_or(0.0));
    let worth = found.expected_basket.map_or_else(
        || millionths(found.residual_transactions),
        |basket| rounded(basket * found.residual_transactions),
    );
    Score {
        customer_id: buyer.customer_id.clone(),
        fit_id: fit_id.to_owned(),
        repeats: buyer.history.repeats.into(),
        recency_days: buyer.history.recency.into(),
        age_days: buyer.history.age.into(),
        mean_basket_minor: mean.map(rounded),
        p_alive: millionths(found.alive),
        expected_purchases: millionths(found.expected_purchases),
        expected_basket_minor: found.expected_basket.map(rounded),
        residual_transactions: millionths(found.residual_transactions),
        life_time_value_minor: found.life_time_value.map(rounded),
        worth,
    }
}

/// The sums over the customers of one band.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BandSums {
    pub band: AliveBand,
    pub customers: i64,
    /// In millionths.
    pub expected_purchases: i64,
    pub life_time_value_minor: Option<i64>,
}

/// The sums of every band, most likely first, over these units or over everybody.
pub fn sums(db: &mut Db, fit_id: &str, units: Option<&[String]>) -> Answer<Vec<BandSums>> {
    let found = life_time_values::bands(db, fit_id, units)?;
    let of = |band: &AliveBand| {
        let row = found.iter().find(|row| row.band == band.as_str());
        BandSums {
            band: *band,
            customers: row.map_or(0, |row| row.customers),
            expected_purchases: row.map_or(0, |row| row.expected_purchases),
            life_time_value_minor: row.and_then(|row| row.life_time_value_minor),
        }
    };
    Ok(AliveBand::ALL.iter().map(of).collect())
}

/// The sums as they were kept.
pub fn kept_sums(text: &str) -> Answer<Vec<BandSums>> {
    serde_json::from_str(text).map_err(|error| Error::Internal(format!("sums of life-time value: {error}")))
}
