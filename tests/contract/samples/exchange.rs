//! Imports and exports.

use regulars_tests::{Actor, json};

use super::Foreign::{Filtered, Hidden, Own, Unscoped};
use super::{Ask, Place, World};

samples! {
    list_imports     Unscoped |w, at, who| Ask::plain();
    create_import    Own |w, at, who| Ask::plain().body(json!({"kind": "customers"}));
    get_import       Hidden   |w, at, who| Ask::of(import(w, at, who).await);
    update_import    Hidden   |w, at, who| Ask::of(import(w, at, who).await).body(json!({"file_name": "a.csv"}));
    delete_import    Hidden   |w, at, who| Ask::of(import(w, at, who).await);
    upload_import_content Hidden |w, at, who| Ask::of(import(w, at, who).await).bytes(FILE).content_type("text/csv");
    preview_import   Hidden   |w, at, who| Ask::of(import(w, at, who).await);
    check_import     Hidden   |w, at, who| Ask::of(import(w, at, who).await);
    get_import_undo  Hidden   |w, at, who| Ask::of(import(w, at, who).await);
    undo_import      Hidden   |w, at, who| Ask::of(undoable(w, at, who).await);
    run_import       Hidden   |w, at, who| Ask::of(import(w, at, who).await);
    list_import_rejections Hidden |w, at, who| Ask::of(import(w, at, who).await);
    download_import_rejections Hidden |w, at, who| Ask::of(import(w, at, who).await);

    export_customers Filtered |w, at, who| Ask::plain();
    export_purchases Filtered |w, at, who| Ask::plain();
    export_anonymous_sales Filtered |w, at, who| Ask::plain();

    export_data      Hidden   |w, at, who| Ask::of(&at.customer);
    list_data_exports Filtered |w, at, who| {
        for place in [&w.north, &w.south] {
            data_export(w, place);
        }
        Ask::plain()
    };
    get_data_export  Hidden   |w, at, who| Ask::of(data_export(w, at));
    download_data_export Hidden |w, at, who| Ask::of(data_export(w, at));
}

/// An archive that is ready, of what is held on the customer of a place.
fn data_export(w: &World, at: &Place) -> String {
    let id = regulars_domain::ids::make(regulars_domain::ids::DATA_EXPORT);
    let (customer, mut db) = (&at.customer, w.app.db());
    for row in [
        format!(
            "insert into data_exports (id, customer_id, language, state, bytes, requested_by, requested_at, expires_at) \
             values ('{id}', '{customer}', 'en', 'ready', 1, 'system', '2026-11-01 08:00:00', '2999-01-01 00:00:00')"
        ),
        format!(
            "insert into data_export_chunks (customer_id, export_id, number, bytes) values ('{customer}', '{id}', 0, '1')"
        ),
    ] {
        db.execute(&row).unwrap();
    }
    id
}

/// A file of one customer.
pub const FILE: &str = "name,phone,city\n王小明,13800138000,上海\n";

/// An import that was run.
async fn undoable(w: &World, at: &Place, who: &Actor) -> String {
    let id = import(w, at, who).await;
    w.app.db().execute(&format!("update imports set state = 'completed' where id = '{id}'")).unwrap();
    id
}

/// An import with its file. In the north it is the caller's own, in the south the administrator's: who does not reach
/// the whole organisation sees their own only. Each may be run though all have the same file.
pub async fn import(w: &World, at: &Place, who: &Actor) -> String {
    let id = w.make("/v1/imports", json!({"kind": "customers", "options": {"repeat": true}})).await;
    let path = format!("/v1/imports/{id}/content");
    w.admin.request(reqwest::Method::PUT, &path).body("text/csv", FILE).await.ok();
    if at.region == w.north.region {
        w.app.db().execute(&format!("update imports set created_by = '{}' where id = '{id}'", who.id)).unwrap();
    }
    id
}
