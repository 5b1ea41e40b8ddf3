//! Asking for an archive, and who sees it.

use regulars_db::Db;
use regulars_db::customers::profiles;
use regulars_db::exchange::data_exports;
use regulars_db::exchange::data_exports::DataExport;
use regulars_db::platform::jobs::Job;
use regulars_db::text::AsText;
use regulars_domain::exchange::data_exports::{DataExportState, KEPT};
use regulars_domain::ids;
use regulars_domain::permissions::Scope;
use serde_json::json;

use super::archive::PutTogether;
use crate::customers::profiles::service::{check_living, check_not_erased, sees};
use crate::platform::error::{Answer, Code};
use crate::platform::identity::Actor;
use crate::platform::{audit, clock, jobs, organisation};

/// Asks for the archive of a customer; answers the job that puts it together.
pub fn request(db: &mut Db, actor: &Actor, scope: &Scope, customer_id: &str) -> Answer<Job> {
    let customer = profiles::find(db, customer_id)?.ok_or(Code::NotFound)?;
    check_living(actor, scope, &customer)?;
    check_not_erased(&customer)?;
    let now = clock::now().naive_utc();
    let export = DataExport {
        id: ids::make(ids::DATA_EXPORT),
        customer_id: customer.id.clone(),
        language: match customer.language {
            Some(language) => language,
            None => AsText(organisation(db)?.language),
        },
        state: AsText(DataExportState::Preparing),
        bytes: None,
        requested_by: actor.id.clone(),
        requested_at: now,
        finished_at: None,
        expires_at: now + KEPT,
    };
    data_exports::insert(db, &export)?;
    let detail = json!({"data_export_id": export.id});
    audit::record(db, actor, "customers.export_data", ("customer", &customer.id), &detail)?;
    jobs::enqueue(db, &PutTogether::of(&export.id), &actor.id)
}

/// An archive of a customer whom the caller sees.
pub fn find(db: &mut Db, actor: &Actor, scope: &Scope, id: &str) -> Answer<DataExport> {
    let export = data_exports::find(db, id)?.filter(|export| export.expires_at > clock::now().naive_utc());
    let export = export.ok_or(Code::NotFound)?;
    let customer = profiles::find(db, &export.customer_id)?.ok_or(Code::NotFound)?;
    match sees(actor, scope, &customer) {
        true => Ok(export),
        false => Err(Code::NotFound.into()),
    }
}

/// Notes that an archive leaves the house.
pub fn hand_out(db: &mut Db, actor: &Actor, scope: &Scope, id: &str) -> Answer<DataExport> {
    let export = find(db, actor, scope, id)?;
    if export.state.0 != DataExportState::Ready {
        return Err(Code::NotFound.into());
    }
    let detail = json!({"data_export_id": export.id});
    audit::record(db, actor, "customers.download_data", ("customer", &export.customer_id), &detail)?;
    Ok(export)
}
