//! An address or a network (`10.0.0.0/8`, `2001:db8::/32`), for the allow-list of an API key.

use std::net::IpAddr;
use std::str::FromStr;

use ipnet::IpNet;

/// Characters of the longest network that can be written: an IPv4 address in an IPv6 one, each digit of it, and a length.
pub const LONGEST_NETWORK: usize = 49;

/// Addresses with a common prefix; a single address is a network of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network(IpNet);

/// What one household or machine has: an IPv4 address, or the 64 leading bits of an IPv6 one, behind which it takes as
/// many as it likes.
pub fn holder(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

regulars_domain::errors! {
    /// Why a text is no network.
    pub enum NetworkError {
        Unreadable(text: String) => (
            "`{text}` is not an address or network such as 10.0.0.0/8", "`{text}` 不是 IP 地址或网段（如 10.0.0.0/8）"
        ),
    }
}

impl FromStr for Network {
    type Err = NetworkError;

    fn from_str(text: &str) -> Result<Network, NetworkError> {
        let network = text.parse::<IpAddr>().map(IpNet::from).or_else(|_| text.parse());
        network.map(Network).map_err(|_| NetworkError::Unreadable(text.to_owned()))
    }
}

impl Network {
    /// Whether an address is in it. An IPv4 address that came in IPv6 form is taken as what it is.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_many_addresses_is_one_holder() {
        let of = |text: &str| holder(text.parse().unwrap());
        assert_eq!(of("192.0.2.7"), of("::ffff:192.0.2.7"));
        assert_eq!(of("2001:db8:0:1::7"), of("2001:db8:0:1:ffff::1"));
        assert_ne!(of("2001:db8:0:1::7"), of("2001:db8:0:2::7"));
        assert_ne!(of("192.0.2.7"), of("192.0.2.8"));
    }

    #[test]
    fn a_network_contains_its_addresses() {
        for (network, address, inside) in [
            ("10.0.0.0/8", "10.255.0.1", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("192.0.2.7", "192.0.2.7", true),
            ("192.0.2.7", "192.0.2.8", false),
            ("0.0.0.0/0", "203.0.113.9", true),
            ("2001:db8::/32", "2001:db8:1::1", true),
            ("2001:db8::/32", "2001:db9::1", false),
            ("192.0.2.0/24", "::ffff:192.0.2.9", true),
        ] {
            assert_eq!(
                network.parse::<Network>().unwrap().contains(address.parse().unwrap()),
                inside,
                "{network} {address}"
            );
        }
        for wrong in ["", "10.0.0.0/33", "10.0.0/8", "x", "::/129"] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }
}
