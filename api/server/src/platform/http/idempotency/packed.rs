//! A reply as it is kept: its headers and its body, packed. Two thirds of a reply are names that stand in every one.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

use crate::platform::error::{Answer, Error};

/// A kept reply is never larger than this when it is unpacked, in bytes: those of a batch of 1,000 are far below.
const MOST: u64 = 64 * 1024 * 1024;

/// Headers (a line of JSON) and body, packed.
pub fn pack(headers: &str, body: &str) -> Answer<Vec<u8>> {
    let mut packed = DeflateEncoder::new(Vec::with_capacity(512), Compression::fast());
    for part in [headers, "\n", body] {
        packed.write_all(part.as_bytes()).map_err(broken)?;
    }
    packed.finish().map_err(broken)
}

/// The headers and the body of what was packed.
pub fn unpack(packed: &[u8]) -> Answer<(String, String)> {
    let mut text = String::new();
    DeflateDecoder::new(packed).take(MOST).read_to_string(&mut text).map_err(broken)?;
    let parts = text.split_once('\n').map(|(headers, body)| (headers.to_owned(), body.to_owned()));
    parts.ok_or_else(|| Error::Internal("a kept reply has no headers".to_owned()))
}

fn broken(error: std::io::Error) -> Error {
    Error::Internal(format!("a kept reply: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_is_kept_as_it_is() {
        for body in ["null", "", "{\"name\":\"回头客\"}", "{\n\"a\":\n1}\n"] {
            let packed = pack("[[\"ETag\",\"\\\"1\\\"\"]]", body).unwrap();
            assert_eq!(unpack(&packed).unwrap(), ("[[\"ETag\",\"\\\"1\\\"\"]]".to_owned(), body.to_owned()));
        }
        assert!(unpack(b"no reply").is_err());
    }

    #[test]
    fn what_stands_in_every_reply_takes_little() {
        let money = |name: &str| format!("\"{name}\":{{\"amount\":123456,\"currency\":\"CNY\"}}");
        let body =
            format!("{{{}}}", ["gross", "discount", "refunded", "net", "unit_price", "amount"].map(money).join(","));
        assert!(pack("[]", &body).unwrap().len() * 2 < body.len());
    }
}
