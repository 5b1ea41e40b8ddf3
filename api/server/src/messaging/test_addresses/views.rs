//! Addresses for test messages as they are sent and taken.

use regulars_db::messaging::test_addresses::TestAddress;
use regulars_domain::messaging::messages::MessageChannel;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::platform::time::Time;

/// An address that the caller's test messages may go to, once it is verified.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TestAddress)]
pub struct TestAddressView {
    #[schema(example = "tad_01JD3Q5V8N0000000000000000")]
    pub id: String,
    pub channel: MessageChannel,
    #[schema(example = "me@shop.example")]
    pub address: String,
    /// None: the code that was sent there did not come back yet.
    pub verified_at: Option<Time>,
    pub created_at: Time,
}

impl From<TestAddress> for TestAddressView {
    fn from(row: TestAddress) -> TestAddressView {
        TestAddressView {
            id: row.id,
            channel: row.channel.0,
            address: row.address,
            verified_at: row.verified_at.map(Into::into),
            created_at: row.created_at.into(),
        }
    }
}

/// All of the caller's.
#[derive(Debug, Serialize, ToSchema)]
pub struct TestAddressList {
    pub data: Vec<TestAddressView>,
}

/// An address to verify.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTestAddress {
    pub channel: MessageChannel,
    #[validate(length(min = 1, max = 254))]
    #[schema(min_length = 1, max_length = 254, example = "me@shop.example")]
    pub address: String,
}

/// The code that came to an address.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TestAddressCode {
    #[validate(length(min = 6, max = 6))]
    #[schema(min_length = 6, max_length = 6, pattern = "^[0-9]{6}$", example = "123456")]
    pub code: String,
}
