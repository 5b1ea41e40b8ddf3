//! Where messages come from: what a source of deliveries tells the sender, and what the sender tells it.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use regulars_db::Db;
use regulars_domain::messaging::messages::{Channel, Purpose};
use regulars_domain::messaging::templates::Contents;

use crate::platform::app::App;
use crate::platform::error::{Answer, Error};

/// Messages that a source wants sent on the same terms, such as those of one campaign.
#[derive(Clone)]
pub struct Batch {
    /// The source's id for it, as its deliveries carry it.
    pub id: String,
    pub purpose: Purpose,
    /// What is said, by the arm that a delivery is in.
    pub contents: BTreeMap<String, Contents>,
    /// Nothing is sent from then on.
    pub until: Option<NaiveDateTime>,
    /// Failures before this do not count any more.
    pub counted_from: Option<NaiveDateTime>,
}

/// Why the sender stops sending a batch by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Halt {
    /// Too large a share of the messages failed.
    Failures,
    /// No gateway is configured for the channel.
    NoGateway,
}

/// Something whose deliveries the sender carries out. It makes the rows of `deliveries` itself, calls
/// [`request`](super::request) when some are due, and says here which of them may go.
pub trait DeliverySource: Send + Sync {
    /// What its deliveries carry as their kind, such as `campaign`.
    fn kind(&self) -> &'static str;

    /// The batches whose messages may go now on a channel, the oldest first. One that is paused, or whose deliveries are
    /// not all made, is none of them.
    fn running(&self, db: &mut Db, channel: Channel) -> Answer<Vec<Batch>>;

    /// Whether a batch still runs: asked while it is sent.
    fn is_running(&self, db: &mut Db, batch_id: &str) -> Answer<bool>;

    /// The last message of a batch is out. Called in the transaction that found it, perhaps more than once.
    fn complete(&self, db: &mut Db, batch_id: &str, now: NaiveDateTime) -> Answer<()>;

    /// The sender stops sending a batch; it goes on when the source says that the batch runs again.
    fn pause(&self, db: &mut Db, batch_id: &str, reason: Halt) -> Answer<()>;
}

/// A source as the sender holds it.
pub type Source = &'static dyn DeliverySource;

/// Every source of deliveries. The composition root makes the list.
#[derive(Clone, Copy)]
pub struct DeliverySources(pub &'static [Source]);

impl DeliverySources {
    /// The sources of this process.
    pub fn of(app: &App) -> Answer<DeliverySources> {
        let handed_over = app.composition.part::<DeliverySources>().copied();
        handed_over.ok_or_else(|| Error::Internal("no sources of deliveries are handed over".to_owned()))
    }

    /// What runs on a channel, source by source.
    pub fn running(self, db: &mut Db, channel: Channel) -> Answer<Vec<(Source, Batch)>> {
        let mut running = Vec::new();
        for &source in self.0 {
            running.extend(source.running(db, channel)?.into_iter().map(|batch| (source, batch)));
        }
        Ok(running)
    }
}
