//! What the area of sales holds of a person.

use regulars_db::personal::Held;
use regulars_db::sales::personal;

use crate::platform::personal_data::PersonalData;

/// Purchases and refunds.
pub struct SalesData;

impl PersonalData for SalesData {
    fn held(&self) -> &'static [Held] {
        personal::HELD
    }
}
