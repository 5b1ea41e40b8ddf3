//! The rows that were not taken, whole, as a file to mend and import again, sent piece by piece.

use actix_web::HttpResponse;
use actix_web::web::{self, Bytes};
use futures_util::stream;
use regulars_db::exchange::imports;
use regulars_db::exchange::imports::{Import, Rejection};
use regulars_domain::text::Language;

use super::options::Kept;
use super::reasons::Reason;
use super::rejections::{NOT_TAKEN, PART};
use crate::exchange::exports::stream::line;
use crate::platform::app::App;
use crate::platform::error::{Answer, Error};

/// Every rejected row as CSV: its own columns, and why.
pub fn file(app: web::Data<App>, import: &Import, language: Language) -> Answer<HttpResponse> {
    let columns = import.columns()?;
    let reasons = if columns.iter().any(|column| column == "reasons") { "reasons of rejection" } else { "reasons" };
    // Spreadsheets know UTF-8 by the mark.
    let mut header = "\u{FEFF}".as_bytes().to_vec();
    let last = ["line".to_owned(), reasons.to_owned()];
    line(&mut header, columns.iter().cloned().chain(last));
    let sent = Sent {
        app,
        import_id: import.id.clone(),
        columns: columns.len(),
        language,
        after: Some(i64::MIN),
        header: Some(header),
    };
    let parts = stream::unfold(sent, |mut sent| async { sent.next().await.map(|part| (part, sent)) });
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8; header=present")
        .insert_header(("Content-Disposition", "attachment; filename=\"rejections.csv\""))
        .streaming(parts))
}

struct Sent {
    app: web::Data<App>,
    import_id: String,
    columns: usize,
    language: Language,
    /// The last line that was sent; none at the end.
    after: Option<i64>,
    header: Option<Vec<u8>>,
}

impl Sent {
    async fn next(&mut self) -> Option<Result<Bytes, Error>> {
        if let Some(header) = self.header.take() {
            return Some(Ok(Bytes::from(header)));
        }
        let (id, after) = (self.import_id.clone(), self.after?);
        let read = self
            .app
            .store
            .report_on(move |db| Ok::<_, Error>(imports::rejections(db, &id, &NOT_TAKEN, after, PART)?))
            .await;
        let rows = match read {
            Ok(rows) => rows,
            // The connection is cut: a file that ends early must not look whole.
            Err(error) => return Some(Err(error)),
        };
        self.after = rows.last().map(|last| last.line);
        let part: Answer<Vec<Vec<u8>>> = rows.iter().map(|row| written(row, self.columns, self.language)).collect();
        rows.first()?;
        Some(part.map(|part| Bytes::from(part.concat())))
    }
}

fn written(row: &Rejection, columns: usize, language: Language) -> Answer<Vec<u8>> {
    let broken = |error: serde_json::Error| Error::Internal(error.to_string());
    let mut cells: Vec<String> = serde_json::from_str(&row.content).map_err(broken)?;
    // Cells behind the last column stay behind what is said of the row, so that nothing of it is lost.
    let beyond = cells.split_off(cells.len().min(columns));
    cells.resize(columns, String::new());
    let reasons: Vec<Reason> = serde_json::from_str(&row.errors).map_err(broken)?;
    let sentences: Vec<String> = reasons.iter().map(|reason| reason.sentence(language)).collect();
    let separator = match language {
        Language::English => "; ",
        Language::Chinese => "；",
    };
    let mut written = Vec::new();
    line(&mut written, cells.into_iter().chain([row.line.to_string(), sentences.join(separator)]).chain(beyond));
    Ok(written)
}
