//! Merges, undos, purchases, refunds and redemptions in any order: what is kept beside the facts is what the facts say.
//!
//! `REGULARS_MERGE_STEPS` and `REGULARS_MERGE_SEED` make other and longer lives.

use regulars_tests::{Actor, TestApp, json};

use super::{balance, buy, cny, customer, join, merge, now, programme, sums, undo, verify};

/// Small numbers without end, the same in each run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// The base as the test knows it.
struct Life {
    app: TestApp,
    admin: Actor,
    dice: Dice,
    programmes: [String; 2],
    living: Vec<String>,
    phones: Vec<String>,
    cards: Vec<String>,
    /// With what is left of each, in fen.
    purchases: Vec<(String, i64)>,
    /// Merges that count: id, survivor, merged.
    merges: Vec<(String, String, String)>,
}

#[actix_web::test]
async fn any_life_leaves_everything_as_the_facts_have_it() {
    let steps = setting("REGULARS_MERGE_STEPS", 60);
    let mut life = Life::begin(setting("REGULARS_MERGE_SEED", 7)).await;
    for step in 1..=steps {
        life.step().await;
        if steps <= 200 || step % 25 == 0 {
            verify(&life.app);
        }
    }
    verify(&life.app);
    let mut total = (0, 0);
    for id in life.living.clone() {
        let (purchases, spend) = sums(&life.admin, &id).await;
        total = (total.0 + purchases, total.1 + spend);
    }
    let counted = life.purchases.iter().filter(|(_, left)| *left > 0).count();
    let spent = life.purchases.iter().map(|(_, left)| left).sum::<i64>();
    assert_eq!(total, (i64::try_from(counted).unwrap(), spent), "nothing is lost and nothing doubled");
    // All of it undone, the last one first: everybody is there again.
    while let Some((id, ..)) = life.merges.pop() {
        undo(&life.admin, &id).await.ok();
    }
    assert_eq!(life.app.count("customers where status = 'merged'"), 0);
    verify(&life.app);
}

impl Life {
    async fn begin(seed: u64) -> Life {
        let app = TestApp::start().await;
        let admin = app.admin().await;
        let by_spend = json!({"code": "club", "name": "茶会", "level_basis": "spend", "points_per_unit": "0.5"});
        let by_spend = admin.post("/v1/membership-programmes", by_spend).await.created().id();
        let level = json!({"code": "regular", "name": "常客", "spend": cny(100_000)});
        admin.post(&format!("/v1/membership-programmes/{by_spend}/levels"), level).await.created();
        let programmes = [programme(&admin).await, by_spend];
        let mut life = Life {
            app,
            admin,
            dice: Dice(seed),
            programmes,
            living: Vec::new(),
            phones: Vec::new(),
            cards: Vec::new(),
            purchases: Vec::new(),
            merges: Vec::new(),
        };
        for number in 0..8 {
            let phone = format!("1381234560{number}");
            let id = customer(&life.app, &life.admin, &format!("王{number}"), &phone).await;
            for programme in life.programmes.clone() {
                if life.dice.roll(3) > 0 {
                    let card = format!("CARD-{number}-{}", life.cards.len());
                    life.cards.push(join(&life.admin, &id, &programme, &card).await);
                }
            }
            life.living.push(id);
            life.phones.push(phone);
        }
        life
    }

    async fn step(&mut self) {
        match self.dice.roll(20) {
            0..=7 => self.buy().await,
            8..=10 => self.refund().await,
            11..=12 => self.redeem().await,
            13..=16 => self.merge().await,
            _ => self.undo().await,
        }
    }

    async fn buy(&mut self) {
        let buyer = match self.dice.roll(2) {
            0 => json!({"customer_id": self.living[self.dice.roll(self.living.len())]}),
            _ => json!({"customer": {"phone": self.phones[self.dice.roll(self.phones.len())]}}),
        };
        let amount = 100 + i64::try_from(self.dice.roll(60_000)).unwrap();
        let id = buy(&self.app, &self.admin, buyer, amount).await;
        self.purchases.push((id, amount));
    }

    async fn refund(&mut self) {
        let left: Vec<usize> = (0..self.purchases.len()).filter(|at| self.purchases[*at].1 > 0).collect();
        if left.is_empty() {
            return;
        }
        let at = left[self.dice.roll(left.len())];
        let (id, rest) = self.purchases[at].clone();
        let amount = if self.dice.roll(2) == 0 { rest } else { 1 + i64::try_from(self.dice.roll(100)).unwrap() };
        let amount = amount.min(rest);
        let line = if amount == rest { json!({"number": 1}) } else { json!({"number": 1, "amount": cny(amount)}) };
        let body = json!({"occurred_at": now(), "lines": [line]});
        self.admin.post(&format!("/v1/purchases/{id}/refunds"), body).once().await.created();
        self.purchases[at].1 -= amount;
    }

    async fn redeem(&mut self) {
        if self.cards.is_empty() {
            return;
        }
        let card = self.cards[self.dice.roll(self.cards.len())].clone();
        let points = balance(&self.admin, &card).await;
        let is_active = self.admin.get(&card).await.ok().text("state") == "active";
        if points > 0 && is_active {
            let some = 1 + i64::try_from(self.dice.roll(usize::try_from(points).unwrap())).unwrap();
            self.admin.post(&format!("{card}/redemptions"), json!({"points": some})).once().await.created();
        }
    }

    async fn merge(&mut self) {
        if self.living.len() < 2 {
            return;
        }
        let merged = self.living.swap_remove(self.dice.roll(self.living.len()));
        let survivor = self.living[self.dice.roll(self.living.len())].clone();
        let id = merge(&self.admin, &survivor, json!({"merged_id": merged})).await.created().id();
        self.merges.push((id, survivor, merged));
    }

    async fn undo(&mut self) {
        if self.merges.is_empty() {
            return;
        }
        let at = self.dice.roll(self.merges.len());
        let (id, survivor, merged) = self.merges[at].clone();
        let later = self.merges[at + 1..].iter();
        let is_held =
            later.clone().any(|(_, one, other)| [one, other].iter().any(|id| **id == survivor || **id == merged));
        let reply = undo(&self.admin, &id).await;
        if is_held {
            reply.problem(409, "conflict");
            return;
        }
        reply.ok();
        self.merges.remove(at);
        self.living.push(merged);
    }
}
