//! Rows without a receipt number that another file brought already: nothing tells them from a second purchase but the
//! file, so a person decides.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDateTime;
use regulars_db::Db;
use regulars_db::sales::bulk;
use regulars_db::sales::purchases;
use regulars_db::sales::purchases::{Line, Purchase};
use regulars_domain::message;

use super::context::ImportContext;
use super::reasons::Reason;
use crate::platform::error::Answer;
use crate::sales::purchases::record::reference_of;

/// Purchases of other imports without a receipt number of a partner, by what they say.
#[derive(Default)]
pub struct Repeats(HashMap<String, Purchase>);

impl Repeats {
    /// Those of these customers at these moments.
    pub fn of(db: &mut Db, context: &ImportContext, at: &BTreeSet<(&str, NaiveDateTime)>) -> Answer<Repeats> {
        let found = bulk::unnumbered_of_others(db, &context.import_id, at)?;
        if found.is_empty() {
            return Ok(Repeats::default());
        }
        let customers: BTreeSet<&str> = found.iter().map(|purchase| purchase.customer_id.as_str()).collect();
        let ids: Vec<&str> = found.iter().map(|purchase| purchase.id.as_str()).collect();
        let customers: Vec<&str> = customers.into_iter().collect();
        let mut lines: HashMap<String, Vec<Line>> = HashMap::new();
        for line in purchases::lines_of_many(db, &customers, &ids)? {
            lines.entry(line.purchase_id.clone()).or_default().push(line);
        }
        let none = Vec::new();
        let keyed = |purchase: Purchase| {
            let key = content_of(context, &purchase, lines.get(&purchase.id).unwrap_or(&none));
            (key, purchase)
        };
        Ok(Repeats(found.into_iter().map(keyed).collect()))
    }

    /// Why a purchase is not taken that another file brought already.
    pub fn met(&self, context: &ImportContext, purchase: &Purchase, lines: &[Line]) -> Option<Reason> {
        if self.0.is_empty() {
            return None;
        }
        let before = self.0.get(&content_of(context, purchase, lines))?;
        let (import, row) = (before.import_id.clone().unwrap_or_default(), before.import_row.unwrap_or_default());
        let said = message!(
            "import `{import}` brought the same purchase, without a receipt number, as row {row}; `options.repeat` takes it again",
            "导入 `{import}` 的第 {row} 行已有相同的购买（无单号）；如确需再次计入，请设置 `options.repeat`",
            import = import,
            row = row
        );
        Some(Reason::whole("same_elsewhere", said))
    }
}

/// What a purchase says, without its number.
fn content_of(context: &ImportContext, purchase: &Purchase, lines: &[Line]) -> String {
    reference_of(purchase, lines, String::new(), String::new(), &context.organisation).fingerprint
}
