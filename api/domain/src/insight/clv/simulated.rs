//! Invented customers: fits must find the parameters they were made with, refuse what says nothing, and be fast.

use super::fit::Purchases;
use super::*;

/// Pseudo-random numbers (Steele, Lea & Flood 2014, SplitMix64), the same in each run.
struct Numbers(u64);

impl Numbers {
    /// Evenly between 0 and 1, never either.
    fn even(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (((z ^ (z >> 31)) >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    fn exponential(&mut self, rate: f64) -> f64 {
        -self.even().ln() / rate
    }

    fn normal(&mut self) -> f64 {
        (-2.0 * self.even().ln()).sqrt() * (std::f64::consts::TAU * self.even()).cos()
    }

    /// Gamma of any shape and scale 1 (Marsaglia & Tsang 2000).
    fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            return self.gamma(shape + 1.0) * self.even().powf(1.0 / shape);
        }
        let d = shape - 1.0 / 3.0;
        loop {
            let x = self.normal();
            let v = (1.0 + x / (9.0 * d).sqrt()).powi(3);
            if v > 0.0 && self.even().ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }
}

/// When a customer leaves.
enum Life {
    Pareto { s: f64, beta: f64 },
    Geometric { a: f64, b: f64, leaving: Leaving },
}

/// Customers who came evenly over `days` and were watched until their end; days on which they bought.
fn customers(count: u32, days: f64, (r, alpha): (f64, f64), life: &Life) -> Vec<History> {
    let mut numbers = Numbers(u64::from(count));
    (0..count)
        .map(|_| {
            let age = 1.0 + (numbers.even() * (days - 1.0)).floor();
            let rate = numbers.gamma(r) / alpha / 7.0;
            let (mut end, mut leaves) = (f64::INFINITY, 0.0);
            match *life {
                Life::Pareto { s, beta } => {
                    let dying = numbers.gamma(s) / beta / 7.0;
                    end = numbers.exponential(dying);
                }
                Life::Geometric { a, b, leaving } => {
                    let (a, b) = (numbers.gamma(a), numbers.gamma(b));
                    leaves = a / (a + b);
                    if leaving == Leaving::AfterAny && numbers.even() < leaves {
                        end = 0.0;
                    }
                }
            }
            let (mut at, mut last, mut repeats) = (0.0, 0, 0);
            loop {
                at += numbers.exponential(rate);
                if at > end.min(age) {
                    return History::new(repeats, last, whole(age));
                }
                let day = whole(at);
                if day > last {
                    (last, repeats) = (day, repeats + 1);
                    if numbers.even() < leaves {
                        end = at;
                    }
                }
            }
        })
        .collect()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "days of a few years")]
fn whole(days: f64) -> u32 {
    days.floor() as u32
}

fn baskets(histories: &[History], (p, q, gamma): (f64, f64, f64)) -> Vec<Basket> {
    let mut numbers = Numbers(7);
    histories
        .iter()
        .map(|one| {
            let own = numbers.gamma(q) / gamma;
            let x = f64::from(one.repeats);
            Basket { repeats: one.repeats, mean: if x > 0.0 { numbers.gamma(p * x) / own / x } else { 0.0 } }
        })
        .collect()
}

/// Twice the logarithm of how much likelier the fit is than what customers were made with: chi-square with as many
/// degrees of freedom as parameters (Wilks 1938), so above 20 about once in two thousand, and never below 0.
fn as_likely(found: f64, made: f64) -> bool {
    (0.0..20.0).contains(&(2.0 * (found - made)))
}

#[test]
fn fits_find_what_customers_were_made_with() {
    // Rates so low that two purchases hardly ever fall on one day.
    for (r, alpha, s, beta) in [(0.5, 200.0, 0.6, 250.0), (1.5, 300.0, 1.2, 600.0), (0.8, 150.0, 0.4, 50.0)] {
        let base = Histories::of(customers(3_500, 7_300.0, (r, alpha), &Life::Pareto { s, beta }));
        let found = ParetoNbd::fit(&base).unwrap();
        let made = ParetoNbd { r, alpha, s, beta }.ln_likelihood(base.distinct());
        assert!(as_likely(found.ln_likelihood, made), "{found:?} {made}");
    }
    for leaving in [Leaving::AfterRepeats, Leaving::AfterAny] {
        let (r, alpha, a, b) = (0.6, 150.0, 0.8, 2.5);
        let histories = customers(3_500, 7_300.0, (r, alpha), &Life::Geometric { a, b, leaving });
        let base = Histories::of(histories.iter().copied());
        let found = BetaGeometric::fit(&base, leaving).unwrap();
        let made = BetaGeometric { leaving, r, alpha, a, b }.ln_likelihood(base.distinct());
        assert!(as_likely(found.ln_likelihood, made), "{found:?} {made}");

        let baskets = Baskets::of(baskets(&histories, (6.0, 4.0, 5_000.0)));
        let found = GammaGamma::fit(&baskets).unwrap();
        let made = GammaGamma { p: 6.0, q: 4.0, gamma: 5_000.0 }.ln_likelihood(&baskets);
        assert!(as_likely(found.ln_likelihood, made), "{found:?} {made}");
    }
}

#[test]
fn data_that_say_little_are_refused_or_fitted_but_never_worse() {
    let few = Refusal::TooFewRepeatBuyers { found: 99, needed: 100 };
    let cases: [(&str, Vec<History>, Option<Refusal>); 8] = [
        ("nobody", vec![], Some(Refusal::TooFewRepeatBuyers { found: 0, needed: 100 })),
        ("99 who came back", vec![History::new(1, 10, 100); 99], Some(few)),
        ("all alike", vec![History::new(3, 50, 100); 1_000], None),
        ("all today", vec![History::new(1, 0, 0); 1_000], None),
        ("all every day", vec![History::new(5_000, 5_000, 5_000); 200], None),
        ("two kinds", [vec![History::new(0, 0, 365); 5_000], vec![History::new(300, 364, 365); 300]].concat(), None),
        ("extreme", (0..500).map(|at| History::new(u32::MAX - at, u32::MAX, u32::MAX)).collect(), None),
        ("nobody leaves", customers(3_000, 400.0, (1.0, 10.0), &Life::Pareto { s: 1e-4, beta: 1e4 }), None),
    ];
    for (name, histories, refusal) in cases {
        let base = Histories::of(histories.clone());
        let pareto = ParetoNbd::fit(&base);
        if let Some(refusal) = refusal {
            assert_eq!(pareto, Err(refusal), "{name}");
        }
        let scores = |fitted: Result<Vec<(f64, f64)>, Refusal>| {
            for (alive, expected) in fitted.unwrap_or_default() {
                assert!((0.0..=1.0).contains(&alive) && expected.is_finite() && expected >= 0.0, "{name}");
            }
        };
        let each = || base.distinct().iter();
        scores(pareto.map(|fit| each().map(|one| (fit.model.alive(one), fit.model.expected(one, 52.0))).collect()));
        for leaving in [Leaving::AfterRepeats, Leaving::AfterAny] {
            let fitted = BetaGeometric::fit(&base, leaving);
            scores(fitted.map(|fit| each().map(|one| (fit.model.alive(one), fit.model.expected(one, 52.0))).collect()));
        }
    }
}

/// Seconds this thread has run so far, as Linux counts them.
fn on_the_processor() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    told.split_whitespace().next().unwrap().parse::<f64>().unwrap() / 1e9
}

