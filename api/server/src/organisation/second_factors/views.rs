//! Second factors as they are sent and taken.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// One's second factor.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SecondFactor)]
pub struct SecondFactorView {
    /// Whether a log-in asks for a code.
    pub enabled: bool,
    /// Whether one of one's roles needs it.
    pub required: bool,
    /// Recovery codes that were not used yet.
    pub recovery_codes_left: usize,
}

/// What an authenticator is set up with. It is shown once, and counts when a first code is confirmed.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewSecondFactor {
    /// To be typed in, in base 32.
    #[schema(example = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")]
    pub secret: String,
    /// The same as a link that an authenticator opens.
    pub uri: String,
    /// The link as a QR code, an SVG document.
    pub qr_svg: String,
}

/// A code of the authenticator.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FirstCode {
    #[validate(length(min = 6, max = 20))]
    #[schema(min_length = 6, max_length = 20, example = "287082")]
    pub code: String,
}

/// Codes that each log one in once instead of the authenticator's. They are shown once.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecoveryCodes {
    pub recovery_codes: Vec<String>,
}
