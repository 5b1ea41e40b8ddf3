//! Ids: a prefix that says what the thing is, then 26 characters of Crockford base32 of a UUIDv7.
//!
//! Ids are text, sort by the time they were made, and never run backwards within one process. Making one reads the
//! clock and the system's randomness: the only place in this crate that does, because an id means nothing to any rule.
//! What an id points at is not known here.

use uuid::{NoContext, Timestamp, Uuid};

pub const ADJUSTMENT: &str = "adj_";
pub const ATTACHMENT: &str = "att_";
pub const AUDIT: &str = "aud_";
pub const CALENDAR: &str = "cal_";
pub const CAMPAIGN: &str = "cam_";
pub const CATEGORY: &str = "cat_";
pub const CHUNK: &str = "chk_";
pub const COMPENSATION: &str = "cmp_";
pub const COMPLAINT: &str = "cpl_";
pub const COMPLAINT_ACTION: &str = "cac_";
pub const COMPLAINT_CATEGORY: &str = "cct_";
pub const COMPLAINT_EVENT: &str = "cev_";
pub const CONSENT: &str = "con_";
pub const CUSTOMER: &str = "cus_";
pub const DELIVERY: &str = "dlv_";
pub const EVENT: &str = "evt_";
pub const IDENTITY: &str = "idn_";
pub const IMPORT: &str = "imp_";
pub const INTERACTION: &str = "int_";
pub const JOB: &str = "job_";
pub const KEY: &str = "key_";
pub const LEVEL: &str = "lvl_";
pub const LEVEL_CHANGE: &str = "lch_";
pub const LOT: &str = "lot_";
pub const MEMBERSHIP: &str = "mem_";
pub const PARTNER: &str = "prt_";
pub const POINTS: &str = "pts_";
pub const PRODUCT: &str = "prd_";
pub const PROGRAMME: &str = "prg_";
pub const PURCHASE: &str = "pur_";
pub const REFUND: &str = "rfd_";
pub const SEGMENT: &str = "seg_";
pub const SESSION: &str = "ses_";
pub const SETTING: &str = "set_";
pub const TASK: &str = "tsk_";
pub const TEMPLATE: &str = "tpl_";
pub const TIER: &str = "tch_";
pub const UNIT: &str = "unit_";
pub const USER: &str = "usr_";

/// Crockford's alphabet: no I, L, O, U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 26;

/// A new id with this prefix; later ones sort after earlier ones of the same process.
pub fn make(prefix: &str) -> String {
    encode(prefix, Uuid::now_v7().as_u128())
}

/// An id as if made at `timestamp_ms` (milliseconds since 1970), with a random tail.
pub fn at(prefix: &str, timestamp_ms: u64) -> String {
    let nanos = u32::try_from(timestamp_ms % 1000).unwrap_or(0) * 1_000_000;
    let timestamp = Timestamp::from_unix(NoContext, timestamp_ms / 1000, nanos);
    encode(prefix, Uuid::new_v7(timestamp).as_u128())
}

/// Whether `id` is a well-formed id with this prefix. Strict: exact length, upper case, and no value beyond 128 bits.
pub fn is(prefix: &str, id: &str) -> bool {
    let Some(tail) = id.strip_prefix(prefix) else {
        return false;
    };
    tail.len() == LENGTH
        && tail.bytes().all(|byte| ALPHABET.contains(&byte))
        && tail.bytes().next().is_some_and(|first| first <= b'7')
}

fn encode(prefix: &str, value: u128) -> String {
    let mut id = String::with_capacity(prefix.len() + LENGTH);
    id.push_str(prefix);
    for position in (0..LENGTH).rev() {
        let digit = (value >> (5 * position)) & 31;
        let letter = usize::try_from(digit).ok().and_then(|digit| ALPHABET.get(digit)).copied().unwrap_or(b'0');
        id.push(char::from(letter));
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_well_formed_and_never_run_backwards() {
        let made: Vec<String> = (0..10_000).map(|_| make(CUSTOMER)).collect();
        assert!(made.iter().all(|id| is(CUSTOMER, id)));
        assert!(made.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn ids_sort_by_time() {
        let times = [0, 1, 999, 1000, 1_700_000_000_000, 4_102_444_800_000];
        let made: Vec<String> = times.iter().map(|&ms| at(PURCHASE, ms)).collect();
        assert!(made.is_sorted(), "{made:?}");
        assert_eq!(&made[0][..14], "pur_0000000000");
    }

    #[test]
    fn encoding_is_crockford_base32_of_128_bits() {
        assert_eq!(encode("", u128::MAX), "7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
        assert_eq!(encode("x_", 33), "x_00000000000000000000000011");
    }

    #[test]
    fn malformed_ids_are_refused() {
        let good = make(UNIT);
        assert!(is(UNIT, &good));
        let wrong = [
            "",
            "unit_",
            "unit_00000000000000000000000000X",
            "unit_80000000000000000000000000",
            "unit_0000000000000000000000000I",
            "unit_0000000000000000000000000a",
            "unit_000000000000000000000000é",
            "cus_00000000000000000000000000",
        ];
        for id in wrong {
            assert!(!is(UNIT, id), "{id}");
        }
        assert!(!is(UNIT, &good.to_lowercase()));
    }
}
