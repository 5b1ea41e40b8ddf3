//! What a message says, what carries it, and who gets none. Campaigns are tested in `marketing`.

mod channels;
mod gateways;
mod international;
mod merge_facts;
mod old_suppressions;
mod policy;
mod reports;
mod suppressions;
mod templates;
mod test_addresses;
mod unsubscribe;
