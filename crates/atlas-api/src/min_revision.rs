//! `Atlas-Min-Revision`: whoever has written reads what was written, on whichever replica.

use atlas_model::{Fault, FaultKind, Form, RevisionNumber};
use axum::http::{HeaderMap, HeaderName};

use crate::problem::{Problem, ProblemKind};

/// The revision that an answer must have reached.
pub(crate) const ATLAS_MIN_REVISION: HeaderName = HeaderName::from_static("atlas-min-revision");

/// The name as people read it.
pub(crate) const NAME: &str = "Atlas-Min-Revision";

/// The revision that a request must see; 0, which every snapshot has reached, where it asks for none.
///
/// # Errors
/// A problem (400) where the header is given again, or is no whole number.
pub(crate) fn of(headers: &HeaderMap) -> Result<RevisionNumber, Problem> {
    let mut given = headers.get_all(ATLAS_MIN_REVISION).into_iter();
    let Some(value) = given.next() else { return Ok(0) };
    let value = String::from_utf8_lossy(value.as_bytes());
    if let Some(again) = given.next() {
        let again = String::from_utf8_lossy(again.as_bytes());
        return Err(Problem::invalid(vec![Fault::new(NAME, again, FaultKind::Repeated)]));
    }
    // Neither a sign nor a fraction; the parser alone would take a plus.
    let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    value.parse().ok().filter(|_| is_number).ok_or_else(|| {
        let form = Form::WholeNumber { min: 0, max: usize::MAX };
        Problem::with(ProblemKind::InvalidRequest, NAME, &value, FaultKind::BadForm { form })
    })
}

/// The problem of a request that must see a revision which has not come in time.
pub(crate) fn not_reached(asked: RevisionNumber, present: RevisionNumber) -> Problem {
    let bounds = FaultKind::OutOfRange { min: "0".to_owned(), max: present.to_string() };
    Problem::with(ProblemKind::RevisionNotReached, NAME, &asked.to_string(), bounds)
}

#[cfg(test)]
mod tests {
    use atlas_model::Lang;

    use super::*;

    fn asked(values: &[&str]) -> Result<RevisionNumber, String> {
        let pairs = values.iter().map(|value| (ATLAS_MIN_REVISION, value.parse().unwrap()));
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(name, value);
        }
        of(&headers).map_err(|problem| {
            let body = serde_json::to_value(problem.body(Lang::En, "/", "")).unwrap();
            assert_eq!((&body["status"], &body["faults"][0]["at"]), (&400.into(), &NAME.into()));
            body["faults"][0]["code"].as_str().unwrap().to_owned()
        })
    }

    #[test]
    fn a_whole_number_is_understood_and_everything_else_is_refused() {
        assert_eq!(asked(&[]), Ok(0));
        for (value, number) in [("0", 0), ("42", 42), ("007", 7), ("18446744073709551615", u64::MAX)] {
            assert_eq!(asked(&[value]), Ok(number), "{value}");
        }
        for value in ["", "+1", "-1", "1.5", "1e3", "r42", "4 2", "1,2", "18446744073709551616", "é"] {
            assert_eq!(asked(&[value]), Err("malformed".to_owned()), "{value}");
        }
        assert_eq!(asked(&["1", "1"]), Err("repeated".to_owned()));
    }

    #[test]
    fn who_asks_too_early_is_told_what_was_asked_and_what_there_is() {
        let body = serde_json::to_value(not_reached(43, 42).body(Lang::En, "/", "")).unwrap();
        assert_eq!(body["status"], 503);
        assert_eq!(body["detail"], "Atlas-Min-Revision: \"43\": out of range: from 0 to 42");
    }
}