/// `cargo test --release -p regulars-domain clv -- --ignored --nocapture`: how long a million customers take.
#[test]
#[ignore = "measures time, in release only"]
fn a_million_customers_are_fitted_in_time() {
    let made = customers(1_000_000, 270.0, (0.55, 10.6), &Life::Pareto { s: 0.6, beta: 11.7 });
    let base = Histories::of(made.iter().copied());
    println!("{} customers, {} distinct statistics", base.customers(), base.distinct().len());
    let timed = |name: &str, most: f64, work: &dyn Fn() -> String| {
        let start = on_the_processor();
        let found = work();
        let seconds = on_the_processor() - start;
        println!("{name}: {seconds:.2} CPU-s, {found}");
        assert!(seconds < most, "{name} took {seconds} CPU-s");
    };
    timed("BG/NBD", 3.0, &|| format!("{:?}", BetaGeometric::fit(&base, Leaving::AfterRepeats)));
    timed("MBG/NBD", 3.0, &|| format!("{:?}", BetaGeometric::fit(&base, Leaving::AfterAny)));
    timed("Pareto/NBD", 40.0, &|| format!("{:?}", ParetoNbd::fit(&base)));
    let spent = Baskets::of(baskets(&made, (6.25, 3.74, 15.44)));
    timed("Gamma-Gamma", 3.0, &|| format!("{:?}", GammaGamma::fit(&spent)));
    let model = ParetoNbd::fit(&base).unwrap().model;
    timed("scores", 3.0, &|| {
        let score =
            |one: &Statistic| one.count * (model.expected(one, 52.0) + model.residual(one, Discounting::STANDARD));
        base.distinct().iter().map(score).sum::<f64>().to_string()
    });
}
