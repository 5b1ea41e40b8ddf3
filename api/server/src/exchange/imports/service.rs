//! Writes of imports: made, changed, tried, run, removed.

use regulars_db::Db;
use regulars_db::customers::attributes;
use regulars_db::exchange::imports;
use regulars_db::exchange::imports::Import;
use regulars_db::platform::jobs as job_rows;
use regulars_db::platform::jobs::Job;
use regulars_db::text::{AsText, Json};
use regulars_domain::customers::attributes::Definition;
use regulars_domain::exchange::imports::{
    Field, ImportFormat, ImportKind, ImportState, LONGEST_SOURCE, MOST_SOURCES, Mapping, MappingError, Origin,
    SaidError, Target, guess_attributes, guess_mapping, is_date_format,
};
use regulars_domain::ids;
use regulars_domain::message;
use regulars_domain::permissions::Scope;
use regulars_domain::platform::jobs::JobState;
use regulars_domain::text::Message;
use serde_json::{Value, json};

use super::check::Check;
use super::options::{Counts, Kept, Options, kept};
use super::run::Run;
use super::undo::{Undo, Undone};
use super::undo_plan;
use super::views::{ImportPatch, NewImport};
use crate::organisation::partners::named as partners;
use crate::organisation::units::named;
use crate::platform::audit;
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Error, Fault, FaultCode, Refusal};
use crate::platform::identity::Actor;
use crate::platform::jobs;
use crate::platform::jobs::Kind;
use crate::platform::version::ExpectedVersion;

/// Makes an import that waits for its file.
pub fn create(db: &mut Db, actor: &Actor, scope: &Scope, new: &NewImport) -> Answer<Import> {
    let options = new.options.clone().unwrap_or_else(Options::unsaid);
    check_options(db, Some((actor, scope)), &options)?;
    let import = draft(new, &options, &actor.id)?;
    imports::insert(db, &import)?;
    audit::record(db, actor, "imports.create", ("import", &import.id), &json!({"kind": import.kind.as_str()}))?;
    Ok(import)
}

/// An import as it begins.
pub fn draft(new: &NewImport, options: &Options, by: &str) -> Answer<Import> {
    let now = clock::now().naive_utc();
    check_sizes(new.mapping.iter().flat_map(|mapping| &mapping.0))?;
    Ok(Import {
        id: ids::make(ids::IMPORT),
        kind: AsText(new.kind),
        format: AsText(new.format.unwrap_or(ImportFormat::Csv)),
        encoding: AsText(new.encoding.unwrap_or(regulars_domain::exchange::imports::Encoding::Utf8)),
        compression: AsText(new.compression.unwrap_or(regulars_domain::exchange::imports::Compression::None)),
        file_name: new.file_name.clone().unwrap_or_default(),
        bytes: 0,
        state: AsText(ImportState::Draft),
        mapping: kept(&new.mapping.clone().unwrap_or_default())?,
        options: kept(options)?,
        header: "[]".to_owned(),
        counts: kept(&Counts::default())?,
        samples: Json::default(),
        job_id: None,
        created_by: by.to_owned(),
        created_at: now,
        updated_at: now,
        version: 1,
        fingerprint: None,
        mode: None,
        newest_on: None,
        undone: None,
    })
}

/// An import the caller may see: who does not see all units sees their own imports.
pub fn find(db: &mut Db, actor: &Actor, scope: &Scope, id: &str) -> Answer<Import> {
    imports::find(db, id)?.filter(|import| sees(actor, scope, import)).ok_or_else(|| Code::NotFound.into())
}

fn sees(actor: &Actor, scope: &Scope, import: &Import) -> bool {
    *scope == Scope::All || import.created_by == actor.id
}

