use serde::Deserialize;

use super::*;
use crate::platform::json::parse;

regulars_domain::vocabulary! {
    /// A word of a query.
    pub enum Word {
        Store = "store",
        Team = "team",
    }
}

#[derive(Debug, Default, PartialEq, Deserialize, Validate)]
#[serde(deny_unknown_fields, default)]
struct Bounds {
    gte: Option<i64>,
    lt: Option<i64>,
}

#[derive(Debug, PartialEq, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct Wanted {
    #[serde(default)]
    kind: Vec<Word>,
    state: Option<Word>,
    #[serde(default)]
    #[validate(nested)]
    net_spend: Bounds,
    #[validate(length(max = 5))]
    q: Option<String>,
    #[validate(range(min = 1, max = 100))]
    limit: Option<i64>,
}

fn refused<T: DeserializeOwned + Validate + std::fmt::Debug>(text: &str) -> (Code, Place, FaultCode) {
    let Err(Error::Refused(problem)) = read_query::<T>(text) else { panic!("{text} was taken") };
    let fault = problem.faults.first().unwrap();
    (problem.code, fault.place.clone(), fault.code)
}

#[test]
fn parameters_repeat_and_have_bounds() {
    let wanted: Wanted =
        read_query("kind=store&kind=team&net_spend[gte]=5&net_spend%5Blt%5D=9&q=%E4%BB%99+%E8%8A%8B&limit=7").unwrap();
    let expected = Wanted {
        kind: vec![Word::Store, Word::Team],
        state: None,
        net_spend: Bounds { gte: Some(5), lt: Some(9) },
        q: Some("仙 芋".to_owned()),
        limit: Some(7),
    };
    assert_eq!(wanted, expected);
    assert_eq!(read_query::<Wanted>("kind=store").unwrap().kind, [Word::Store]);
    assert_eq!(read_query::<Wanted>("").unwrap().kind, []);
}

#[test]
fn a_refused_parameter_is_named() {
    for (text, name, code) in [
        ("kind=store&kind=regon", "kind", FaultCode::NotAccepted),
        ("kind=regon", "kind", FaultCode::NotAccepted),
        ("kind[]=regon", "kind", FaultCode::NotAccepted),
        ("state=", "state", FaultCode::NotAccepted),
        ("state=regon", "state", FaultCode::NotAccepted),
        ("net_spend[gte]=much", "net_spend[gte]", FaultCode::WrongType),
        ("net_spend[from]=1", "net_spend[from]", FaultCode::UnknownField),
        ("net_spend=1", "net_spend", FaultCode::WrongType),
        ("limit=many", "limit", FaultCode::WrongType),
        ("limit=101", "limit", FaultCode::OutOfRange),
        ("limit=1.5", "limit", FaultCode::WrongType),
        ("q=toolong", "q", FaultCode::TooLong),
        ("q=a%00b", "q", FaultCode::Malformed),
        ("colour=red", "colour", FaultCode::UnknownField),
        ("limit=1&colour[of]=red", "colour", FaultCode::UnknownField),
    ] {
        let expected = (Code::InvalidParameter, Place::Parameter(name.to_owned()), code);
        assert_eq!(refused::<Wanted>(text), expected, "{text}");
    }
}

#[test]
fn a_text_with_nul_is_refused_at_its_place() {
    for (body, pointer) in
        [(r#"{"a": ["x", {"b/c": "p\u0000q"}]}"#, "/a/1/b~1c"), (r#""\u0000""#, ""), (r#"{"a": {"k\u0000": 1}}"#, "/a")]
    {
        let Err(Error::Refused(problem)) = parse::<Value>(body.as_bytes()) else { panic!("{body} was taken") };
        let fault = problem.faults.first().unwrap();
        assert_eq!((&fault.place, fault.code), (&Place::Pointer(pointer.to_owned()), FaultCode::Malformed), "{body}");
    }
    let escaped: Value = parse(br#"{"a": "c:\\u0000"}"#).unwrap();
    assert_eq!(escaped["a"], r"c:\u0000");
}
