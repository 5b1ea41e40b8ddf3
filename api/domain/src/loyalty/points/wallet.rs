//! The lots of one membership, and what is done with them.

use chrono::NaiveDate;

/// Points that came together, and what is left of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lot {
    /// The id of the ledger's entry that the points came with.
    pub id: String,
    /// 1, 2, 3 … in the order they came.
    pub number: i64,
    /// How many came; never changes.
    pub points: i64,
    /// Taken back by refunds.
    pub reversed: i64,
    /// What can still be spent of them, from 0 to `points`.
    pub remaining: i64,
    /// Not spent in time, and not put back since.
    pub lapsed: i64,
    /// The last day they can be spent; none when they never expire.
    pub expires_on: Option<NaiveDate>,
}

/// How much a lot gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draw {
    /// The lot's.
    pub lot_id: String,
    /// Above 0.
    pub points: i64,
}

/// A balance and the lots it lies in: all that have something left, and those that are to be touched.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wallet {
    /// The sum of the ledger; below zero is owed.
    pub balance: i64,
    /// In any order.
    pub lots: Vec<Lot>,
}

crate::errors! {
    /// Why points cannot be booked.
    #[derive(Copy)]
    pub enum PointsError {
        AboveBalance(points: i64) => (
            "only {points} points can be spent",
            "可用积分只有 {points} 分"
        ),
        TooLarge => (
            "the balance does not fit any more",
            "积分余额超出范围"
        ),
        NotLapsed => (
            "so many points have not expired",
            "没有这么多积分已过期"
        ),
        NotTaken => (
            "the points were not taken from this card",
            "这些积分不是从此卡扣除的"
        ),
    }
}

impl Lot {
    /// Points that have just come, before what is owed is paid out of them.
    pub fn new(id: String, number: i64, points: i64, expires_on: Option<NaiveDate>) -> Self {
        Self { id, number, points, reversed: 0, remaining: points, lapsed: 0, expires_on }
    }

    /// The soonest to expire first; of equals the oldest.
    fn turn(&self) -> (bool, Option<NaiveDate>, i64) {
        (self.expires_on.is_none(), self.expires_on, self.number)
    }
}

impl Wallet {
    /// What is owed: points that a refund took back after they were spent.
    pub fn owed(&self) -> i64 {
        self.balance.min(0).saturating_neg()
    }

    /// Takes points in; what is owed is paid first.
    pub fn add(&mut self, mut lot: Lot) -> Result<(), PointsError> {
        lot.remaining -= lot.remaining.min(self.owed());
        self.balance = self.balance.checked_add(lot.points).ok_or(PointsError::TooLarge)?;
        self.lots.push(lot);
        Ok(())
    }

    /// Spends points, soonest to expire first; never more than there are. Answers how much each lot gave.
    pub fn spend(&mut self, points: i64) -> Result<Vec<Draw>, PointsError> {
        if points > self.balance.max(0) {
            return Err(PointsError::AboveBalance(self.balance.max(0)));
        }
        self.balance -= points;
        Ok(self.draw(points))
    }

    /// Puts points that were spent back into the lots they were taken from, each with the last day it had. What is owed
    /// is paid first: had they not been spent, the refund would have taken them.
    pub fn give_back(&mut self, draws: &[Draw]) -> Result<(), PointsError> {
        let owed = self.owed();
        let points: i64 = draws.iter().map(|draw| draw.points).sum();
        let balance = self.balance.checked_add(points).ok_or(PointsError::TooLarge)?;
        for draw in draws {
            let lot = self.lots.iter_mut().find(|lot| lot.id == draw.lot_id).ok_or(PointsError::NotTaken)?;
            lot.remaining += draw.points;
        }
        self.balance = balance;
        self.draw(owed.min(points));
        Ok(())
    }

    /// Takes a debt off this card: at most what is owed. Answers how much.
    pub fn release_debt(&mut self, points: i64) -> i64 {
        let released = points.min(self.owed());
        self.balance += released;
        released
    }

    /// Charges a debt of another card to this one.
    pub fn charge_debt(&mut self, points: i64) -> Result<(), PointsError> {
        self.balance = self.balance.checked_sub(points).ok_or(PointsError::TooLarge)?;
        self.draw(points);
        Ok(())
    }

