//! How many requests may be under way to an endpoint, so that those that hang hold up no other.

/// Requests to one endpoint at a time.
pub const AT_ONCE: usize = 8;
/// Requests to all endpoints at a time, beyond which each endpoint still has one.
const IN_ALL: usize = 256;
/// Requests at a time, whatever is waiting.
const AT_MOST: usize = 1024;

/// How many more may go now to an endpoint that has `here` under way, of `all`; `is_slow`: no answer came in time lately.
pub fn room(here: usize, all: usize, is_slow: bool) -> usize {
    // One that does not answer gets its share only where there is enough for everybody.
    let share = if is_slow && all >= IN_ALL / 2 { 1 } else { AT_ONCE };
    let room = share.saturating_sub(here).min(IN_ALL.saturating_sub(all));
    let least = usize::from(here == 0 && all < AT_MOST);
    room.max(least)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_endpoint_waits_for_others() {
        for (here, all, is_slow, expected) in [
            (0, 0, false, 8),
            (3, 100, false, 5),
            (8, 100, false, 0),
            (0, 252, false, 4),
            (0, 256, false, 1),
            (1, 256, false, 0),
            (0, 900, false, 1),
            (0, 1024, false, 0),
            (0, 100, true, 8),
            (0, 128, true, 1),
            (4, 128, true, 0),
        ] {
            assert_eq!(room(here, all, is_slow), expected, "{here} of {all}, slow: {is_slow}");
        }
    }
}
