//! Sessions, units, users, partners, their keys, calendars.

use regulars_domain::ids;
use regulars_domain::permissions::actions_of;
use regulars_domain::platform::sandbox::ApiKeyMode;
use regulars_tests::{Action, Actor, PASSWORD, Role, Value, json};

use super::Foreign::{Filtered, Hidden, Own, Refused, Root, Unscoped};
use super::{Ask, Place, World};

samples! {
    log_in           Own |w, at, who| log_in(w).await;
    refresh_session  Own |w, at, who| refresh(w).await;
    log_out          Own |w, at, who| Ask::plain();
    get_me           Unscoped |w, at, who| Ask::plain();
    check_session    Unscoped |w, at, who| Ask::plain();
    list_sessions    Unscoped |w, at, who| Ask::plain();
    delete_session   Own |w, at, who| Ask::of(session_of(w, who));
    change_password  Own |w, at, who| new_password(w, who);
    prove_identity   Own |w, at, who| proof(w, who);
    ask_for_reset    Own |w, at, who| Ask::plain().body(json!({"email": w.fresh("someone") + "@example.com"}));
    follow_link      Own |w, at, who| link(w);
    get_second_factor      Unscoped |w, at, who| Ask::plain();
    begin_second_factor    Own |w, at, who| without_factor(w, who);
    confirm_second_factor  Own |w, at, who| first_code(w, who);
    replace_recovery_codes Own |w, at, who| with_factor(w, &who.id, Ask::plain());
    remove_second_factor   Own |w, at, who| with_factor(w, &who.id, Ask::plain());
    prepare_download Own |w, at, who| Ask::plain().body(json!({"path": "/v1/exports/customers?format=csv"}));

    list_notifications     Unscoped |w, at, who| { notification(w, who); Ask::plain() };
    read_notification      Own |w, at, who| Ask::of(notification(w, who));
    read_notifications     Own |w, at, who| Ask::plain();
    get_notification_settings Unscoped |w, at, who| Ask::plain();
    put_notification_settings Own |w, at, who| Ask::plain().body(json!({"by_mail": true}));

    list_saved_views       Unscoped |w, at, who| Ask::plain();
    create_saved_view      Own |w, at, who| Ask::plain().body(json!({"list": "customers", "name": w.fresh("视图"),
        "query": "tier=A"}));
    get_saved_view         Unscoped |w, at, who| Ask::of(saved_view(w, who));
    update_saved_view      Own |w, at, who| Ask::of(saved_view(w, who)).body(json!({"is_shared": true}));
    delete_saved_view      Own |w, at, who| Ask::of(saved_view(w, who));

    list_units       Filtered |w, at, who| Ask::plain();
    create_unit      Refused  |w, at, who| Ask::plain().body(json!({"code": w.fresh("U"), "name": "店", "kind": "store",
        "ownership": "own", "parent_id": at.region}));
    get_unit         Hidden   |w, at, who| Ask::of(&at.store);
    update_unit      Hidden   |w, at, who| Ask::of(&at.store).body(json!({"name": w.fresh("店")}));

    list_users       Filtered |w, at, who| Ask::plain().query("limit=100");
    create_user      Refused  |w, at, who| Ask::plain().body(json!({"email": w.fresh("user") + "@example.com",
        "name": "林小美", "password": PASSWORD, "assignments": [{"unit_id": at.store, "role": "store_staff"}]}));
    get_user         Hidden   |w, at, who| Ask::of(&at.staff);
    update_user      Hidden   |w, at, who| Ask::of(&at.staff).body(json!({"name": w.fresh("林小美")}));

    get_work         Hidden   |w, at, who| Ask::of(&at.staff);
    hand_over_work   Hidden   |w, at, who| Ask::of(&at.staff).body(json!({"to_user_id": successor(w, at).await}));
    make_link        Hidden   |w, at, who| Ask::of(&at.staff);
    remove_second_factor_of_user Hidden |w, at, who| with_factor(w, &at.staff, Ask::of(&at.staff));

    list_partners    Unscoped |w, at, who| Ask::plain();
    create_partner   Root |w, at, who| Ask::plain().body(json!({"code": w.fresh("p"), "name": "外卖平台"}));
    get_partner      Unscoped |w, at, who| Ask::of(partner(w).await);
    update_partner   Root |w, at, who| Ask::of(partner(w).await).body(json!({"name": "外卖平台"}));

    list_api_keys    Unscoped |w, at, who| Ask::plain();
    create_api_key   Refused  |w, at, who| Ask::plain().body(json!({"name": "收银", "partner_id": partner(w).await,
        "unit_id": at.store, "scopes": ["units:read"]}));
    get_api_key      Hidden   |w, at, who| Ask::of(key(w, at));
    roll_api_key     Hidden   |w, at, who| Ask::of(key(w, at)).body(json!({"overlap_seconds": 60}));
    take_over_api_key Hidden |w, at, who| Ask::of(key(w, at));
    delete_api_key   Hidden   |w, at, who| Ask::of(key(w, at));

    list_calendars   Unscoped |w, at, who| Ask::plain();
    create_calendar  Refused |w, at, who| Ask::plain().body(json!({"unit_id": at.store, "code": w.fresh("W-"), "name": "门店", "rule": calendar_rule()}));
    get_calendar     Hidden |w, at, who| Ask::of(calendar(w, at).await);
    update_calendar  Hidden |w, at, who| Ask::of(calendar(w, at).await).body(json!({"name": "门店", "rule": calendar_rule()}));
}

