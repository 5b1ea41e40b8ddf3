//! `regulars import`: the same import as over HTTP, with its job in the foreground.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;
use regulars_db::exchange::imports;
use regulars_db::exchange::imports::Import;
use regulars_db::organisation::api_keys;
use regulars_db::organisation::api_keys::Partner;
use regulars_db::organisation::units;
use regulars_db::platform::jobs::Job;
use regulars_domain::exchange::imports::{
    DateOrder, Encoding, ImportFormat, ImportKind, ImportMode, Mapping, SaidWords,
};
use regulars_domain::ids;
use regulars_domain::ids::is_partner_code;
use regulars_domain::organisation::partners::UnknownCustomers;
use regulars_domain::platform::jobs::JobState;
use regulars_domain::text::Language;

use super::print;
use crate::assembly;
use crate::exchange::imports::views::NewImport;
use crate::exchange::imports::{Check, Files, Options, Run, Upload, inspect, service, set_mapping};
use crate::platform::app::App;
use crate::platform::clock;
use crate::platform::config::Config;
use crate::platform::error::{Answer, Error};
use crate::platform::jobs::{detail, runner};
use crate::platform::json;

/// Who asks for what a command does.
const BY: &str = "command line";
/// Bytes of a chunk.
const CHUNK: usize = 1 << 20;

/// What to import and how.
#[derive(Args)]
pub struct ImportArgs {
    /// What the file holds: customers or purchases.
    #[arg(long)]
    kind: ImportKind,
    /// The file: CSV or NDJSON, gzip or not.
    #[arg(long)]
    file: PathBuf,
    /// `csv` or `ndjson`; else told by the file's name.
    #[arg(long)]
    format: Option<ImportFormat>,
    /// `utf-8` or `gb18030`.
    #[arg(long, default_value = "utf-8")]
    encoding: Encoding,
    /// The code of the partner whose ids the file holds; the partner is made when there is none.
    #[arg(long)]
    partner: Option<String>,
    /// The code of the unit of rows that name none.
    #[arg(long)]
    unit: Option<String>,
    /// JSON, or a file of it: by field `{"column": …}` or `{"constant": …}`; else guessed from the columns.
    #[arg(long)]
    mapping: Option<String>,
    /// How dates are written, such as %d.%m.%Y.
    #[arg(long)]
    date_format: Option<String>,
    /// Whether day or month comes first where the year is last: day_first, month_first.
    #[arg(long)]
    date_order: Option<DateOrder>,
    /// Refuse rows with an optional cell that cannot be read, instead of leaving the cell out.
    #[arg(long)]
    strict: bool,
    /// Tell others what is imported, as if it happened now, also when it is history.
    #[arg(long)]
    with_events: bool,
    /// `history` (figures and tiers only) or `live` (also points, levels and events); else by the age of the newest row.
    #[arg(long)]
    mode: Option<ImportMode>,
    /// The receipt numbers are this file's own: they put its rows together and mean nothing beyond it.
    #[arg(long)]
    own_numbers: bool,
    /// Import the file although the same one was imported before.
    #[arg(long)]
    repeat: bool,
    /// Reject purchases of unknown customers.
    #[arg(long)]
    no_new_customers: bool,
    /// Read and look up every row and import none.
    #[arg(long)]
    dry_run: bool,
}

pub fn import(config: Config, args: &ImportArgs) -> Answer<()> {
    let app = assembly::open(config)?;
    let mapping = args.mapping.as_deref().map(read_mapping).transpose()?;
    let import = begin(&app, args)?;
    let import = upload(&app, import, &args.file)?;
    let import = told(inspect(&Files::of(&app), &import))?;
    let import = match mapping {
        Some(mapping) => told(app.store.write_now(move |db| set_mapping(db, import.clone(), &mapping)))?,
        None => import,
    };
    eprintln!("mapping: {}", import.mapping);
    let (asked, dry_run) = (import.clone(), args.dry_run);
    let job = told(app.store.write_now(move |db| {
        let import_id = asked.id.clone();
        if dry_run {
            service::ask(db, asked.clone(), &Check { import_id, units: None }, BY, None)
        } else {
            service::ask(db, asked.clone(), &Run { import_id, units: None }, BY, None)
        }
    }))?;
    let job = runner::run_here(&app, &job.id, progress)?;
    summary(&app, &import.id, &job)
}

