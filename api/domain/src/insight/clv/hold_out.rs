//! The hold-out check: what was foretold of a time that is over, against what happened in it.

/// How well purchases were foretold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HoldOut {
    /// How many customers were compared.
    pub customers: u64,
    /// Purchases foretold of all together.
    pub expected: f64,
    /// Purchases they made.
    pub actual: u64,
    /// (expected − actual) ÷ actual; `None` when nobody bought.
    pub aggregate_error: Option<f64>,
    /// The mean absolute error of a customer's number of purchases.
    pub mean_absolute_error: f64,
    /// The area under the ROC curve: how often, of one who bought and one who did not, the one who bought was expected to
    /// buy more; equals count half. 0.5 is chance. `None` when all bought or nobody did.
    pub auc: Option<f64>,
}

/// Compares each customer's expected purchases with the actual ones; `None` without customers.
#[must_use]
pub fn hold_out(customers: impl IntoIterator<Item = (f64, u32)>) -> Option<HoldOut> {
    let mut all: Vec<(f64, u32)> = customers.into_iter().collect();
    if all.is_empty() {
        return None;
    }
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let expected: f64 = all.iter().map(|one| one.0).sum();
    let actual: u64 = all.iter().map(|one| u64::from(one.1)).sum();
    let off: f64 = all.iter().map(|one| (one.0 - f64::from(one.1)).abs()).sum();
    Some(HoldOut {
        customers: all.len() as u64,
        expected,
        actual,
        aggregate_error: (actual > 0).then(|| expected / actual as f64 - 1.0),
        mean_absolute_error: off / all.len() as f64,
        auc: auc(&all),
    })
}

/// By the sum of ranks (Mann & Whitney 1947), equals with their mean rank; `ascending` by what was expected.
fn auc(ascending: &[(f64, u32)]) -> Option<f64> {
    let (mut before, mut ranks, mut buyers) = (0.0, 0.0, 0.0);
    for equals in ascending.chunk_by(|a, b| a.0 == b.0) {
        let bought = equals.iter().filter(|one| one.1 > 0).count() as f64;
        ranks += bought * (before + 0.5 * (equals.len() as f64 + 1.0));
        buyers += bought;
        before += equals.len() as f64;
    }
    let pairs = buyers * (before - buyers);
    (pairs > 0.0).then(|| (ranks - 0.5 * buyers * (buyers + 1.0)) / pairs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::clv::{ParetoNbd, cdnow};

    #[test]
    fn errors_and_auc_of_small_cases() {
        assert_eq!(hold_out([]), None);
        for (cases, error, mae, auc) in [
            (vec![(0.5, 0), (1.5, 2)], Some(0.0), 0.5, Some(1.0)),
            (vec![(1.5, 0), (0.5, 2)], Some(0.0), 1.5, Some(0.0)),
            // Equals say nothing.
            (vec![(1.0, 0), (1.0, 1), (1.0, 0), (1.0, 1)], Some(1.0), 0.5, Some(0.5)),
            // Of four pairs three stand right.
            (vec![(1.0, 0), (2.0, 1), (3.0, 0), (4.0, 1)], Some(4.0), 2.0, Some(0.75)),
            (vec![(1.0, 0), (2.0, 0)], None, 1.5, None),
            (vec![(1.0, 1), (2.0, 1)], Some(0.5), 0.5, None),
        ] {
            let found = hold_out(cases.clone()).unwrap();
            assert_eq!((found.aggregate_error, found.mean_absolute_error, found.auc), (error, mae, auc), "{cases:?}");
        }
    }

    #[test]
    fn pareto_nbd_on_the_second_39_weeks_of_cdnow() {
        let model = ParetoNbd::fit(&cdnow::histories()).unwrap().model;
        let of = |row: &cdnow::Row| (model.expected(&row.history.statistic(), 39.0), row.bought_later);
        let found = hold_out(cdnow::rows().iter().map(of)).unwrap();
        assert_eq!((found.customers, found.actual), (2_357, 1_882));
        assert!((found.expected - 1_665.5).abs() < 0.1);
        assert!(found.aggregate_error.is_some_and(|error| (error + 0.115).abs() < 0.001));
        assert!(found.auc.is_some_and(|auc| auc > 0.75 && auc < 0.9), "{found:?}");
    }
}
