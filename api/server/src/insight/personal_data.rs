//! What the area of insight holds of a person.

use regulars_db::insight::personal;
use regulars_db::personal::Held;

use crate::platform::personal_data::PersonalData;

/// What is expected of somebody.
pub struct InsightData;

impl PersonalData for InsightData {
    fn held(&self) -> &'static [Held] {
        personal::HELD
    }
}
