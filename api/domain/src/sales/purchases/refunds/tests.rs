use super::*;

fn line(number: i32, quantity: i64, amount: i64) -> Line {
    Line { number, quantity, amount, refunded_quantity: 0, refunded_amount: 0 }
}

fn ask(number: i32, quantity: Option<i64>, amount: Option<i64>) -> RefundRequest {
    RefundRequest {
        number,
        quantity: quantity.map(|thousandths| Quantity::from_thousandths(thousandths).unwrap()),
        amount,
    }
}

#[test]
fn a_refund_takes_its_share_of_what_is_left() {
    let bought = line(1, 3000, 1000);
    let half_back = Line { refunded_quantity: 1000, refunded_amount: 333, ..bought };
    let one = |quantity, amount| Ok(vec![RefundedLine { number: 1, quantity, amount }]);
    for (line, quantity, amount, expected) in [
        (bought, None, None, one(3000, 1000)),
        (bought, Some(1000), None, one(1000, 333)),
        (bought, Some(3000), None, one(3000, 1000)),
        (bought, Some(500), Some(900), one(500, 900)),
        (bought, None, Some(100), one(0, 100)),
        (bought, Some(1000), Some(0), one(1000, 0)),
        (half_back, Some(1000), None, one(1000, 334)),
        (half_back, None, None, one(2000, 667)),
        (half_back, Some(2001), None, Err(RefundError::QuantityAboveLeft { number: 1, left: 2000 })),
        (half_back, None, Some(668), Err(RefundError::AmountAboveLeft { number: 1, left: 667 })),
        (bought, None, Some(-1), Err(RefundError::NegativeAmount(1))),
        (bought, None, Some(0), Err(RefundError::Nothing(1))),
    ] {
        assert_eq!(refund(&[line], &[ask(1, quantity, amount)]), expected, "{quantity:?} {amount:?}");
    }
}

#[test]
fn a_refund_names_lines_that_are_there_once_each() {
    let lines = [line(1, 1000, 500), Line { refunded_quantity: 1000, refunded_amount: 500, ..line(2, 1000, 500) }];
    for (requests, error) in [
        (vec![], RefundError::NoLines),
        (vec![ask(3, None, None)], RefundError::NoSuchLine(3)),
        (vec![ask(1, None, Some(1)), ask(1, None, Some(1))], RefundError::Twice(1)),
        (vec![ask(1, None, None), ask(2, None, None)], RefundError::NothingLeft(2)),
    ] {
        assert_eq!(refund(&lines, &requests), Err(error));
    }
    assert_eq!(
        RefundError::QuantityAboveLeft { number: 1, left: 1500 }.to_string(),
        "line 1: only 1.500 is left of the quantity"
    );
}

#[test]
fn the_state_says_what_is_left() {
    let free = line(2, 1000, 0);
    let paid = [line(1, 1000, 500), free];
    assert_eq!(state_of(&paid), PurchaseState::Paid);
    for (requests, state) in [
        (vec![ask(1, None, Some(499))], PurchaseState::PartlyRefunded),
        // The free line is still the customer's, so it is still a purchase.
        (vec![ask(1, None, None)], PurchaseState::PartlyRefunded),
        (vec![ask(1, None, None), ask(2, None, None)], PurchaseState::Refunded),
        (vec![ask(1, None, Some(500)), ask(2, None, None)], PurchaseState::Refunded),
    ] {
        let refunded = refund(&paid, &requests).unwrap();
        assert_eq!(state_of(&after(&paid, &refunded)), state, "{requests:?}");
    }
    assert_eq!(state_of(&[free]), PurchaseState::Paid);
}

/// A small deterministic generator (xorshift), so that a failure is found again.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        i64::try_from(self.0 % u64::try_from(bound).unwrap()).unwrap()
    }
}

/// One request out of all shapes, always within what is left.
fn any_request(dice: &mut Dice, line: &Line) -> RefundRequest {
    let (quantity, amount) = (line.quantity_left(), line.amount_left());
    let some_quantity = (quantity > 0).then(|| 1 + dice.below(quantity));
    let some_amount = (amount > 0).then(|| 1 + dice.below(amount));
    match dice.below(4) {
        0 if some_quantity.is_some() => ask(line.number, some_quantity, None),
        1 if some_amount.is_some() => ask(line.number, None, some_amount),
        2 if some_quantity.is_some() => ask(line.number, some_quantity, some_amount),
        _ => ask(line.number, None, None),
    }
}

#[test]
fn any_sequence_of_partial_refunds_ends_at_exactly_zero() {
    let mut dice = Dice(42);
    for _ in 0..3000 {
        let amount = dice.below(100_000);
        let mut lines = vec![line(1, 1 + dice.below(20_000), amount)];
        let mut given_back = 0;
        let mut steps = 0;
        while lines[0].quantity_left() > 0 || lines[0].amount_left() > 0 {
            let request = any_request(&mut dice, &lines[0]);
            let refunded = refund(&lines, &[request]).unwrap();
            given_back += refunded[0].amount;
            lines = after(&lines, &refunded);
            assert!(lines[0].quantity_left() >= 0 && lines[0].amount_left() >= 0, "{request:?}");
            steps += 1;
            assert!(steps < 1000, "no end: {:?}", lines[0]);
        }
        assert_eq!(given_back, amount);
        assert_eq!(state_of(&lines), PurchaseState::Refunded);
    }
}

#[test]
fn giving_back_one_by_one_gives_back_all() {
    for (count, amount) in [(3, 1000), (7, 1), (11, 9999), (1000, 333), (3, 0)] {
        let mut lines = vec![line(1, count * 1000, amount)];
        let mut given_back = 0;
        for _ in 0..count {
            let refunded = refund(&lines, &[ask(1, Some(1000), None)]).unwrap();
            given_back += refunded[0].amount;
            lines = after(&lines, &refunded);
        }
        assert_eq!(given_back, amount, "{count} for {amount}");
        assert_eq!(state_of(&lines), PurchaseState::Refunded);
    }
}
