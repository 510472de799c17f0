//! What is JSON, and what is refused though it is.

use super::*;
use crate::record::MAX_DEPTH;

fn refused(text: &str) -> String {
    let fault = parse(text.as_bytes()).unwrap_err();
    format!("{} {}", fault.at, fault.message(Lang::En))
}

#[test]
fn json_is_read_as_serde_json_reads_it() {
    let text = r#" {"a": [1, -2, 2.5, 1e300, 18446744073709551615, "é\u00e9\ud83d\ude00", true, null], "b": {"": {}}} "#;
    assert_eq!(parse(text.as_bytes()).unwrap(), serde_json::from_str::<Value>(text).unwrap());
    assert_eq!(parse(b"\xEF\xBB\xBF{}").unwrap(), json!({}));
}

#[test]
fn what_is_not_json_is_told_with_its_line_and_column() {
    let told = |line, column| {
        format!(" cannot be read; expected: JSON (RFC 8259); the error is in line {line}, column {column}")
    };
    assert_eq!(refused("{\n \"a\": 1,\n}"), told(3, 1));
    assert_eq!(refused(""), told(1, 1));
    assert_eq!(refused("{} {}"), told(1, 4));
    assert_eq!(refused("[1e999]"), told(1, 6));
    assert_eq!(refused("[NaN]"), told(1, 2));
    assert_eq!(refused(r#""\ud800""#), told(1, 8));
    let latin1 = parse(b"\"\xE9\"").unwrap_err();
    assert!(latin1.message(Lang::Zh).contains("第 1 行第"), "{latin1}");
}

#[test]
fn a_member_that_is_given_twice_is_refused_where_it_stands() {
    assert_eq!(refused(r#"{"a/b": [{"c": 1, "d": 2, "c": 1}]}"#), "/a~1b/0/c \"c\": given more than once");
}

#[test]
fn nesting_has_an_end() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(parse(nested(MAX_DEPTH).as_bytes()).is_ok());
    assert!(refused(&nested(MAX_DEPTH + 1)).ends_with("out of range: from 0 to 32 levels"));
    assert!(parse("[".repeat(1_000_000).as_bytes()).is_err());
    assert!(parse("{\"a\":".repeat(1_000_000).as_bytes()).is_err());
}
