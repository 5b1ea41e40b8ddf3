use super::*;

fn currency(code: &str) -> Currency {
    code.parse().unwrap()
}

#[test]
fn decimals_are_read_strictly() {
    let cny = currency("CNY");
    for (text, minor) in
        [("12.5", 1250), ("12", 1200), ("0.05", 5), ("-0.05", -5), ("007.10", 710), ("10000000000000.00", MAX_AMOUNT)]
    {
        assert_eq!(parse_decimal(text, cny), Ok(minor), "{text}");
    }
    for text in ["", "-", ".5", "5.", "+5", "1,000", "1e3", " 1", "1 ", "¥1", "１", "1.2.3", "--1", "NaN"] {
        assert_eq!(parse_decimal(text, cny), Err(MoneyError::NotADecimal), "{text}");
    }
    assert_eq!(parse_decimal("1.005", cny), Err(MoneyError::TooPrecise { digits: 2 }));
    for text in ["10000000000000.01", "99999999999999999999999999"] {
        assert_eq!(parse_decimal(text, cny), Err(MoneyError::TooLarge), "{text}");
    }
}

#[test]
fn decimals_follow_the_currency() {
    assert_eq!(parse_decimal("12", currency("JPY")), Ok(12));
    assert_eq!(parse_decimal("12.0", currency("JPY")), Err(MoneyError::TooPrecise { digits: 0 }));
    assert_eq!(parse_decimal("1.234", currency("KWD")), Ok(1234));
    for (amount, code, text) in [
        (123_450, "CNY", "1234.50"),
        (5, "CNY", "0.05"),
        (-5, "CNY", "-0.05"),
        (0, "JPY", "0"),
        (-12, "JPY", "-12"),
        (1, "KWD", "0.001"),
    ] {
        assert_eq!(Money::new(amount, currency(code)).to_decimal(), text);
    }
}

#[test]
fn sums_need_one_currency_and_stay_in_bounds() {
    let (cny, usd) = (currency("CNY"), currency("USD"));
    let one = Money::new(100, cny);
    assert_eq!(one.checked_add(one), Ok(Money::new(200, cny)));
    assert_eq!(one.checked_sub(one), Ok(Money::zero(cny)));
    assert_eq!(one.checked_add(Money::new(1, usd)), Err(MoneyError::OtherCurrency { found: usd, expected: cny }));
    assert_eq!(Money::new(MAX_AMOUNT, cny).checked_add(one), Err(MoneyError::TooLarge));
    assert_eq!(Money::new(i64::MIN, cny).checked_sub(one), Err(MoneyError::TooLarge));
}

#[test]
fn division_rounds_half_to_even() {
    for (dividend, divisor, result) in
        [(5, 2, 2), (7, 2, 4), (-5, 2, -2), (-7, 2, -4), (5, -2, -2), (1, 3, 0), (2, 3, 1), (-2, 3, -1)]
    {
        assert_eq!(divide_half_even(dividend, divisor), Some(result), "{dividend}/{divisor}");
    }
    assert_eq!(divide_half_even(1, 0), None);
    assert_eq!(pro_rata(1000, 1, 3), Some(333));
    assert_eq!(pro_rata(i64::MAX, i64::MAX, 1), None);
    assert_eq!(pro_rata(i64::MAX, i64::MAX, i64::MAX), Some(i64::MAX));
}

#[test]
fn money_in_a_sentence_has_one_form() {
    let of = |amount, code: &str| told(Money::new(amount, code.parse().unwrap()));
    assert_eq!(of(5_900, "CNY"), "¥59.00");
    assert_eq!(of(123_456_789, "CNY"), "¥1,234,567.89");
    assert_eq!(of(-100_000, "CNY"), "-¥1,000.00");
    assert_eq!(of(0, "CNY"), "¥0.00");
    assert_eq!(of(99_999, "USD"), "USD 999.99");
    assert_eq!(of(-1_200, "USD"), "USD -12.00");
    assert_eq!(of(12_000, "JPY"), "JPY 12,000");
    assert_eq!(of(1_234_567, "KWD"), "KWD 1,234.567");
}

#[test]
fn money_is_an_object_of_amount_and_currency() {
    let money: Money = serde_json::from_str(r#"{"amount":12345,"currency":"CNY"}"#).unwrap();
    assert_eq!(serde_json::to_string(&money).unwrap(), r#"{"amount":12345,"currency":"CNY"}"#);
    for wrong in [
        r#"{"amount":1.5,"currency":"CNY"}"#,
        r#"{"amount":1,"currency":"XXX"}"#,
        r#"{"amount":1,"currency":"cny"}"#,
        r#"{"amount":9223372036854775808,"currency":"CNY"}"#,
        r#"{"amount":1,"currency":"CNY","unit":"fen"}"#,
    ] {
        assert!(serde_json::from_str::<Money>(wrong).is_err(), "{wrong}");
    }
}
