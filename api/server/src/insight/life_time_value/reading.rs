//! What the current fit says, over the base and of a customer.

use regulars_db::Db;
use regulars_db::insight::life_time_values;
use regulars_db::insight::life_time_values::Fit;
use regulars_domain::insight::life_time_value::{FitState, LifeTimeValuePolicy, ModelKind, NoLifeTimeValue};
use regulars_domain::permissions::Scope;

use super::models::Kept;
use super::scoring;
use super::views::{BandFigures, BandView, CustomerLifeTimeValue, Expectation, LifeTimeValueFigures};
use crate::platform::error::Answer;
use crate::platform::organisation;
use crate::platform::versioned_setting;

/// Over the base; the sums are over what the caller sees.
pub fn figures(db: &mut Db, scope: &Scope) -> Answer<LifeTimeValueFigures> {
    let policy = versioned_setting::current::<LifeTimeValuePolicy>(db)?.value;
    let currency = organisation(db)?.base_currency;
    let Some(fit) = life_time_values::current(db)? else {
        return Ok(LifeTimeValueFigures {
            state: FitState::None,
            as_of: None,
            fitted_at: None,
            customers: 0,
            repeat_buyers: 0,
            models: Vec::new(),
            hold_out: None,
            hold_out_refusal: None,
            no_value: Some(NoLifeTimeValue::NotFitted),
            policy,
            setting_version: None,
            total: BandFigures::of(&[], currency),
            bands: Vec::new(),
        });
    };
    let kept = Kept::from_text(&fit.fit)?;
    let sums = match (&fit.totals, scope.units()) {
        (None, _) => Vec::new(),
        (Some(totals), None) => scoring::kept_sums(totals)?,
        (Some(_), Some(units)) => scoring::sums(db, &fit.id, Some(units))?,
    };
    let no_value = no_value(db, &fit, &kept)?;
    Ok(LifeTimeValueFigures {
        state: if is_refused(&kept) { FitState::Refused } else { FitState::Fitted },
        as_of: Some(fit.as_of),
        fitted_at: Some(fit.fitted_at.into()),
        customers: kept.customers,
        repeat_buyers: kept.repeat_buyers,
        models: kept.models,
        hold_out: kept.hold_out,
        hold_out_refusal: kept.hold_out_refusal,
        no_value,
        policy,
        setting_version: Some(fit.setting_version),
        total: BandFigures::of(&sums, currency),
        bands: sums.iter().map(|band| BandView::of(band, currency)).collect(),
    })
}

/// Of a customer that the caller sees.
pub fn of_customer(db: &mut Db, customer_id: String) -> Answer<CustomerLifeTimeValue> {
    let currency = organisation(db)?.base_currency;
    let Some(fit) = life_time_values::current(db)? else {
        let no_value = Some(NoLifeTimeValue::NotFitted);
        return Ok(CustomerLifeTimeValue { customer_id, as_of: None, fitted_at: None, expectation: None, no_value });
    };
    let kept = Kept::from_text(&fit.fit)?;
    let score = life_time_values::of_customer(db, &fit.id, &customer_id)?;
    let no_value = match &score {
        None if !is_refused(&kept) => Some(NoLifeTimeValue::NotScored),
        _ => no_value(db, &fit, &kept)?,
    };
    Ok(CustomerLifeTimeValue {
        customer_id,
        as_of: Some(fit.as_of),
        fitted_at: Some(fit.fitted_at.into()),
        expectation: score.map(|score| Expectation::of(&score, currency)),
        no_value,
    })
}

fn is_refused(kept: &Kept) -> bool {
    kept.refusal_of(ModelKind::ParetoNbd).is_some()
}

/// Why no customer of a fit has a life-time value.
fn no_value(db: &mut Db, fit: &Fit, kept: &Kept) -> Answer<Option<NoLifeTimeValue>> {
    if is_refused(kept) {
        return Ok(Some(NoLifeTimeValue::Refused));
    }
    if kept.refusal_of(ModelKind::GammaGamma).is_some() {
        return Ok(Some(NoLifeTimeValue::NoBaskets));
    }
    // The margin of the version that the fit was made under, not of one under which customers are only being scored.
    let versions = versioned_setting::versions::<LifeTimeValuePolicy>(db)?;
    let made_under = versions.into_iter().find(|version| version.version == fit.setting_version);
    let margin = made_under.map_or_else(LifeTimeValuePolicy::default, |version| version.value).margin_basis_points;
    Ok(margin.is_none().then_some(NoLifeTimeValue::NoMargin))
}
