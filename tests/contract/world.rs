//! What the samples ask about: an organisation with the same things in the north and in the south.

use std::sync::atomic::{AtomicU32, Ordering};

use regulars_tests::{Actor, PASSWORD, Request, Role, TestApp, Value, json};

use super::document::Operation;

/// A server, its administrator, and two regions that know nothing of each other.
pub struct World {
    pub app: TestApp,
    pub admin: Actor,
    pub north: Place,
    pub south: Place,
    next: AtomicU32,
}

/// What there is in one region.
pub struct Place {
    pub region: String,
    pub store: String,
}

/// A request of one operation.
#[derive(Default)]
pub struct Ask {
    parameters: Vec<(&'static str, String)>,
    query: String,
    headers: Vec<(&'static str, String)>,
    body: Option<Vec<u8>>,
}

impl World {
    pub async fn new() -> World {
        let app = TestApp::start().await;
        let admin = app.admin().await;
        let north = Place::new(&app.units.north, &app.units.n1);
        let south = Place::new(&app.units.south, &app.units.s1);
        World { app, admin, north, south, next: AtomicU32::new(1) }
    }

    /// A text that no request before had.
    pub fn fresh(&self, prefix: &str) -> String {
        format!("{prefix}{}", self.next.fetch_add(1, Ordering::Relaxed))
    }
}

impl Place {
    /// The ids that only who may look into this place is shown.
    pub fn ids(&self) -> [&str; 2] {
        [&self.region, &self.store]
    }

    fn new(region: &str, store: &str) -> Place {
        Place { region: region.to_owned(), store: store.to_owned() }
    }
}

impl Ask {
    /// A request without anything.
    pub fn plain() -> Ask {
        Ask::default()
    }

    /// A request about the resource `{id}`.
    pub fn of(id: impl Into<String>) -> Ask {
        Ask::plain().parameter("id", id)
    }

    pub fn parameter(mut self, name: &'static str, value: impl Into<String>) -> Ask {
        self.parameters.push((name, value.into()));
        self
    }

    pub fn query(mut self, query: impl Into<String>) -> Ask {
        self.query = query.into();
        self
    }

    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Ask {
        self.headers.push((name, value.into()));
        self
    }

    pub fn body(self, body: Value) -> Ask {
        self.bytes(body.to_string())
    }

    pub fn bytes(mut self, bytes: impl Into<Vec<u8>>) -> Ask {
        self.body = Some(bytes.into());
        self
    }

    /// The same about something else: every `{parameter}` of the path is `id`.
    pub fn about(mut self, id: &str) -> Ask {
        self.parameters.iter_mut().for_each(|(_, value)| id.clone_into(value));
        self
    }

    /// Sends it as somebody, with the headers it needs.
    pub fn send(&self, operation: &Operation, who: &Actor) -> Request {
        let mut request = self.bare(operation, who);
        if operation.wants_if_match {
            request = request.if_match("*");
        }
        if operation.takes_idempotency_key {
            request = request.once();
        }
        match (&operation.content_type, &self.body) {
            (Some(content_type), Some(body)) => request.body(content_type, body.clone()),
            (None, None) => request,
            (Some(_), None) => panic!("the sample of {} has no body", operation.id),
            (None, Some(_)) => panic!("the sample of {} has a body, the operation takes none", operation.id),
        }
    }

    /// The request without body, If-Match and Idempotency-Key.
    pub fn bare(&self, operation: &Operation, who: &Actor) -> Request {
        let mut path = operation.path.clone();
        for (name, value) in &self.parameters {
            path = path.replace(&format!("{{{name}}}"), value);
        }
        assert!(!path.contains('{'), "the sample of {} leaves {path} open", operation.id);
        if !self.query.is_empty() {
            path = format!("{path}?{}", self.query);
        }
        let method = operation.method.to_uppercase().parse().unwrap();
        let request = who.request(method, &path);
        self.headers.iter().fold(request, |request, (name, value)| request.header(name, value))
    }

    /// The body that succeeds.
    pub fn content(&self) -> Vec<u8> {
        self.body.clone().unwrap_or_default()
    }
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
    let session = regulars_tests::add_session(&mut w.app.db(), user, regulars::clock::now().naive_utc());
    session.unwrap().id
}

/// A change of the caller's password.
pub fn new_password(w: &World, who: &Actor) -> Ask {
    let hash = regulars_tests::password_hash();
    w.app.db().execute(&format!("update users set password_hash = '{hash}' where id = '{}'", who.id)).unwrap();
    Ask::plain().body(json!({"current_password": PASSWORD, "new_password": "烧仙草 with red beans"}))
}

/// A job in this state, of the one kind that works on nothing.
pub fn job(w: &World, state: &str) -> String {
    let now = regulars::clock::now().naive_utc();
    let id = regulars_domain::ids::make(regulars_domain::ids::JOB);
    let over = if state == "queued" { "null".to_owned() } else { format!("'{now}'") };
    let row = format!(
        "insert into jobs (id, kind, args, state, run_at, attempts, max_attempts, cancel_requested, progress_done, \
         progress_unit, created_by, created_at, finished_at, seq) values ('{id}', 'system.tidy', '{{}}', '{state}', '{now}', 1, \
         8, false, 0, 'steps', 'tests', '{now}', {over}, 1)"
    );
    w.app.db().execute(&row).unwrap();
    id
}