fn begin(app: &App, args: &ImportArgs) -> Answer<Import> {
    let file_name = args.file.file_name().map(|name| name.to_string_lossy().into_owned());
    let named = file_name.as_deref().unwrap_or_default().to_ascii_lowercase();
    let lines = [".ndjson", ".jsonl", ".ndjson.gz", ".jsonl.gz"].iter().any(|end| named.ends_with(end));
    let new = NewImport {
        kind: args.kind,
        format: Some(args.format.unwrap_or(if lines { ImportFormat::Ndjson } else { ImportFormat::Csv })),
        encoding: Some(args.encoding),
        compression: None,
        file_name,
        mapping: None,
        options: None,
    };
    let options = Options {
        unit_id: None,
        partner: args.partner.clone(),
        date_format: args.date_format.clone(),
        date_order: args.date_order,
        words: SaidWords::default(),
        strict: args.strict,
        with_events: args.with_events,
        create_customers: !args.no_new_customers,
        mode: args.mode,
        own_numbers: args.own_numbers,
        repeat: args.repeat,
    };
    let unit = args.unit.clone();
    told(app.store.write_now(move |db| {
        let unit_id = match &unit {
            None => None,
            Some(code) => {
                let found = units::find_by_code(db, code)?;
                Some(found.ok_or_else(|| Error::Internal(format!("no unit has the code {code}")))?.id)
            }
        };
        if let Some(code) = &options.partner {
            make_partner(db, code)?;
        }
        let options = Options { unit_id, ..options.clone() };
        service::check_options(db, None, &options)?;
        let import = service::draft(&new, &options, BY)?;
        imports::insert(db, &import)?;
        Ok(import)
    }))
}

fn make_partner(db: &mut regulars_db::Db, code: &str) -> Answer<()> {
    if api_keys::find_partner_by_code(db, code)?.is_some() {
        return Ok(());
    }
    if !is_partner_code(code) {
        let text = "--partner: expected 1 to 40 small letters, digits, _ and -";
        return Err(Error::Internal(text.to_owned()));
    }
    let now = clock::now().naive_utc();
    let partner = Partner {
        id: ids::make(ids::PARTNER),
        code: code.to_owned(),
        name: code.to_owned(),
        created_at: now,
        updated_at: now,
        version: 1,
        unknown_customers: UnknownCustomers::Reject.into(),
        allow_unlisted_products: false,
    };
    Ok(api_keys::insert_partner(db, &partner)?)
}

fn upload(app: &App, import: Import, file: &Path) -> Answer<Import> {
    let failed = |error: std::io::Error| Error::Internal(format!("{}: {error}", file.display()));
    let mut source = File::open(file).map_err(failed)?;
    let mut upload = told(app.store.write_now(move |db| Upload::begin(db, import.clone())))?;
    loop {
        let mut bytes = Vec::with_capacity(CHUNK);
        let most = u64::try_from(CHUNK).unwrap_or(u64::MAX);
        source.by_ref().take(most).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.is_empty() {
            break;
        }
        upload = told(app.store.write_now(move |db| upload.add(db, &bytes)))?;
    }
    told(app.store.write_now(move |db| upload.end(db)))
}

/// The mapping itself, or the file that holds it.
fn read_mapping(text: &str) -> Answer<Mapping> {
    let text = if text.trim_start().starts_with('{') {
        text.to_owned()
    } else {
        std::fs::read_to_string(text).map_err(|error| Error::Internal(format!("{text}: {error}")))?
    };
    told(json::parse(text.as_bytes()))
}

fn progress(job: &Job) {
    let total = job.progress_total.map(|total| format!(" of {total}")).unwrap_or_default();
    eprintln!("{}{total} rows", job.progress_done);
}

fn summary(app: &App, import_id: &str, job: &Job) -> Answer<()> {
    if job.state.0 != JobState::Succeeded {
        let reason = job.error_detail.as_ref();
        let reason = reason.map_or_else(|| job.state.to_string(), |kept| detail::told(kept, Language::English));
        return Err(Error::Internal(format!("the import {import_id} {}: {reason}", job.state.0)));
    }
    let import = app.store.read_now(|db| Ok::<_, Error>(imports::find(db, import_id)?))?;
    let counts = import.map(|import| import.counts).unwrap_or_default();
    print(&format!("{import_id} {counts}\n"));
    Ok(())
}

/// A problem in words: on a terminal nobody sees its document.
fn told<T>(answer: Answer<T>) -> Answer<T> {
    answer.map_err(|error| match &error {
        Error::Refused(problem) => {
            let language = Language::DEFAULT;
            let faults = problem.faults.iter().map(|fault| format!("{:?}: {}", fault.place, fault.detail(language)));
            let detail = problem.detail.iter().map(|detail| detail.text(language).to_owned());
            let told: Vec<String> = detail.chain(faults).collect();
            Error::Internal(format!("{error}: {}", told.join("; ")))
        }
        _ => error,
    })
}
