//! Ids: a prefix that says what the thing is, then 26 characters of Crockford base32 of a UUIDv7.
//!
//! Ids are text, sort by the time they were made, and never run backwards within one process. Making one reads the
//! clock and the system's randomness: the only place in this crate that does, because an id means nothing to any rule.
//! What an id points at is not known here. No crate that is built anyway writes this base32, and it takes ten lines.

use uuid::{NoContext, Timestamp, Uuid};

use crate::text;

/// What an id is of.
pub trait IdKind {
    /// Begins each of them.
    const PREFIX: &'static str;
    /// What it is called in a path that names several ids; one alone is `id`.
    const PARAMETER: &'static str;
    /// Whether partners may use their own ids instead.
    const EXTERNAL: bool;
}

/// A kind of id, for those who look through all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// See [`IdKind::PREFIX`].
    pub prefix: &'static str,
    /// See [`IdKind::PARAMETER`].
    pub parameter: &'static str,
    /// See [`IdKind::EXTERNAL`].
    pub external: bool,
}

/// States each kind of id once: its prefix as a constant, a type for ids in a path, and its place among all kinds.
macro_rules! kinds {
    ($( $constant:ident $name:ident $prefix:literal $parameter:literal $($external:ident)?; )+) => {
        $(
            #[doc = concat!("The prefix of an id such as `", $prefix, "01ARZ3NDEKTSV4RRFFQ69G5FAV`.")]
            pub const $constant: &str = $prefix;
        )+

        /// Every kind of id.
        pub const KINDS: &[Kind] = &[$(
            Kind { prefix: $prefix, parameter: $parameter, external: kinds!(@ $($external)?) },
        )+];

        /// A type for each kind of id.
        pub mod kinds {
            $(
                #[doc = concat!("Ids that begin with `", $prefix, "`.")]
                pub struct $name;

                impl super::IdKind for $name {
                    const PREFIX: &'static str = $prefix;
                    const PARAMETER: &'static str = $parameter;
                    const EXTERNAL: bool = kinds!(@ $($external)?);
                }
            )+
        }
    };
    (@) => { false };
    (@ external) => { true };
}

kinds! {
    ADJUSTMENT Adjustment "adj_" "adjustment_id";
    ANONYMOUS_SALE AnonymousSale "ans_" "anonymous_sale_id" external;
    ATTACHMENT Attachment "att_" "attachment_id";
    ATTRIBUTE Attribute "atr_" "attribute_id";
    AUDIT Audit "aud_" "audit_id";
    CALENDAR Calendar "cal_" "calendar_id";
    CAMPAIGN Campaign "cam_" "campaign_id";
    CATEGORY Category "cat_" "category_id";
    CHUNK Chunk "chk_" "chunk_id";
    COMPENSATION Compensation "cmp_" "compensation_id";
    COMPETITOR Competitor "cpt_" "competitor_id";
    COMPLAINT Complaint "cpl_" "complaint_id";
    COMPLAINT_ACTION ComplaintAction "cac_" "complaint_action_id";
    COMPLAINT_CATEGORY ComplaintCategory "cct_" "complaint_category_id";
    COMPLAINT_EVENT ComplaintEvent "cev_" "complaint_event_id";
    CONSENT Consent "con_" "consent_id";
    CONTACT Contact "ctc_" "contact_id";
    CUSTOMER Customer "cus_" "customer_id" external;
    DATA_EXPORT DataExport "dex_" "data_export_id";
    DELIVERY Delivery "dlv_" "delivery_id";
    ERASURE Erasure "ers_" "erasure_id";
    DUPLICATE Duplicate "dup_" "duplicate_id";
    EVENT Event "evt_" "event_id";
    HELD_PURCHASE HeldPurchase "hpu_" "held_purchase_id";
    IDENTITY Identity "idn_" "identity_id";
    IMPORT Import "imp_" "import_id";
    INTERACTION Interaction "int_" "interaction_id";
    JOB Job "job_" "job_id";
    KEY ApiKey "key_" "api_key_id";
    LEVEL Level "lvl_" "level_id";
    LEVEL_CHANGE LevelChange "lch_" "level_change_id";
    LIFE_TIME_VALUE_FIT LifeTimeValueFit "ltv_" "life_time_value_fit_id";
    LOT Lot "lot_" "lot_id";
    MEMBERSHIP Membership "mem_" "membership_id";
    MERGE Merge "mrg_" "merge_id";
    NOTIFICATION Notification "ntf_" "notification_id";
    PARTNER Partner "prt_" "partner_id";
    PERSONAL_READ PersonalRead "rdg_" "personal_read_id";
    POINTS Points "pts_" "points_id" external;
    PRODUCT Product "prd_" "product_id";
    PROGRAMME Programme "prg_" "programme_id";
    PURCHASE Purchase "pur_" "purchase_id" external;
    REFUND Refund "rfd_" "refund_id";
    SAVED_VIEW SavedView "svw_" "saved_view_id";
    SEGMENT Segment "seg_" "segment_id";
    SESSION Session "ses_" "session_id";
    SETTING Setting "set_" "setting_id";
    SIGN_UP SignUp "sgn_" "sign_up_id";
    SIGN_UP_FORM SignUpForm "suf_" "sign_up_form_id";
    SUPPRESSION Suppression "sup_" "suppression_id";
    TASK Task "tsk_" "task_id";
    TEST_ADDRESS TestAddress "tad_" "test_address_id";
    TEMPLATE Template "tpl_" "template_id";
    TIER Tier "tch_" "tier_id";
    UNIT Unit "unit_" "unit_id";
    USER User "usr_" "user_id";
    WEBHOOK Webhook "whk_" "webhook_id";
    WEBHOOK_DELIVERY WebhookDelivery "whd_" "webhook_delivery_id";
    WISH Wish "wsh_" "wish_id";
}