/// What the sample of an operation hands out: nobody gives what they do not hold, so this is needed too.
pub fn handed_out(operation: &str) -> Vec<Action> {
    match operation {
        "create_api_key" | "roll_api_key" => vec![Action::UnitsRead],
        "hand_over_work" => {
            [actions_of(Role::StoreStaff), vec![Action::CustomersWrite, Action::ComplaintsWrite, Action::TasksWrite]]
                .concat()
        }
        "create_webhook" | "rotate_webhook_secret" => vec![Action::UnitsRead, Action::CustomersRead],
        "create_user" | "update_user" | "make_link" | "remove_second_factor_of_user" => actions_of(Role::StoreStaff),
        _ => Vec::new(),
    }
}

/// Somebody of the same store who can take over.
pub async fn successor(w: &World, at: &Place) -> String {
    w.app.user(&(w.fresh("successor") + "@example.com"), Role::StoreStaff, &at.store).await.id
}

/// A log-in of somebody who was just made.
pub async fn log_in(w: &World) -> Ask {
    let email = w.fresh("someone") + "@example.com";
    w.app.user(&email, Role::Admin, &w.app.units.group).await;
    Ask::plain().body(json!({"email": email, "password": PASSWORD}))
}

/// A refresh of a session that was just opened.
pub async fn refresh(w: &World) -> Ask {
    let email = w.fresh("someone") + "@example.com";
    w.app.user(&email, Role::Admin, &w.app.units.group).await;
    let opened = w.app.nobody().post("/v1/auth/login", json!({"email": email, "password": PASSWORD})).await.ok();
    Ask::plain().header("Cookie", format!("regulars_refresh={}", opened.cookie("regulars_refresh").unwrap()))
}

/// A further session of the caller's; of somebody's when the caller is no person.
pub fn session_of(w: &World, who: &Actor) -> String {
    let user = if who.session_id.is_some() { &who.id } else { &w.admin.id };
    let session = regulars_tests::add_session(&mut w.app.db(), user, regulars_tests::now().naive_utc());
    session.unwrap().id
}

/// Something that the caller was told; somebody is told when the caller is no person.
pub fn notification(w: &World, who: &Actor) -> String {
    let user = if who.session_id.is_some() { &who.id } else { &w.admin.id };
    let id = ids::make(ids::NOTIFICATION);
    let about = ids::make(ids::TASK);
    w.app
        .db()
        .execute(&format!(
            "insert into notifications (id, user_id, kind, subject, subject_id, item_id, by_id, created_at, by_mail)
             values ('{id}', '{user}', 'task_given', 'task', '{about}', '{about}', 'system', '2026-11-01 00:00:00', false)"
        ))
        .unwrap();
    id
}

