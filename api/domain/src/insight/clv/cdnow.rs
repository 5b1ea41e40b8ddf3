//! The CDNOW 1/10 sample with reference scores, for the tests of all models.

use std::sync::LazyLock;

use super::histories::{Histories, History};

/// A customer of the sample.
pub struct Row {
    pub history: History,
    /// Mean spend of a repeat purchase, 0 without any.
    pub mean: f64,
    /// Repeat purchases in the 39 weeks after.
    pub bought_later: u32,
    pub pa_bg: f64,
    pub pa_mbg: f64,
    pub pa_pnbd: f64,
    pub cet39_bg: f64,
    pub cet39_mbg: f64,
    pub cet39_pnbd: f64,
    pub gg_mean: f64,
    pub ll_bg: f64,
    pub ll_pnbd: f64,
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let file = include_str!("../../../../../tests/data/cdnow_reference_scores.csv");
    file.lines().skip(1).map(row).collect()
});

/// All 2,357 customers.
pub fn rows() -> &'static [Row] {
    &ROWS
}

/// Their histories in the first 39 weeks.
pub fn histories() -> Histories {
    Histories::of(rows().iter().map(|row| row.history))
}

fn row(line: &str) -> Row {
    let cells: Vec<f64> = line.split(',').map(|cell| cell.parse().unwrap()).collect();
    let [
        _,
        x,
        t_x,
        t,
        later,
        mean,
        _,
        _,
        pa_bg,
        pa_mbg,
        pa_pnbd,
        cet39_bg,
        cet39_mbg,
        cet39_pnbd,
        gg_mean,
        ll_bg,
        ll_pnbd,
    ] = cells.try_into().unwrap();
    let days = |weeks: f64| whole(weeks * 7.0);
    Row {
        history: History::new(whole(x), days(t_x), days(t)),
        bought_later: whole(later),
        mean,
        pa_bg,
        pa_mbg,
        pa_pnbd,
        cet39_bg,
        cet39_mbg,
        cet39_pnbd,
        gg_mean,
        ll_bg,
        ll_pnbd,
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts and days of the sample")]
fn whole(value: f64) -> u32 {
    assert!((value - value.round()).abs() < 1e-4, "{value} is not whole");
    value.round() as u32
}
