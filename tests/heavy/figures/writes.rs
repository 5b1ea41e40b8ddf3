//! A deterministic stream of writes: customers, purchases of many days, revisions, partial refunds.

use futures_util::future::join_all;
use regulars_tests::{Actor, Request, TestApp, Value, json};

/// Customers there are at most.
const CUSTOMERS: usize = 20;

/// A plain generator, so that every run asks the same.
pub struct Dice(u64);

impl Dice {
    /// A number from 0 to below `most`.
    pub fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }
}

/// Who writes, and what there is to write about so far.
pub struct Writer {
    admin: Actor,
    dice: Dice,
    units: Vec<String>,
    customers: Vec<String>,
    /// Path, first content and highest revision of each purchase.
    purchases: Vec<(String, Value, i64)>,
    named: usize,
}

impl Writer {
    pub async fn new(app: &TestApp, seed: u64) -> Writer {
        let admin = app.admin().await;
        app.key_of("till", &[], &app.units.n1).await;
        for n in 0..3 {
            let category = json!({"code": format!("C{n}"), "name": "系列"});
            let category = admin.post("/v1/product-categories", category).await.created().id();
            let product = json!({"code": format!("P{n}"), "name": "产品", "category_id": category});
            admin.post("/v1/products", product).await.created();
        }
        let units = [&app.units.n1, &app.units.n2, &app.units.s1].map(Clone::clone).to_vec();
        let mut writer =
            Writer { admin, dice: Dice(seed), units, customers: Vec::new(), purchases: Vec::new(), named: 0 };
        let first = writer.customer().await.created();
        writer.customers.push(first.id());
        writer
    }

    /// Four writes at the same time; answers what each was and its status.
    pub async fn four_at_once(&mut self) -> Vec<(&'static str, u16)> {
        let writes: Vec<(&'static str, Value, Request)> = (0..4).map(|_| self.any()).collect();
        let (told, requests): (Vec<_>, Vec<_>) =
            writes.into_iter().map(|(kind, body, sent)| ((kind, body), sent)).unzip();
        let replies = join_all(requests.into_iter().map(IntoFuture::into_future)).await;
        let mut statuses = Vec::new();
        for ((kind, body), reply) in told.into_iter().zip(replies) {
            match (kind, reply.status) {
                ("customer", 201) => self.customers.push(reply.id()),
                ("purchase", 201) => self.purchases.push((reply.header("location").to_owned(), body, 1)),
                _ => {}
            }
            statuses.push((kind, reply.status));
        }
        statuses
    }

    fn any(&mut self) -> (&'static str, Value, Request) {
        match self.dice.below(20) {
            0 | 1 if self.customers.len() < CUSTOMERS => ("customer", Value::Null, self.customer()),
            2..=4 if !self.purchases.is_empty() => ("revision", Value::Null, self.revision()),
            5..=10 if !self.purchases.is_empty() => ("refund", Value::Null, self.refund()),
            _ => {
                let body = self.purchase();
                ("purchase", body.clone(), self.admin.post("/v1/purchases", body).once())
            }
        }
    }

    fn customer(&mut self) -> Request {
        let kind = ["consumer", "consumer", "consumer", "business"][self.dice.below(4)];
        self.admin.post("/v1/customers", json!({"name": "客户", "kind": kind}))
    }

    fn purchase(&mut self) -> Value {
        self.named += 1;
        let customer = self.customers[self.dice.below(self.customers.len())].clone();
        json!({"customer_id": customer, "partner": "till", "external_id": format!("T-{}", self.named),
            "unit_id": self.units[self.dice.below(3)], "occurred_at": self.instant(), "lines": self.lines()})
    }

    /// Today, a day of the last weeks, of last year, of long ago.
    fn instant(&mut self) -> String {
        let days = match self.dice.below(8) {
            0..=2 => 0,
            3 | 4 => self.dice.below(30),
            5 | 6 => 200 + self.dice.below(200),
            _ => 365 + self.dice.below(1500),
        };
        let at = regulars_tests::now() - chrono::Duration::days(days as i64);
        (at - chrono::Duration::minutes(self.dice.below(900) as i64)).to_rfc3339()
    }

    fn lines(&mut self) -> Value {
        let count = 1 + self.dice.below(4);
        let lines = (0..count).map(|_| {
            let most = [3_000, 20_000, 150_000][self.dice.below(3)];
            let amount = if self.dice.below(8) == 0 { 0 } else { self.dice.below(most) };
            let mut line = json!({"quantity": format!("{}.{:03}", 1 + self.dice.below(4), self.dice.below(2) * 500),
                "amount": {"amount": amount, "currency": "CNY"}});
            if let n @ 0..=2 = self.dice.below(4) {
                line["product_code"] = json!(format!("P{n}"));
            }
            line
        });
        Value::Array(lines.collect())
    }

    /// Another content of a purchase, dated and sold anew.
    fn revision(&mut self) -> Request {
        let at = self.dice.below(self.purchases.len());
        let (instant, lines, unit) = (self.instant(), self.lines(), self.units[self.dice.below(3)].clone());
        let (_, body, revision) = &mut self.purchases[at];
        *revision += 1;
        let mut body = body.clone();
        body["revision"] = json!(*revision);
        body["occurred_at"] = json!(instant);
        body["lines"] = lines;
        body["unit_id"] = json!(unit);
        self.admin.post("/v1/purchases", body).once()
    }

    /// Of one or two lines a part, an amount, or all that is left; now and then more than there is.
    fn refund(&mut self) -> Request {
        let at = self.dice.below(self.purchases.len());
        let first = 1 + self.dice.below(2);
        let lines: Vec<Value> = (first..=first + self.dice.below(2))
            .map(|number| match self.dice.below(4) {
                0 => json!({"number": number, "quantity": "0.5"}),
                1 => json!({"number": number, "amount": {"amount": 1 + self.dice.below(5_000), "currency": "CNY"}}),
                2 => json!({"number": number, "quantity": "1"}),
                _ => json!({"number": number}),
            })
            .collect();
        self.admin.post(&format!("{}/refunds", self.purchases[at].0), json!({"lines": lines})).once()
    }
}
