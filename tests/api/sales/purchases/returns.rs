//! Any sequence of partial refunds: what is told, what is stored and what is summed agree, and it ends at zero.

use diesel::prelude::*;
use regulars_db::on;
use regulars_db::schema::{purchase_lines, purchases, refund_lines, refunds};
use regulars_tests::{TestApp, Value, json};

use super::{cny, customer, purchase, sums, verify};

/// A plain generator, so that every run asks the same.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(self.0 >> 33).unwrap() % most
    }
}

/// One line: number, quantity, amount and what was given back of both.
type Line = (i32, i64, i64, i64, i64);

fn lines_of(app: &TestApp, id: &str) -> Vec<Line> {
    on!(&mut app.db(), |c| purchase_lines::table
        .filter(purchase_lines::purchase_id.eq(id))
        .order(purchase_lines::number)
        .select((
            purchase_lines::number,
            purchase_lines::quantity,
            purchase_lines::amount,
            purchase_lines::refunded_quantity,
            purchase_lines::refunded_amount,
        ))
        .load(c))
    .unwrap()
}

/// What the refunds' own lines say was given back of a line.
fn given_back(app: &TestApp, id: &str, number: i32) -> (i64, i64) {
    let rows: Vec<(i64, i64)> = on!(&mut app.db(), |c| refund_lines::table
        .inner_join(refunds::table.on(refunds::id.eq(refund_lines::refund_id)))
        .filter(refunds::purchase_id.eq(id).and(refund_lines::number.eq(number)))
        .select((refund_lines::quantity, refund_lines::amount))
        .load(c))
    .unwrap();
    rows.into_iter().fold((0, 0), |sum, row| (sum.0 + row.0, sum.1 + row.1))
}

fn decimal(thousandths: i64) -> String {
    format!("{}.{:03}", thousandths / 1000, thousandths % 1000)
}

/// A request about one line, of anything from nothing to more than is left.
fn request(dice: &mut Dice, (number, quantity, amount, gone, refunded): Line) -> Value {
    let mut line = json!({"number": number});
    match dice.below(4) {
        0 => line["quantity"] = json!(decimal(1 + dice.below((quantity - gone).max(1) + 300))),
        1 => line["amount"] = cny(dice.below((amount - refunded).max(1) + 20)),
        2 => {
            line["quantity"] = json!(decimal(1 + dice.below((quantity - gone).max(1))));
            line["amount"] = cny(dice.below((amount - refunded).max(1) + 20));
        }
        _ => line["quantity"] = json!(decimal((quantity - gone).max(1))),
    }
    line
}

#[actix_web::test]
async fn any_sequence_of_partial_refunds_ends_at_exactly_zero() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = customer(&app, &admin).await;
    let mut dice = Dice(7);
    let (mut taken, mut refused) = (0, 0);
    for _ in 0..12 {
        let mut body = purchase(&id, &app.units.n1, "2026-02-17T08:30:00Z", 0);
        let lines: Vec<Value> = (0..1 + dice.below(3))
            .map(|_| json!({"quantity": decimal(1 + dice.below(9000)), "amount": cny(dice.below(3000))}))
            .collect();
        body["lines"] = lines.into();
        let made = admin.post("/v1/purchases", body).once().await.created();
        let (bought, path) = (made.id(), format!("{}/refunds", made.header("location")));
        for _ in 0..12 {
            let before = lines_of(&app, &bought);
            let asked: Vec<Value> = before
                .iter()
                .filter(|_| dice.below(3) > 0)
                .copied()
                .collect::<Vec<_>>()
                .into_iter()
                .map(|line| request(&mut dice, line))
                .collect();
            let reply = admin.post(&path, json!({"lines": asked})).once().await;
            if reply.status == 201 {
                taken += 1;
                let told = reply.body["amount"]["amount"].as_i64().unwrap();
                let net = |lines: &[Line]| lines.iter().map(|line| line.2 - line.4).sum::<i64>();
                assert_eq!(net(&before) - told, net(&lines_of(&app, &bought)), "{asked:?}");
            } else {
                refused += 1;
                reply.is(422);
                assert_eq!(lines_of(&app, &bought), before, "what is refused changes nothing");
            }
            for (number, quantity, amount, gone, refunded) in lines_of(&app, &bought) {
                assert!((0..=quantity).contains(&gone) && (0..=amount).contains(&refunded));
                assert_eq!(given_back(&app, &bought, number), (gone, refunded));
            }
        }
        for (number, quantity, amount, gone, refunded) in lines_of(&app, &bought) {
            if quantity > gone || amount > refunded {
                admin.post(&path, json!({"lines": [{"number": number}]})).once().await.created();
            }
        }
        assert!(lines_of(&app, &bought).iter().all(|line| line.1 == line.3 && line.2 == line.4));
        let (net, refunded, state): (i64, i64, String) = on!(&mut app.db(), |c| purchases::table
            .filter(purchases::id.eq(&bought))
            .select((purchases::net_minor, purchases::refunded_minor, purchases::state))
            .first(c))
        .unwrap();
        assert_eq!((net, state.as_str()), (0, "refunded"));
        assert_eq!(refunded, made.body["net"]["amount"].as_i64().unwrap());
        assert_eq!(sums(&admin, &id).await, (0, 0, 0));
        verify(&app);
    }
    assert!(taken > 20 && refused > 20, "{taken} taken, {refused} refused");
    assert_eq!(app.count("customer_days") + app.count("customer_tallies"), 0);
}