    /// Takes points of a lot off this card, for they go to another; at most what is left in the lot. Answers how many.
    pub fn hand_over(&mut self, lot_id: &str, points: i64) -> i64 {
        let lot = self.lots.iter_mut().find(|lot| lot.id == lot_id);
        let given = lot.map_or(0, |lot| {
            let given = lot.remaining.min(points).max(0);
            lot.remaining -= given;
            given
        });
        self.balance -= given;
        given
    }

    /// Puts points back into a lot whose points had gone to another card; what is owed is paid first.
    pub fn take_over(&mut self, lot_id: &str, points: i64) -> Result<(), PointsError> {
        let owed = self.owed();
        let lot = self.lots.iter_mut().find(|lot| lot.id == lot_id).ok_or(PointsError::NotTaken)?;
        lot.remaining += points - points.min(owed);
        self.balance = self.balance.checked_add(points).ok_or(PointsError::TooLarge)?;
        Ok(())
    }

    /// What is left in lots whose last day has passed: it cannot be spent any more, though nobody has dropped it yet.
    pub fn overdue(&self, today: NaiveDate) -> i64 {
        let over = self.lots.iter().filter(|lot| lot.expires_on.is_some_and(|last| last < today));
        over.map(|lot| lot.remaining).sum()
    }

    /// Drops what was not spent in time; answers the lots and what was left in them, in the order of their turn.
    pub fn expire(&mut self, today: NaiveDate) -> Vec<(String, i64)> {
        let mut due: Vec<&Lot> = self
            .lots
            .iter()
            .filter(|lot| lot.remaining > 0 && lot.expires_on.is_some_and(|last| last < today))
            .collect();
        due.sort_by_key(|lot| lot.turn());
        let ids: Vec<String> = due.into_iter().map(|lot| lot.id.clone()).collect();
        ids.into_iter().map(|id| (self.expire_lot(&id), id)).map(|(points, id)| (id, points)).collect()
    }

    /// Drops what is left in one lot; answers how much it was.
    pub fn expire_lot(&mut self, lot_id: &str) -> i64 {
        let lot = self.lots.iter_mut().find(|lot| lot.id == lot_id);
        let expired = lot.map_or(0, |lot| {
            let expired = std::mem::take(&mut lot.remaining);
            lot.lapsed += expired;
            expired
        });
        self.balance -= expired;
        expired
    }

    /// How many points of a lot have expired that would otherwise be taken back a second time.
    pub fn to_restore(&self, lot_id: &str, taken_back: i64) -> i64 {
        let lot = self.lots.iter().find(|lot| lot.id == lot_id);
        lot.map_or(0, |lot| lot.lapsed.min(taken_back.saturating_sub(lot.remaining)).max(0))
    }

    /// Puts points back that have expired, for a refund is about to take them; what is owed is paid first.
    pub fn restore(&mut self, lot_id: &str, points: i64) -> Result<(), PointsError> {
        let owed = self.owed();
        let lot = self.lots.iter_mut().find(|lot| lot.id == lot_id && lot.lapsed >= points);
        let lot = lot.ok_or(PointsError::NotLapsed)?;
        lot.lapsed -= points;
        lot.remaining += points - points.min(owed);
        self.balance = self.balance.checked_add(points).ok_or(PointsError::TooLarge)?;
        Ok(())
    }

    /// Takes back what a refund unmakes: out of the purchase's own lot, then out of the others, and what was spent
    /// already is owed. What has expired is put back before, see [`Wallet::to_restore`].
    pub fn take_back(&mut self, lot_id: &str, points: i64) -> Result<(), PointsError> {
        self.balance = self.balance.checked_sub(points).ok_or(PointsError::TooLarge)?;
        let mut left = points;
        if let Some(lot) = self.lots.iter_mut().find(|lot| lot.id == lot_id) {
            let own = lot.remaining.min(points);
            lot.reversed += points;
            lot.remaining -= own;
            left -= own;
        }
        self.draw(left);
        Ok(())
    }