/// Crockford's alphabet: no I, L, O, U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// The digit that a byte of the alphabet stands for; 32 of every other one.
#[expect(clippy::indexing_slicing, clippy::cast_possible_truncation, reason = "32 letters, each of them one byte")]
const DIGITS: [u8; 256] = {
    let mut digits = [32; 256];
    let mut digit = 0;
    while digit < ALPHABET.len() {
        digits[ALPHABET[digit] as usize] = digit as u8;
        digit += 1;
    }
    digits
};
const LENGTH: usize = 26;

/// A new id with this prefix; later ones sort after earlier ones of the same process.
#[expect(clippy::disallowed_methods, reason = "ids are made here")]
pub fn make(prefix: &str) -> String {
    encode(prefix, Uuid::now_v7().as_u128())
}

/// An id as if made at `timestamp_ms` (milliseconds since 1970), with a random tail.
#[expect(clippy::disallowed_methods, reason = "ids are made here")]
pub fn at(prefix: &str, timestamp_ms: u64) -> String {
    let nanos = u32::try_from(timestamp_ms % 1000).unwrap_or(0) * 1_000_000;
    let timestamp = Timestamp::from_unix(NoContext, timestamp_ms / 1000, nanos);
    encode(prefix, Uuid::new_v7(timestamp).as_u128())
}

/// When an id was made, in milliseconds since 1970; none of what is no id.
pub fn made_at(id: &str) -> Option<i64> {
    i64::try_from(number(id)? >> 80).ok()
}

/// The number that an id spells behind its prefix; none of what is no id.
pub fn number(id: &str) -> Option<u128> {
    let tail = id.get(id.len().checked_sub(LENGTH)?..)?;
    tail.bytes().try_fold(0_u128, |value, byte| {
        let digit = DIGITS.get(usize::from(byte)).copied().filter(|digit| *digit < 32)?;
        Some((value << 5) | u128::from(digit))
    })
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

/// Characters of an id with this prefix.
pub const fn length(prefix: &str) -> usize {
    prefix.len() + LENGTH
}

/// What [`is`] takes, as a regular expression without anchors.
pub fn pattern(prefix: &str) -> String {
    format!("{prefix}[0-7][0-9A-HJKMNP-TV-Z]{{{}}}", LENGTH - 1)
}

/// Nearly what [`external`] takes, as a regular expression without anchors: which characters cannot be seen it does not
/// know.
pub fn external_pattern() -> String {
    format!(r"{EXTERNAL}[a-z0-9_-]{{1,{PARTNER_CODE_MAX}}}:\S(.{{0,{}}}\S)?", EXTERNAL_ID_MAX - 2)
}

/// The most characters of what [`external`] takes.
pub const EXTERNAL_LENGTH: usize = EXTERNAL.len() + PARTNER_CODE_MAX + 1 + EXTERNAL_ID_MAX;

/// The most characters of a partner's code.
const PARTNER_CODE_MAX: usize = 40;

/// The most characters of a partner's own id.
const EXTERNAL_ID_MAX: usize = 128;

/// A partner's code: 1 to 40 small letters, digits, `_` and `-`.
pub fn is_partner_code(code: &str) -> bool {
    (1..=PARTNER_CODE_MAX).contains(&code.len())
        && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-'))
}

/// Begins a partner's own id where an id of ours stands: `ext:{partner}:{external_id}`.
pub const EXTERNAL: &str = "ext:";

/// The partner and its own id, when the text says `ext:{partner}:{external_id}` and both are well-formed.
pub fn external(text: &str) -> Option<(&str, &str)> {
    let (partner, id) = text.strip_prefix(EXTERNAL)?.split_once(':')?;
    (is_partner_code(partner) && is_external_id(id)).then_some((partner, id))
}

/// A partner's own id of something: 1 to 128 characters, none of them control or invisible, no space at the ends.
pub fn is_external_id(id: &str) -> bool {
    !id.is_empty()
        && id.chars().nth(EXTERNAL_ID_MAX).is_none()
        && !id.chars().any(|c| c.is_control() || text::is_unseen(c))
        && id.trim().len() == id.len()
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
    fn an_id_tells_when_it_was_made() {
        assert_eq!(made_at(&at("pur_", 1_764_300_000_123)), Some(1_764_300_000_123));
        for wrong in ["", "pur_", "pur_01ARZ3NDEKTSV4RRFFQ69G5FA", "pur_01ARZ3NDEKTSV4RRFFQ69G5FAI"] {
            assert_eq!(made_at(wrong), None, "{wrong}");
        }
    }

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
    fn no_two_kinds_share_a_prefix_or_a_parameter() {
        for (n, kind) in KINDS.iter().enumerate() {
            assert!(is(kind.prefix, &make(kind.prefix)) && length(kind.prefix) == make(kind.prefix).len());
            let others = &KINDS[n + 1..];
            let shared = others.iter().find(|one| one.prefix == kind.prefix || one.parameter == kind.parameter);
            assert_eq!(shared, None, "{kind:?}");
        }
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
