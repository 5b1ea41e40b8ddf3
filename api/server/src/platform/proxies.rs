//! Proxies that nobody named: many addresses call through one peer that is not trusted.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::sync::Mutex;

use crate::platform::config::Http;

/// So many addresses behind one peer that is not trusted are worth a warning.
const MANY: usize = 5;
/// Peers that are watched at most.
const WATCHED: usize = 1000;

/// Who calls through a peer that is not trusted: they all share its limits, which is most often a setting forgotten.
#[derive(Default)]
pub struct ProxyWatch {
    seen: Mutex<HashMap<IpAddr, HashSet<String>>>,
}

impl ProxyWatch {
    /// Notes a request, and what the peer said it was called from; true once for a peer, when so many addresses have come
    /// through it that it must be a proxy.
    pub fn is_new_proxy(&self, http: &Http, peer: Option<IpAddr>, said: Option<&str>) -> bool {
        let Some(peer) = peer.filter(|peer| !http.trust_proxy && !http.trusts(*peer)) else { return false };
        let Some(said) = said else { return false };
        let Ok(mut seen) = self.seen.lock() else { return false };
        if seen.len() >= WATCHED && !seen.contains_key(&peer) {
            return false;
        }
        let behind = seen.entry(peer).or_default();
        behind.len() < MANY && behind.insert(said.chars().take(64).collect()) && behind.len() == MANY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trusting(network: &str) -> Http {
        Http {
            listen: String::new(),
            workers: 1,
            public_url: String::new(),
            cors_origins: Vec::new(),
            trust_proxy: false,
            trusted_proxies: vec![network.parse().unwrap()],
            max_upload: 0,
            max_unpacked: 0,
            metrics_token: None,
        }
    }

    #[test]
    fn a_proxy_that_is_not_trusted_is_told_once() {
        let (watch, unknown) = (ProxyWatch::default(), trusting("10.0.0.0/8"));
        let mut told = 0;
        for round in 0..3 {
            for n in 0..7 {
                let line = format!("203.0.113.{n}");
                let peer = |text: &str| Some(text.parse().unwrap());
                told += i32::from(watch.is_new_proxy(&unknown, peer("192.0.2.1"), Some(&line)));
                assert!(!watch.is_new_proxy(&unknown, peer("10.0.0.1"), Some(&line)), "trusted, {round}");
                assert!(!watch.is_new_proxy(&unknown, peer("192.0.2.2"), Some("203.0.113.9")));
                assert!(!watch.is_new_proxy(&unknown, peer("192.0.2.3"), None));
            }
        }
        assert_eq!(told, 1);
    }
}
