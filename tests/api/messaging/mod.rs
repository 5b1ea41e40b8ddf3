//! What a message says, what carries it, and who gets none. Campaigns are tested in `marketing`.

mod channels;
mod gateways;
mod merge_facts;
mod policy;
mod suppressions;
mod templates;
mod unsubscribe;
