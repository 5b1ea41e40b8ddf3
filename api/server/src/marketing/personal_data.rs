//! What the area of marketing holds of a person.

use regulars_db::marketing::personal;
use regulars_db::personal::Held;

use crate::platform::personal_data::PersonalData;

/// Where somebody stands in segments and campaigns.
pub struct MarketingData;

impl PersonalData for MarketingData {
    fn held(&self) -> &'static [Held] {
        personal::HELD
    }
}