/// A view that the caller saved; somebody has when the caller is no person.
pub fn saved_view(w: &World, who: &Actor) -> String {
    let user = if who.session_id.is_some() { &who.id } else { &w.admin.id };
    let id = ids::make(ids::SAVED_VIEW);
    let name = w.fresh("视图");
    w.app
        .db()
        .execute(&format!(
            "insert into saved_views (id, user_id, list, name, query, is_shared, created_at, updated_at, version)
             values ('{id}', '{user}', 'customers', '{name}', 'tier=A', false, '2026-11-01 00:00:00', '2026-11-01 00:00:00', 1)"
        ))
        .unwrap();
    id
}

/// A change of the caller's password.
pub fn new_password(w: &World, who: &Actor) -> Ask {
    let hash = regulars_tests::password_hash();
    w.app.db().execute(&format!("update users set password_hash = '{hash}' where id = '{}'", who.id)).unwrap();
    Ask::plain().body(json!({"current_password": PASSWORD, "new_password": "烧仙草 with red beans"}))
}

/// The caller's password once more.
pub fn proof(w: &World, who: &Actor) -> Ask {
    without_factor(w, who);
    let hash = regulars_tests::password_hash();
    w.app.db().execute(&format!("update users set password_hash = '{hash}' where id = '{}'", who.id)).unwrap();
    Ask::plain().body(json!({"password": PASSWORD}))
}

/// A link of somebody who was just made, followed.
pub fn link(w: &World) -> Ask {
    let email = w.fresh("someone") + "@example.com";
    let held = [(w.app.units.group.clone(), Role::Admin)];
    let user = regulars_tests::add_user(&mut w.app.db(), &email, &held, None).unwrap();
    let token = regulars_tests::add_link(&mut w.app.db(), &user.id);
    Ask::plain().body(json!({"token": token, "new_password": "烧仙草 with red beans"}))
}

/// Nothing that stands in the way of setting up a second factor.
pub fn without_factor(w: &World, who: &Actor) -> Ask {
    w.app.db().execute(&format!("delete from second_factors where user_id = '{}'", who.id)).unwrap();
    Ask::plain()
}

/// What asks for a second factor of somebody. A key has none: it is refused anyway.
pub fn with_factor(w: &World, user_id: &str, ask: Ask) -> Ask {
    if user_id.starts_with("usr_") {
        regulars_tests::add_factor(&mut w.app.db(), &w.app.state.keys, user_id, true);
    }
    ask
}

/// The first code of an authenticator that was just set up.
pub fn first_code(w: &World, who: &Actor) -> Ask {
    let code = match who.id.starts_with("usr_") {
        true => regulars_tests::add_factor(&mut w.app.db(), &w.app.state.keys, &who.id, false),
        false => "000000".to_owned(),
    };
    Ask::plain().body(json!({"code": code}))
}

/// A key that reaches a place, of a partner of the tests.
pub fn key(w: &World, at: &Place) -> String {
    regulars_tests::add_key(&mut w.app.db(), "pos", &[Action::UnitsRead], &at.store, ApiKeyMode::Live).unwrap().0.id
}

pub async fn partner(w: &World) -> String {
    w.make("/v1/partners", json!({"code": w.fresh("p"), "name": "外卖平台"})).await
}

/// Monday, 09:00 to 18:00.
pub fn calendar_rule() -> Value {
    json!({"week": {"monday": [{"from": "09:00", "to": "18:00"}]}})
}

/// A calendar that belongs to the store.
pub async fn calendar(w: &World, at: &Place) -> String {
    w.make(
        "/v1/calendars",
        json!({"unit_id": at.store, "code": w.fresh("W-"), "name": "门店", "rule": calendar_rule()}),
    )
    .await
}