    /// Draws on the lots by turn until the points are there or the lots are empty.
    fn draw(&mut self, mut points: i64) -> Vec<Draw> {
        let mut by_turn: Vec<&mut Lot> = self.lots.iter_mut().filter(|lot| lot.remaining > 0).collect();
        by_turn.sort_by_key(|lot| lot.turn());
        let mut draws = Vec::new();
        for lot in by_turn {
            let taken = lot.remaining.min(points);
            if taken > 0 {
                draws.push(Draw { lot_id: lot.id.clone(), points: taken });
            }
            lot.remaining -= taken;
            points -= taken;
        }
        draws
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn wallet(lots: &[(&str, i64, Option<&str>)]) -> Wallet {
        let mut wallet = Wallet::default();
        for (number, (id, points, expires)) in (1..).zip(lots) {
            wallet.add(Lot::new((*id).to_owned(), number, *points, expires.map(day))).unwrap();
        }
        wallet
    }

    fn left(wallet: &Wallet) -> Vec<i64> {
        let left: Vec<i64> = wallet.lots.iter().map(|lot| lot.remaining).collect();
        assert_eq!(wallet.balance, left.iter().sum::<i64>() - wallet.owed(), "the balance is what is left or owed");
        left
    }

    #[test]
    fn the_soonest_to_expire_are_spent_first() {
        let lots = [("never", 10, None), ("late", 10, Some("2027-05-01")), ("soon", 10, Some("2026-06-01"))];
        for (points, expected) in
            [(0, [10, 10, 10]), (4, [10, 10, 6]), (15, [10, 5, 0]), (29, [1, 0, 0]), (30, [0, 0, 0])]
        {
            let mut wallet = wallet(&lots);
            wallet.spend(points).unwrap();
            assert_eq!(left(&wallet), expected, "{points}");
        }
        let mut equals = wallet(&[("first", 5, Some("2026-06-01")), ("second", 5, Some("2026-06-01"))]);
        equals.spend(6).unwrap();
        assert_eq!(left(&equals), [0, 4], "of equals the oldest");
    }

    #[test]
    fn nobody_spends_more_than_there_is() {
        let mut wallet = wallet(&[("a", 10, None)]);
        assert_eq!(wallet.spend(11), Err(PointsError::AboveBalance(10)));
        wallet.take_back("a", 15).unwrap();
        assert_eq!(wallet.spend(1), Err(PointsError::AboveBalance(0)));
        assert_eq!(PointsError::AboveBalance(10).to_string(), "only 10 points can be spent");
    }

    #[test]
    fn what_is_not_spent_by_its_last_day_expires_after_it() {
        let lots = [("a", 10, Some("2026-06-01")), ("b", 10, Some("2026-06-02")), ("c", 10, None)];
        for (today, expired) in [
            ("2026-06-01", vec![]),
            ("2026-06-02", vec![("a".to_owned(), 10)]),
            ("2030-01-01", vec![("a".to_owned(), 10), ("b".to_owned(), 10)]),
        ] {
            let mut wallet = wallet(&lots);
            assert_eq!(wallet.expire(day(today)), expired, "{today}");
            assert_eq!(wallet.expire(day(today)), [], "once");
            left(&wallet);
        }
    }

    #[test]
    fn a_refund_takes_its_own_points_first_and_what_is_spent_is_owed() {
        let lots = [("a", 10, None), ("b", 10, Some("2026-06-01")), ("c", 10, Some("2027-06-01"))];
        for (spent, taken, expected, owed) in [
            (0, 10, [0, 10, 10], 0),
            (0, 4, [6, 10, 10], 0),
            (25, 10, [0, 0, 0], 5),
            (25, 3, [2, 0, 0], 0),
            (15, 10, [0, 0, 5], 0),
        ] {
            let mut wallet = wallet(&lots);
            wallet.spend(spent).unwrap();
            wallet.take_back("a", taken).unwrap();
            assert_eq!((left(&wallet), wallet.owed()), (expected.to_vec(), owed), "{spent} {taken}");
            assert_eq!(wallet.lots[0].reversed, taken);
        }
    }

    #[test]
    fn a_refund_never_takes_what_has_expired_a_second_time() {
        for (spent, refunds, restored, owed) in [
            (0, vec![10], vec![10], 0),
            (0, vec![4, 6], vec![4, 6], 0),
            (6, vec![10], vec![4], 6),
            (6, vec![3, 7], vec![3, 1], 6),
            (10, vec![10], vec![0], 10),
        ] {
            let mut wallet = wallet(&[("a", 10, Some("2026-06-01"))]);
            wallet.spend(spent).unwrap();
            wallet.expire(day("2026-06-02"));
            for (points, expected) in refunds.iter().zip(&restored) {
                assert_eq!(wallet.to_restore("a", *points), *expected, "{spent} {points}");
                wallet.restore("a", *expected).unwrap();
                wallet.take_back("a", *points).unwrap();
                left(&wallet);
            }
            assert_eq!((wallet.owed(), wallet.lots[0].reversed), (owed, 10), "what was spent is owed, no more");
        }
    }

    #[test]
    fn expired_points_that_are_put_back_pay_what_is_owed_first() {
        let mut wallet = wallet(&[("a", 10, Some("2026-06-01")), ("b", 10, None)]);
        wallet.expire(day("2026-06-02"));
        wallet.spend(10).unwrap();
        wallet.take_back("b", 7).unwrap();
        assert_eq!(wallet.owed(), 7);
        wallet.restore("a", 10).unwrap();
        assert_eq!((left(&wallet), wallet.owed()), (vec![3, 0], 0));
        wallet.take_back("a", 10).unwrap();
        assert_eq!(
            (left(&wallet), wallet.owed()),
            (vec![0, 0], 7),
            "as before: the refund of what had expired costs nothing"
        );
        assert_eq!(wallet.restore("a", 1), Err(PointsError::NotLapsed));
    }

    #[test]
    fn what_was_spent_goes_back_where_it_came_from_with_its_last_day() {
        let lots = [("a", 10, Some("2026-06-01")), ("b", 10, Some("2027-06-01"))];
        let mut undone = wallet(&lots);
        let draws = undone.spend(13).unwrap();
        undone.give_back(&draws).unwrap();
        assert_eq!((undone.clone(), undone.overdue(day("2026-06-02"))), (wallet(&lots), 10));
        assert_eq!(undone.overdue(day("2026-06-01")), 0, "good through its last day");
        assert_eq!(undone.give_back(&[Draw { lot_id: "x".into(), points: 1 }]), Err(PointsError::NotTaken));

        // A refund took the lot back meanwhile: what is owed is paid first, as if nothing had been spent.
        let mut owing = wallet(&[("a", 10, None)]);
        let draws = owing.spend(8).unwrap();
        owing.take_back("a", 10).unwrap();
        assert_eq!(owing.owed(), 8);
        owing.give_back(&draws).unwrap();
        assert_eq!((left(&owing), owing.balance), (vec![0], 0));
    }

    #[test]
    fn a_debt_goes_from_one_card_to_the_next_and_takes_what_is_there() {
        let mut old = wallet(&[("a", 10, None)]);
        old.spend(10).unwrap();
        old.take_back("a", 10).unwrap();
        assert_eq!((old.release_debt(7), old.owed(), old.release_debt(7), old.owed()), (7, 3, 3, 0));
        let mut new = wallet(&[("b", 4, None)]);
        new.charge_debt(10).unwrap();
        assert_eq!((left(&new), new.owed()), (vec![0], 6));
    }

    #[test]
    fn points_go_from_card_to_card_and_back_into_their_lots() {
        let mut old = wallet(&[("a", 10, Some("2026-06-01")), ("b", 10, None)]);
        old.spend(4).unwrap();
        assert_eq!((old.hand_over("a", 10), old.hand_over("b", 3), old.hand_over("x", 3)), (6, 3, 0));
        assert_eq!(left(&old), [0, 7]);
        old.take_over("a", 5).unwrap();
        assert_eq!((left(&old), old.balance), (vec![5, 7], 12));
        assert_eq!(old.take_over("x", 1), Err(PointsError::NotTaken));

        // A refund came meanwhile: what is owed is paid first.
        let mut owing = wallet(&[("a", 10, None)]);
        owing.hand_over("a", 10);
        owing.take_back("a", 4).unwrap();
        owing.take_over("a", 10).unwrap();
        assert_eq!((left(&owing), owing.owed()), (vec![6], 0));
    }

    #[test]
    fn what_is_owed_is_paid_by_the_next_points() {
        let mut wallet = wallet(&[("a", 10, None)]);
        wallet.spend(8).unwrap();
        wallet.take_back("a", 10).unwrap();
        assert_eq!(wallet.owed(), 8);
        wallet.add(Lot::new("b".to_owned(), 2, 5, None)).unwrap();
        assert_eq!((left(&wallet), wallet.owed()), (vec![0, 0], 3));
        wallet.add(Lot::new("c".to_owned(), 3, 5, None)).unwrap();
        assert_eq!((left(&wallet), wallet.owed(), wallet.balance), (vec![0, 0, 2], 0, 2));
    }
}
