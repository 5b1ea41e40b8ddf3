//! A job watched: server-sent events, one for each change.

use std::convert::Infallible;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use actix_web::http::header::{CACHE_CONTROL, CONTENT_ENCODING};
use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream;
use regulars_domain::message;
use regulars_domain::text::Language;

use crate::platform::app::App;
use crate::platform::error::{Answer, Code, Error, Fault, FaultCode, Refusal};
use crate::platform::jobs::queue;
use crate::platform::jobs::views::JobView;

/// How often the job is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(400);
/// How long nothing is sent at the most: proxies cut silent connections.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// The last event the client has seen, out of Last-Event-ID.
pub fn last_known(request: &HttpRequest) -> Answer<i64> {
    let Some(header) = request.headers().get("Last-Event-ID") else { return Ok(0) };
    header.to_str().ok().and_then(|text| text.trim().parse().ok()).ok_or_else(|| {
        let fault = Fault::header("Last-Event-ID", FaultCode::Malformed)
            .hint(message!("expected the id of an event", "应为事件的编号"));
        Refusal::of(Code::InvalidHeader).fault(fault).into()
    })
}

/// The events of a job after `known`, told in one language, until it is over or the process stops.
pub fn stream(app: web::Data<App>, id: String, known: i64, language: Language) -> HttpResponse {
    let watch = Watch { app, id, known, language, sent_at: Instant::now(), over: false };
    let events = stream::unfold(watch, |mut watch| async {
        watch.next().await.map(|event| (Ok::<_, Infallible>(Bytes::from(event)), watch))
    });
    HttpResponse::Ok()
        .content_type("text/event-stream")
        // Compression would hold events back until a block is full.
        .insert_header((CONTENT_ENCODING, "identity"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header(("X-Accel-Buffering", "no"))
        .streaming(events)
}

struct Watch {
    app: web::Data<App>,
    id: String,
    known: i64,
    language: Language,
    sent_at: Instant,
    over: bool,
}

impl Watch {
    /// The next thing to send; none at the end.
    async fn next(&mut self) -> Option<String> {
        while !self.over && !self.app.stopping.load(Ordering::Relaxed) {
            let id = self.id.clone();
            match self.app.store.read(move |db| queue::find(db, &id)).await {
                Ok(job) => {
                    self.over = job.state.is_over();
                    if job.seq > self.known {
                        self.known = job.seq;
                        self.sent_at = Instant::now();
                        return event(job.seq, &JobView::new(job, self.language))
                            .inspect_err(|error| tracing::error!(%error, "failed"))
                            .ok();
                    }
                    if self.over {
                        return None;
                    }
                }
                // The client comes back with Last-Event-ID.
                Err(Error::Refused(_)) => return None,
                Err(error) => tracing::debug!(%error, "a watched job cannot be read"),
            }
            if self.sent_at.elapsed() >= HEARTBEAT {
                self.sent_at = Instant::now();
                return Some(":\n\n".to_owned());
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        None
    }
}

fn event(seq: i64, job: &JobView) -> serde_json::Result<String> {
    Ok(format!("id: {seq}\nevent: job\ndata: {}\n\n", serde_json::to_string(job)?))
}
