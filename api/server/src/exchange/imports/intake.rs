//! The bytes of a file as they come over HTTP, put into chunks.

use std::future::{Ready, ready};
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_LENGTH;
use actix_web::web::{self, Bytes, BytesMut};
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt;
use regulars_db::exchange::imports;
use regulars_db::exchange::imports::Import;
use regulars_db::text::AsText;
use regulars_domain::exchange::imports::ImportState;

use super::service;
use super::upload;
use super::upload::{CHUNK, Upload};
use crate::platform::app::App;
use crate::platform::error::{Answer, Code, Error, Refusal};
use crate::platform::http::actor::{May, allow};
use crate::platform::version::ExpectedVersion;

/// How long the next bytes may be on their way.
const PATIENCE: Duration = Duration::from_secs(60);
/// Rows dropped in one write.
const PART: i64 = 1_000;
const CHUNKS: i64 = 16;

/// The body of an upload, not yet read.
pub struct Content {
    payload: Payload,
    length: Option<u64>,
}

impl FromRequest for Content {
    type Error = Error;
    type Future = Ready<Answer<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let length = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
        ready(Ok(Content { payload: payload.take(), length }))
    }
}

/// Takes the bytes of an upload that has begun.
pub async fn take(app: &App, mut upload: Upload, mut content: Content) -> Answer<Import> {
    let most = app.config.http.max_upload;
    if content.length.is_some_and(|length| length > most) {
        return Err(too_large(most));
    }
    loop {
        let clearing = upload.clone();
        if app.store.write(move |db| clearing.clear(db)).await? {
            break;
        }
    }
    let mut total: u64 = 0;
    let mut waiting = BytesMut::with_capacity(CHUNK);
    while let Some(bytes) = next(&mut content.payload).await? {
        total += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if total > most {
            return Err(too_large(most));
        }
        waiting.extend_from_slice(&bytes);
        while waiting.len() >= CHUNK {
            upload = add(app, upload, waiting.split_to(CHUNK).freeze()).await?;
        }
    }
    if !waiting.is_empty() {
        upload = add(app, upload, waiting.freeze()).await?;
    }
    app.store.write(move |db| upload.end(db)).await
}

async fn next(payload: &mut Payload) -> Answer<Option<Bytes>> {
    match tokio::time::timeout(PATIENCE, payload.next()).await {
        Ok(None) => Ok(None),
        Ok(Some(Ok(bytes))) => Ok(Some(bytes)),
        Ok(Some(Err(error))) => Err(Refusal::of(Code::MalformedBody).detail(error).into()),
        Err(_) => Err(Code::Timeout.into()),
    }
}

async fn add(app: &App, upload: Upload, bytes: Bytes) -> Answer<Upload> {
    app.store.write(move |db| upload.add(db, &bytes)).await
}

fn too_large(most: u64) -> Error {
    Refusal::of(Code::BodyTooLarge).detail(format!("at most {most} bytes; see http.max_upload")).into()
}

/// Looks at the columns of a file, on a thread that may wait.
pub async fn inspect(app: &web::Data<App>, import: Import) -> Answer<Import> {
    let store = app.store.clone();
    let looked = web::block(move || upload::inspect(&store, &import)).await;
    looked.map_err(|error| Error::Internal(error.to_string()))?
}

/// Removes an import in small writes: first it is fenced, then emptied, then gone.
pub async fn remove(app: &App, who: May<allow::ImportsWrite>, id: String, expected: ExpectedVersion) -> Answer<()> {
    let (actor, scope, fenced) = (who.actor(), who.scope.clone(), id.clone());
    let fence = move |db: &mut regulars_db::Db| {
        let mut import = service::find(db, &actor, &scope, &fenced)?;
        expected.check(import.version)?;
        if import.state.is_busy() {
            return Err(Refusal::of(Code::Conflict).detail("a job is at work on this import").into());
        }
        let version = import.version;
        import.state = AsText(ImportState::Draft);
        import.bytes = 0;
        service::keep(db, &mut import, version)
    };
    app.store.write(fence).await?;
    loop {
        let emptied = id.clone();
        let dropped = app.store.write(move |db| {
            let chunks = imports::drop_chunks(db, &emptied, CHUNKS)?;
            Ok::<_, Error>(chunks + imports::drop_rejections(db, &emptied, PART)?)
        });
        if dropped.await? == 0 {
            break;
        }
    }
    app.store.write(move |db| service::remove(db, &who, &id)).await
}
