//! Where a request comes from: the peer, or behind proxies that are trusted the address that the last of them was
//! called from. `X-Forwarded-For` is read from its end, over all its lines, and no further than the first address that is
//! not trusted: what stands before that is what a stranger said.

use std::net::{IpAddr, SocketAddr};

use actix_web::http::header::HeaderMap;

use crate::platform::config::Http;

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

/// What the peer says it was called from; none when it forwards nothing.
pub fn last_hop(headers: &HeaderMap) -> Option<String> {
    hops(headers).pop()
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
}
