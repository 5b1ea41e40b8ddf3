//! The sandbox as it is sent.

use regulars_db::administration::sandbox::Counts;
use serde::Serialize;
use utoipa::ToSchema;

/// The sandbox.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = Sandbox)]
pub struct SandboxView {
    /// Whether this installation has one: with PostgreSQL a setting names its database.
    pub available: bool,
    /// Keys of the mode `test` that are not revoked.
    #[schema(minimum = 0, example = 2)]
    pub keys: i64,
    /// Customers that keys have made there.
    #[schema(minimum = 0, example = 25)]
    pub customers: i64,
    /// Purchases that keys have recorded there.
    #[schema(minimum = 0, example = 140)]
    pub purchases: i64,
    /// Webhooks that keys have set up there.
    #[schema(minimum = 0, example = 1)]
    pub webhooks: i64,
}

impl SandboxView {
    /// A sandbox with this in it, and so many keys that lead there.
    pub fn of(keys: i64, counts: &Counts) -> SandboxView {
        SandboxView {
            available: true,
            keys,
            customers: counts.customers,
            purchases: counts.purchases,
            webhooks: counts.webhooks,
        }
    }
}