/// Changes what is said of an import. Whether the columns must be read again is answered with it.
pub fn change(
    db: &mut Db,
    actor: &Actor,
    scope: &Scope,
    id: &str,
    expected: &ExpectedVersion,
    patch: &ImportPatch,
) -> Answer<(Import, bool)> {
    let mut import = find(db, actor, scope, id)?;
    expected.check(import.version)?;
    check_editable(db, &import)?;
    let before = told(&import)?;
    let version = import.version;
    let (format, encoding) = (import.format, import.encoding);
    if let Some(name) = &patch.file_name {
        import.file_name.clone_from(name);
    }
    import.format = patch.format.map_or(import.format, AsText);
    import.encoding = patch.encoding.map_or(import.encoding, AsText);
    let anew = import.bytes > 0 && (format, encoding) != (import.format, import.encoding);
    if let Some(changes) = &patch.mapping {
        let mut mapping = import.mapping()?;
        check_sizes(changes.iter().filter_map(|(field, origin)| Some((field, origin.as_ref()?))))?;
        for (field, origin) in changes {
            match origin {
                Some(origin) => mapping.0.insert(field.clone(), origin.clone()),
                None => mapping.0.remove(field),
            };
        }
        if !anew {
            check_mapping(db, &import, &mapping)?;
        }
        import.mapping = kept(&mapping)?;
    }
    if let Some(changes) = &patch.options {
        let options = changes.applied_to(import.options()?);
        check_options(db, Some((actor, scope)), &options)?;
        import.options = kept(&options)?;
    }
    if anew {
        import.state = AsText(ImportState::Draft);
    } else if import.bytes > 0 && import.header != "[]" {
        // What was tried was tried otherwise.
        import.state = AsText(ImportState::Uploaded);
        (import.mode, import.newest_on) = (None, None);
    }
    keep(db, &mut import, version)?;
    audit::change(db, actor, "imports.change", ("import", id), (&before, &told(&import)?))?;
    Ok((import, anew))
}

/// What the audit says of an import: how its file is read, and nothing that stands in it.
fn told(import: &Import) -> Answer<Value> {
    Ok(json!({"file_name": import.file_name, "format": import.format, "encoding": import.encoding,
        "mapping": import.mapping()?, "options": import.options()?, "version": import.version}))
}

/// Writes an import over the version it was read in.
pub fn keep(db: &mut Db, import: &mut Import, version: i32) -> Answer<()> {
    import.version = version + 1;
    import.updated_at = clock::now().naive_utc();
    if imports::update(db, import, version)? { Ok(()) } else { Err(Code::Stale.into()) }
}

/// A key speaks for its own partner only, so that it brings no ids of others.
fn check_partners(actor: &Actor, import: &Import) -> Answer<()> {
    if actor.partner.is_none() || !import.mapping()?.has(Field::ExternalIds) {
        return Ok(());
    }
    let fault = Fault::at("/mapping/external_ids", FaultCode::NotAccepted);
    Err(fault.hint(message!("a key speaks for its own partner only", "密钥只能代表自己的合作方")).into())
}

/// Asks for a dry run.
pub fn check(db: &mut Db, actor: &Actor, scope: &Scope, id: &str) -> Answer<Job> {
    let import = find(db, actor, scope, id)?;
    check_partners(actor, &import)?;
    let kind = Check { import_id: id.to_owned(), units: scope.units().map(<[String]>::to_vec) };
    let job = ask(db, import, &kind, &actor.id, Some((actor, scope)))?;
    audit::record(db, actor, "imports.check", ("import", id), &json!({"job_id": job.id}))?;
    Ok(job)
}

/// Asks for the run.
pub fn run(db: &mut Db, actor: &Actor, scope: &Scope, id: &str) -> Answer<Job> {
    let import = find(db, actor, scope, id)?;
    check_partners(actor, &import)?;
    let kind = Run { import_id: id.to_owned(), units: scope.units().map(<[String]>::to_vec) };
    let job = ask(db, import, &kind, &actor.id, Some((actor, scope)))?;
    audit::record(db, actor, "imports.run", ("import", id), &json!({"job_id": job.id}))?;
    Ok(job)
}

