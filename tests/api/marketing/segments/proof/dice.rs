//! Numbers that look random and come again with their seed.

/// xorshift64* (Vigna 2016).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed.max(1))
    }

    /// 0 to `sides` - 1.
    pub fn below(&mut self, sides: i64) -> i64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let mixed = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        i64::try_from(mixed).unwrap() % sides
    }

    /// One time out of `times`.
    pub fn once_in(&mut self, times: i64) -> bool {
        self.below(times) == 0
    }

    pub fn one_of<T: Clone>(&mut self, values: &[T]) -> T {
        values[usize::try_from(self.below(i64::try_from(values.len()).unwrap())).unwrap()].clone()
    }

    /// A value, or none one time out of three.
    pub fn maybe<T>(&mut self, value: T) -> Option<T> {
        (!self.once_in(3)).then_some(value)
    }
}
