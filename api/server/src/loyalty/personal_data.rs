//! What the area of loyalty holds of a person.

use regulars_db::Db;
use regulars_db::loyalty::{personal, points};
use regulars_db::personal::Held;
use regulars_domain::customers::erasures::Objection;
use regulars_domain::text::Message;

use crate::platform::error::Answer;
use crate::platform::personal_data::PersonalData;

/// Cards, points and levels.
pub struct LoyaltyData;

impl PersonalData for LoyaltyData {
    fn held(&self) -> &'static [Held] {
        personal::HELD
    }

    /// Somebody's request for points has to be decided first: who decides sees for whom it is.
    fn objection(&self, db: &mut Db, ids: &[String]) -> Answer<Option<Message>> {
        let count = points::asked_for(db, ids)?;
        Ok((count > 0).then(|| Objection::PointsAsked(count).into()))
    }
}