/// Asks for what a run made to be taken back.
pub fn undo(db: &mut Db, actor: &Actor, scope: &Scope, id: &str) -> Answer<Job> {
    let mut import = find(db, actor, scope, id)?;
    undo_plan::check(db, &import)?;
    let job = jobs::enqueue(db, &Undo { import_id: id.to_owned(), before: import.state.0 }, &actor.id)?;
    let version = import.version;
    import.job_id = Some(job.id.clone());
    import.state = AsText(ImportState::Undoing);
    keep(db, &mut import, version)?;
    audit::record(db, actor, "imports.undo", ("import", id), &json!({"job_id": job.id}))?;
    Ok(job)
}

/// What an undo has taken back so far.
pub fn undone(import: &Import) -> Answer<Option<Undone>> {
    let read = |text: &String| {
        serde_json::from_str(text).map_err(|error| Error::Internal(format!("an import's row: {error}")))
    };
    import.undone.as_ref().map(read).transpose()
}

/// Enqueues the job of an import that is ready for it; `who` says which other imports may be named.
pub fn ask<K: Kind>(db: &mut Db, mut import: Import, kind: &K, by: &str, who: Option<(&Actor, &Scope)>) -> Answer<Job> {
    check_editable(db, &import)?;
    if import.bytes == 0 || import.header == "[]" {
        return Err(Refusal::of(Code::Conflict)
            .detail(message!("no file has been uploaded that can be read", "尚未上传可以读取的文件"))
            .into());
    }
    let columns = import.columns()?;
    let mapping = import.mapping()?;
    mapping.layout(import.kind.0, &columns).map_err(|errors| unfit(&errors))?;
    check_attributes(db, &mapping)?;
    let options = import.options()?;
    check_whose(&import, &mapping, &options)?;
    check_options(db, None, &options)?;
    if K::NAME == Run::NAME && !options.repeat {
        check_new(db, &import, who)?;
    }
    let job = jobs::enqueue(db, kind, by)?;
    let version = import.version;
    import.job_id = Some(job.id.clone());
    import.state = AsText(if K::NAME == Run::NAME { ImportState::Running } else { ImportState::Checking });
    keep(db, &mut import, version)?;
    Ok(job)
}

/// The ids of a file are a partner's, but for receipt numbers that are said to be the file's own.
fn check_whose(import: &Import, mapping: &Mapping, options: &Options) -> Answer<()> {
    let has = |field| mapping.has(field);
    let own = options.own_numbers && import.kind.0 == ImportKind::Purchases;
    if options.partner.is_some() || !(has(Field::CustomerExternalId) || has(Field::ExternalId) && !own) {
        return Ok(());
    }
    let said = match import.kind.0 {
        ImportKind::Purchases if !has(Field::CustomerExternalId) => message!(
            "receipt numbers are a partner's: say whose, or that they are this file's own by `options.own_numbers`",
            "单号属于合作方：请指明是哪一个，或以 `options.own_numbers` 说明单号只在此文件内有效"
        ),
        _ => message!("ids in a file are a partner's: say whose", "文件中的编号属于合作方，请指明是哪一个"),
    };
    Err(Fault::at("/options/partner", FaultCode::Required).hint(said).into())
}

/// Refuses a file that was imported before and still counts. The earlier import is named to who may see it.
fn check_new(db: &mut Db, import: &Import, who: Option<(&Actor, &Scope)>) -> Answer<()> {
    for earlier in imports::alike(db, import)? {
        if !earlier.state.has_kept() || *earlier.state != ImportState::Running && earlier.counts()?.accepted == 0 {
            continue;
        }
        let day = earlier.created_at.date();
        let said = message!(
            "the same file was imported on {day}; say `options.repeat` if its rows are to count again",
            "同一文件已于 {day} 导入；如确需再次计入，请设置 `options.repeat`",
            day = day
        );
        let refusal = Refusal::of(Code::ImportRepeated).detail(said);
        let seen = who.is_none_or(|(actor, scope)| sees(actor, scope, &earlier));
        return Err(if seen { refusal.member("import_id", earlier.id) } else { refusal }.into());
    }
    Ok(())
}

