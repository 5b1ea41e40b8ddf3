//! Rate limits for each caller and each address (governor's GCRA), told as IETF draft-ratelimit-headers says.

use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::{Arc, RwLock};

use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::platform::identity::network::holder;

type Limiter = RateLimiter<String, DashMapStateStore<String>, DefaultClock, StateInformationMiddleware>;

/// The limits of a process.
pub struct Limits {
    principals: Option<(u32, Limiter)>,
    addresses: Option<(u32, Limiter)>,
    /// Look-ups of customers, by person.
    lookups: Option<(u32, Limiter)>,
    /// Keys with a rate of their own, by rate.
    own: RwLock<HashMap<u32, Arc<Limiter>>>,
}

/// What a limiter says of one request.
#[derive(Clone, Copy, Debug)]
pub struct Verdict {
    /// Whether the request may go on; if not, it is answered 429.
    pub admitted: bool,
    per_minute: u32,
    remaining: u32,
    /// How long to wait, in whole seconds; 0 when admitted.
    pub retry_after_seconds: u64,
}

impl Verdict {
    /// `RateLimit-Policy`.
    pub fn policy(&self) -> String {
        format!("\"minute\";q={};w=60", self.per_minute)
    }

    /// `RateLimit`.
    pub fn state(&self) -> String {
        format!("\"minute\";r={};t={}", self.remaining, self.retry_after_seconds)
    }
}

fn limiter(per_minute: u32) -> Option<Limiter> {
    let quota = Quota::per_minute(NonZeroU32::new(per_minute)?);
    Some(RateLimiter::dashmap(quota).with_middleware())
}

impl Limits {
    /// Requests a minute for a known caller and for an address, look-ups an hour for a person; 0 is no limit.
    pub fn new(principal_per_minute: u32, address_per_minute: u32, lookups_per_hour: u32) -> Limits {
        Limits {
            principals: limiter(principal_per_minute).map(|limiter| (principal_per_minute, limiter)),
            addresses: limiter(address_per_minute).map(|limiter| (address_per_minute, limiter)),
            lookups: NonZeroU32::new(lookups_per_hour)
                .map(|rate| (lookups_per_hour, RateLimiter::dashmap(Quota::per_hour(rate)).with_middleware())),
            own: RwLock::default(),
        }
    }

    /// One look-up of a person; seconds to wait when there were too many.
    pub fn lookup(&self, user_id: &str) -> Result<(), u64> {
        let Some((rate, limiter)) = &self.lookups else { return Ok(()) };
        let verdict = ask(limiter, *rate, user_id);
        if verdict.admitted { Ok(()) } else { Err(verdict.retry_after_seconds) }
    }

    /// One request of a known caller; `own` is its own rate.
    pub fn principal(&self, id: &str, own: Option<u32>) -> Option<Verdict> {
        match own {
            Some(per_minute) => self.own(per_minute).map(|limiter| ask(&limiter, per_minute, id)),
            None => self.principals.as_ref().map(|(per_minute, limiter)| ask(limiter, *per_minute, id)),
        }
    }

    /// One request of nobody known, from an address.
    pub fn address(&self, address: Option<IpAddr>) -> Option<Verdict> {
        let key = address.map_or_else(|| "unknown".to_owned(), holder);
        self.addresses.as_ref().map(|(per_minute, limiter)| ask(limiter, *per_minute, &key))
    }

    /// Forgets callers that have been quiet long enough.
    pub fn tidy(&self) {
        let limiters =
            [&self.principals, &self.addresses, &self.lookups].into_iter().flatten().map(|(_, limiter)| limiter);
        limiters.for_each(|limiter| limiter.retain_recent());
        if let Ok(own) = self.own.read() {
            own.values().for_each(|limiter| limiter.retain_recent());
        }
    }

    fn own(&self, per_minute: u32) -> Option<Arc<Limiter>> {
        if let Some(limiter) = self.own.read().ok()?.get(&per_minute) {
            return Some(Arc::clone(limiter));
        }
        let fresh = Arc::new(limiter(per_minute)?);
        Some(Arc::clone(self.own.write().ok()?.entry(per_minute).or_insert(fresh)))
    }
}

fn ask(limiter: &Limiter, per_minute: u32, key: &str) -> Verdict {
    match limiter.check_key(&key.to_owned()) {
        Ok(state) => {
            Verdict { admitted: true, per_minute, remaining: state.remaining_burst_capacity(), retry_after_seconds: 0 }
        }
        Err(until) => {
            let wait = until.wait_time_from(DefaultClock::default().now());
            Verdict { admitted: false, per_minute, remaining: 0, retry_after_seconds: wait.as_secs() + 1 }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_third_of_two_is_told_to_wait() {
        let limits = Limits::new(2, 0, 1);
        assert!(limits.principal("a", None).unwrap().admitted);
        assert_eq!(limits.principal("a", None).unwrap().remaining, 0);
        let third = limits.principal("a", None).unwrap();
        assert!(!third.admitted && third.retry_after_seconds >= 1);
        assert!(limits.principal("b", None).unwrap().admitted);
        assert!(limits.principal("a", Some(5)).unwrap().admitted);
        assert!(limits.address(None).is_none());
        assert_eq!(limits.lookup("a"), Ok(()));
        assert!(limits.lookup("a").is_err_and(|seconds| (3000..=3601).contains(&seconds)));
        assert_eq!(limits.lookup("b"), Ok(()));
    }
}
