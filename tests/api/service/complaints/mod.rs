//! `/v1/complaints`: taken in, judged, verified, escalated, resolved, closed.

mod attachments;
mod compensation;
mod escalation;
mod general;
mod intake;
mod limits;
mod lists;
mod major;
mod points;
mod policy;
mod scope;

use regulars_tests::{Actor, Reply, TestApp, Value, json};

/// A server with a category, and somebody who complains of the store N1.
struct Scene {
    app: TestApp,
    admin: Actor,
    category: String,
    customer: String,
}

impl Scene {
    async fn new() -> Scene {
        let app = TestApp::start().await;
        let admin = app.admin().await;
        let category = json!({"code": "SERVICE", "name": "服务"});
        let category = admin.post("/v1/complaint-categories", category).await.created().id();
        let person = json!({"name": "王小明", "phone": "13800138000", "home_unit_id": app.units.n1});
        let customer = admin.post("/v1/customers", person).await.created().id();
        Scene { app, admin, category, customer }
    }

    /// What is posted for a complaint of the store.
    fn body(&self) -> Value {
        json!({"customer_id": self.customer, "unit_id": self.app.units.n1, "category_id": self.category,
            "text": "等了一个小时", "wish": "道歉"})
    }

    /// A complaint that was just taken in.
    async fn complaint(&self) -> String {
        self.admin.post("/v1/complaints", self.body()).await.created().id()
    }

    /// A further complaint, of a category of its own so that nothing is repeated.
    async fn other(&self, code: &str) -> String {
        let category = json!({"code": code, "name": code});
        let category = self.admin.post("/v1/complaint-categories", category).await.created().id();
        let mut body = self.body();
        body["category_id"] = json!(category);
        self.admin.post("/v1/complaints", body).await.created().id()
    }

    /// The case as the administrator sees it.
    async fn case(&self, id: &str) -> Reply {
        self.admin.get(&format!("/v1/complaints/{id}")).await.ok()
    }

    /// The kinds of what happened, oldest first.
    async fn events(&self, id: &str) -> Vec<String> {
        let reply = self.admin.get(&format!("/v1/complaints/{id}/events")).await.ok();
        reply.each("kind").into_iter().map(str::to_owned).collect()
    }
}

/// Takes a step as somebody.
async fn step(who: &Actor, id: &str, step: &str, body: Value) -> Reply {
    who.post(&format!("/v1/complaints/{id}/{step}"), body).await
}

/// The state of each clock of a case by its kind, the clocks of levels by level too.
fn clock<'a>(case: &'a Reply, kind: &str) -> &'a Value {
    let clocks = case.body["clocks"].as_array().unwrap();
    clocks.iter().find(|clock| clock["kind"] == kind).unwrap_or(&Value::Null)
}