/// Removes what the caller sees of an import; its file and rejections are dropped before.
pub fn remove(db: &mut Db, actor: &Actor, id: &str) -> Answer<()> {
    imports::delete(db, id)?;
    audit::record(db, actor, "imports.delete", ("import", id), &json!({}))
}

/// Whether an import may be changed or run: no job is at work on it, and no row of it has been imported.
pub fn check_editable(db: &mut Db, import: &Import) -> Answer<()> {
    if import.state.is_busy() {
        return Err(Refusal::of(Code::Conflict).detail(at_work()).into());
    }
    if begun(db, import)? {
        let detail = message!(
            "rows of it are imported already; a run that failed is started again as a job",
            "其中的行已经导入；失败的导入请作为任务重新开始"
        );
        return Err(Refusal::of(Code::Conflict).detail(detail).into());
    }
    Ok(())
}

/// What is said of an import that a job has.
pub fn at_work() -> Message {
    message!("a job is at work on this import", "有任务正在处理此导入")
}

fn begun(db: &mut Db, import: &Import) -> Answer<bool> {
    if matches!(import.state.0, ImportState::Completed | ImportState::Undone) || import.undone.is_some() {
        return Ok(true);
    }
    let Some(job_id) = &import.job_id else { return Ok(false) };
    let job = job_rows::find(db, job_id)?;
    Ok(job.is_some_and(|job| job.kind == Run::NAME && job.progress_done > 0))
}

/// Lets the state of an import follow that of its job.
pub fn follow(db: &mut Db, id: &str, state: ImportState) -> Answer<()> {
    let Some(mut import) = imports::find(db, id)? else { return Ok(()) };
    let version = import.version;
    import.state = AsText(state);
    keep(db, &mut import, version)
}

/// The state of an import whose job has this state; `work` and `done` are the job's own.
pub fn state_with(job: JobState, work: ImportState, done: ImportState) -> ImportState {
    match job {
        JobState::Queued | JobState::Running => work,
        JobState::Succeeded => done,
        JobState::Failed => ImportState::Failed,
        JobState::Cancelled if work == ImportState::Checking => ImportState::Uploaded,
        JobState::Cancelled => ImportState::Cancelled,
    }
}

/// Refuses more or longer columns than a field may have, and a constant that is too long.
fn check_sizes<'a>(mut mapping: impl Iterator<Item = (&'a Target, &'a Origin)>) -> Answer<()> {
    let Some((field, _)) = mapping.find(|(_, origin)| !origin.is_within_bounds()) else { return Ok(()) };
    let hint = message!(
        "expected at most {MOST_SOURCES} columns, and at most {LONGEST_SOURCE} characters of each",
        "最多 {MOST_SOURCES} 列，每个最多 {LONGEST_SOURCE} 个字符"
    );
    Err(Fault::at(format!("/mapping/{field}"), FaultCode::TooLong).hint(hint).into())
}

/// Refuses a mapping that names columns that are not there; what is still missing may come.
fn check_mapping(db: &mut Db, import: &Import, mapping: &Mapping) -> Answer<()> {
    check_attributes(db, mapping)?;
    if import.header == "[]" {
        return Ok(());
    }
    let wrong = |error: &MappingError| !matches!(error, MappingError::Missing { .. });
    match mapping.layout(import.kind.0, &import.columns()?) {
        Err(errors) if errors.iter().any(wrong) => Err(unfit(&errors.into_iter().filter(wrong).collect::<Vec<_>>())),
        _ => Ok(()),
    }
}

