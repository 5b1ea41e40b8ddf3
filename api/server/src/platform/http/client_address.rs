//! Where a request comes from: the peer, or behind proxies that are trusted the address that the last of them was
//! called from. `X-Forwarded-For` is read from its end, over all its lines, and no further than the first address that is
//! not trusted: what stands before that is what a stranger said.

use std::collections::{HashMap, HashSet};
use std::net::{IpAddr, SocketAddr};
use std::sync::Mutex;

use actix_web::http::header::HeaderMap;

use crate::platform::config::Http;

/// So many addresses behind one peer that is not trusted are worth a warning.
const MANY: usize = 5;
/// Peers that are watched at most.
const WATCHED: usize = 1000;

/// Where the request comes from.
#[derive(Clone, Copy, Debug)]
pub struct ClientAddress(pub Option<IpAddr>);

/// The address of the client that called `peer`, or the peer itself.
pub fn client_address(http: &Http, peer: Option<IpAddr>, headers: &HeaderMap) -> Option<IpAddr> {
    let mut address = peer?;
    // `trust_proxy` says that nobody but a proxy can be the peer.
    let mut trusted = http.trust_proxy || http.trusts(address);
    for hop in hops(headers).into_iter().rev() {
        if !trusted {
            break;
        }
        let Some(before) = read(&hop) else { break };
        address = before;
        trusted = http.trusts(address);
    }
    Some(address)
}

/// What was forwarded, the nearest last.
fn hops(headers: &HeaderMap) -> Vec<String> {
    let lines = headers.get_all("x-forwarded-for").filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(|hop| hop.trim().to_owned()).collect()
}

/// An address as proxies write it: alone, with a port, or in brackets.
fn read(text: &str) -> Option<IpAddr> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    let address = bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
    address.map(|address: IpAddr| address.to_canonical())
}

/// Who calls through a peer that is not trusted: they all share its limits, which is most often a setting forgotten.
#[derive(Default)]
pub struct ProxyWatch {
    seen: Mutex<HashMap<IpAddr, HashSet<String>>>,
}

impl ProxyWatch {
    /// Notes a request; true once for a peer, when so many addresses have come through it that it must be a proxy.
    pub fn is_new_proxy(&self, http: &Http, peer: Option<IpAddr>, headers: &HeaderMap) -> bool {
        let Some(peer) = peer.filter(|peer| !http.trust_proxy && !http.trusts(*peer)) else { return false };
        let Some(said) = hops(headers).pop() else { return false };
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
    use actix_web::http::header::{HeaderName, HeaderValue};

    use super::*;

    fn http(trust_proxy: bool, networks: &[&str]) -> Http {
        let trusted_proxies = networks.iter().map(|text| text.parse().unwrap()).collect();
        Http {
            listen: String::new(),
            workers: 1,
            public_url: String::new(),
            cors_origins: Vec::new(),
            trust_proxy,
            trusted_proxies,
            max_upload: 0,
            max_unpacked: 0,
            metrics_token: None,
        }
    }

    fn headers(lines: &[&str]) -> HeaderMap {
        let name = HeaderName::from_static("x-forwarded-for");
        let mut headers = HeaderMap::new();
        lines.iter().for_each(|line| headers.append(name.clone(), HeaderValue::from_str(line).unwrap()));
        headers
    }

    #[test]
    fn what_a_stranger_said_is_not_believed() {
        let inner = ["10.0.0.0/8"];
        for (trust_proxy, networks, peer, lines, expected) in [
            (false, &[][..], "192.0.2.1", &["203.0.113.7"][..], "192.0.2.1"),
            (true, &[][..], "192.0.2.1", &["203.0.113.7"][..], "203.0.113.7"),
            (true, &[][..], "192.0.2.1", &["198.51.100.1, 203.0.113.7"][..], "203.0.113.7"),
            // The proxy added a line of its own to the one that came.
            (true, &[][..], "192.0.2.1", &["198.51.100.1", "203.0.113.7"][..], "203.0.113.7"),
            (true, &[][..], "192.0.2.1", &["198.51.100.1", "198.51.100.2, 203.0.113.7"][..], "203.0.113.7"),
            (true, &[][..], "192.0.2.1", &[][..], "192.0.2.1"),
            (true, &[][..], "192.0.2.1", &["nonsense"][..], "192.0.2.1"),
            (false, &inner[..], "10.1.2.3", &["198.51.100.1, 203.0.113.7, 10.9.9.9"][..], "203.0.113.7"),
            (false, &inner[..], "10.1.2.3", &["10.5.5.5", "10.9.9.9"][..], "10.5.5.5"),
            (false, &inner[..], "10.1.2.3", &["203.0.113.7, unknown, 10.9.9.9"][..], "10.9.9.9"),
            (false, &inner[..], "192.0.2.1", &["203.0.113.7"][..], "192.0.2.1"),
            (true, &inner[..], "192.0.2.1", &["203.0.113.7, 10.9.9.9"][..], "203.0.113.7"),
            (false, &inner[..], "10.1.2.3", &["203.0.113.7:4711"][..], "203.0.113.7"),
            (false, &inner[..], "10.1.2.3", &["[2001:db8::7]:4711"][..], "2001:db8::7"),
            (false, &inner[..], "10.1.2.3", &["::ffff:203.0.113.7"][..], "203.0.113.7"),
        ] {
            let found = client_address(&http(trust_proxy, networks), Some(peer.parse().unwrap()), &headers(lines));
            assert_eq!(found, Some(expected.parse().unwrap()), "{peer} {lines:?}");
        }
    }

    #[test]
    fn a_proxy_that_is_not_trusted_is_told_once() {
        let (watch, unknown) = (ProxyWatch::default(), http(false, &["10.0.0.0/8"]));
        let mut told = 0;
        for round in 0..3 {
            for n in 0..7 {
                let line = format!("203.0.113.{n}");
                let peer = |text: &str| Some(text.parse().unwrap());
                told += i32::from(watch.is_new_proxy(&unknown, peer("192.0.2.1"), &headers(&[&line])));
                assert!(!watch.is_new_proxy(&unknown, peer("10.0.0.1"), &headers(&[&line])), "trusted, {round}");
                assert!(!watch.is_new_proxy(&unknown, peer("192.0.2.2"), &headers(&["203.0.113.9"])));
                assert!(!watch.is_new_proxy(&unknown, peer("192.0.2.3"), &headers(&[])));
            }
        }
        assert_eq!(told, 1);
    }
}
