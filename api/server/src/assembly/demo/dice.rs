//! Dice that fall the same way for the same seed, on every machine and in every version.

/// SplitMix64 (Steele, Lea & Flood 2014): small, and the same everywhere.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Dice of their own for each `stream` of a seed, so that more rolls in one place move nothing in another.
    pub fn of(seed: u64, stream: u64) -> Dice {
        let mut dice = Dice(seed ^ stream.wrapping_mul(0xD134_2543_DE82_EF95));
        dice.roll();
        dice
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From 0 up to, not including, `sides`.
    pub fn below(&mut self, sides: u64) -> u64 {
        let wide = u128::from(self.roll()) * u128::from(sides);
        u64::try_from(wide >> 64).unwrap_or(0)
    }

    /// From `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let sides = u64::try_from(high - low + 1).unwrap_or(1);
        low + i64::try_from(self.below(sides)).unwrap_or(0)
    }

    /// From 0 up to, not including, 1.
    pub fn unit(&mut self) -> f64 {
        (self.roll() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Exponential with this mean.
    pub fn exponential(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.unit()).ln()
    }

    /// Log-normal: the median, and how far a standard deviation multiplies.
    pub fn log_normal(&mut self, median: f64, spread: f64) -> f64 {
        let (radius, angle) = ((-2.0 * (1.0 - self.unit()).ln()).sqrt(), std::f64::consts::TAU * self.unit());
        median * (spread.ln() * radius * angle.cos()).exp()
    }

    /// One of them, each as likely.
    pub fn pick<'a, T>(&mut self, among: &'a [T]) -> Option<&'a T> {
        let count = u64::try_from(among.len()).unwrap_or(0);
        usize::try_from(self.below(count.max(1))).ok().and_then(|at| among.get(at))
    }

    /// The place of one of them, by weight; the last where rounding leaves none.
    pub fn weighted(&mut self, weights: impl Iterator<Item = f64> + Clone) -> usize {
        let mut left = self.unit() * weights.clone().sum::<f64>();
        let mut last = 0;
        for (at, weight) in weights.enumerate() {
            last = at;
            left -= weight;
            if left < 0.0 {
                break;
            }
        }
        last
    }
}

/// To the nearest whole number; what does not fit is 0.
pub fn whole(value: f64) -> i64 {
    format!("{value:.0}").parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first numbers of SplitMix64 from 1234567, as its reference implementation prints them.
    #[test]
    fn the_dice_are_splitmix64() {
        let mut dice = Dice(1_234_567);
        assert_eq!(
            [dice.roll(), dice.roll(), dice.roll()],
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
        );
    }

    #[test]
    fn they_fall_the_same_way_and_within_bounds() {
        let throw = |seed, stream| {
            let mut dice = Dice::of(seed, stream);
            (0..50).map(|_| dice.between(3, 8)).collect::<Vec<_>>()
        };
        assert_eq!(throw(1, 2), throw(1, 2));
        assert_ne!(throw(1, 2), throw(1, 3));
        assert_ne!(throw(1, 2), throw(2, 2));
        assert!(throw(5, 5).iter().all(|side| (3..=8).contains(side)));
    }

    #[test]
    fn shares_are_what_they_are_called() {
        let mut dice = Dice::of(7, 0);
        let share = |hits: usize| hits as f64 / 20_000.0;
        assert!((share((0..20_000).filter(|_| dice.chance(0.3)).count()) - 0.3).abs() < 0.015);
        let mean = (0..20_000).map(|_| dice.exponential(40.0)).sum::<f64>() / 20_000.0;
        assert!((mean - 40.0).abs() < 1.5, "{mean}");
        let below = (0..20_000).filter(|_| dice.log_normal(9.0, 2.0) < 9.0).count();
        assert!((share(below) - 0.5).abs() < 0.015);
        let second = (0..20_000).filter(|_| dice.weighted([1.0, 3.0].into_iter()) == 1).count();
        assert!((share(second) - 0.75).abs() < 0.015);
        assert_eq!(dice.pick::<u8>(&[]), None);
        assert_eq!([whole(2.4), whole(-2.6), whole(f64::NAN)], [2, -3, 0]);
    }
}