/// Refuses a mapping of attributes that are not there, or archived.
fn check_attributes(db: &mut Db, mapping: &Mapping) -> Answer<()> {
    let keys: Vec<&str> = mapping.attributes().collect();
    if keys.is_empty() {
        return Ok(());
    }
    let known = attributes::of_keys(db, &keys)?;
    let wrong = |key: &&str| match known.iter().find(|definition| definition.key == **key) {
        Some(definition) if definition.is_archived => {
            Some((FaultCode::Conflict, message!("the attribute is archived", "此属性已归档")))
        }
        Some(_) => None,
        None => Some((FaultCode::NotFound, message!("no attribute has this key", "没有使用此键的属性"))),
    };
    let fault = |key: &str, (code, hint)| Fault::at(format!("/mapping/attributes.{key}"), code).hint(hint);
    let faults: Vec<Fault> = keys.iter().filter_map(|key| Some(fault(key, wrong(key)?))).collect();
    if faults.is_empty() { Ok(()) } else { Err(Refusal::invalid(faults).into()) }
}

/// What these columns would be taken for.
pub fn guessed(kind: ImportKind, definitions: &[Definition], columns: &[String], rows: &[Vec<String>]) -> Mapping {
    let mut mapping = guess_mapping(kind, columns, rows);
    if kind == ImportKind::Customers {
        guess_attributes(&mut mapping, columns, definitions);
    }
    mapping
}

/// Sets the mapping of an import whose columns are known.
pub fn set_mapping(db: &mut Db, mut import: Import, mapping: &Mapping) -> Answer<Import> {
    check_mapping(db, &import, mapping)?;
    let version = import.version;
    import.mapping = kept(mapping)?;
    keep(db, &mut import, version)?;
    Ok(import)
}

/// A mapping that does not fit its file, as a problem.
pub fn unfit(errors: &[MappingError]) -> Error {
    let faults = errors.iter().map(|error| {
        let code = match error {
            MappingError::Missing { .. } => FaultCode::Required,
            MappingError::NoSuchColumn { .. } => FaultCode::NotFound,
            MappingError::AmbiguousColumn { .. } => FaultCode::Duplicate,
            MappingError::NotOfThisKind { .. } => FaultCode::NotAccepted,
        };
        let field = error.field().map(|field| format!("/{field}")).unwrap_or_default();
        Fault::at(format!("/mapping{field}"), code).hint(error)
    });
    Refusal::invalid(faults.collect()).into()
}

/// What the options name must exist; `who` says within which units.
pub fn check_options(db: &mut Db, who: Option<(&Actor, &Scope)>, options: &Options) -> Answer<()> {
    if let Some(id) = &options.unit_id {
        let scope = who.map_or(&Scope::All, |(_, scope)| scope);
        named::find(db, scope, id, "/options/unit_id")?;
    }
    if let Some(code) = &options.partner {
        let own = who.and_then(|(actor, _)| actor.partner.as_ref());
        if own.is_some_and(|own| own != code) {
            let fault = Fault::at("/options/partner", FaultCode::NotAccepted);
            return Err(fault
                .hint(message!("a key speaks for its own partner only", "密钥只能代表自己的合作方"))
                .into());
        }
        partners::check(db, code, || {
            Fault::at("/options/partner", FaultCode::NotFound)
                .hint(message!("no partner has this code", "没有使用此编码的合作方"))
        })?;
    }
    if let Err((field, error)) = options.words.check() {
        let code = if matches!(error, SaidError::TooMany) { FaultCode::OutOfRange } else { FaultCode::NotAccepted };
        return Err(Fault::at(format!("/options/words/{field}"), code).hint(&error).into());
    }
    if options.date_format.as_deref().is_some_and(|format| !is_date_format(format)) {
        let fault = Fault::at("/options/date_format", FaultCode::Malformed);
        return Err(fault.hint(message!("expected a format such as %d.%m.%Y", "应为 `%d.%m.%Y` 这样的格式")).into());
    }
    Ok(())
}
