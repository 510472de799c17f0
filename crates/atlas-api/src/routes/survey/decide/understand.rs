//! What somebody decides, from the body of a request: serde stops at the first fault and does not say where it is.

use atlas_formats::record::push_token;
use atlas_model::{Fault, FaultKind, Form, nearest};
use serde_json::Value;

use super::Decisions;

const VERDICTS: [&str; 3] = ["accept", "reject", "leave"];
const SIDES: [&str; 2] = ["yours", "theirs"];

/// The decisions that a body says, or every fault in it.
pub(super) fn decisions(json: Value) -> Result<Decisions, Vec<Fault>> {
    let mut check = Check { at: String::new(), faults: Vec::new() };
    check.object(&json, &["others", "reason", "rows"], &[], |check, name, value| match name {
        "others" => check.word(value, &VERDICTS),
        "reason" => check.text(value),
        _ => check.each(value, row),
    });
    if !check.faults.is_empty() {
        return Err(check.faults);
    }
    let read: Result<Decisions, _> = serde_json::from_value(json);
    read.map_err(|_| vec![Fault::at("", FaultKind::BadForm { form: Form::Object })])
}

fn row(check: &mut Check, row: &Value) {
    check.object(row, &["verdict", "reason", "settle"], &["verdict"], |check, name, value| match name {
        "verdict" => check.word(value, &VERDICTS),
        "reason" => check.text(value),
        _ => check.each(value, |check, side| check.word(side, &SIDES)),
    });
}

/// Goes through a value and notes what is wrong, and where.
struct Check {
    at: String,
    faults: Vec<Fault>,
}

impl Check {
    /// An object with these members, some of which must be there.
    fn object(
        &mut self,
        value: &Value,
        names: &[&str],
        required: &[&str],
        mut member: impl FnMut(&mut Self, &str, &Value),
    ) {
        self.each_named(value, |check, name, value| {
            if names.contains(&name) {
                member(check, name, value);
            } else {
                check.fault(FaultKind::UnknownName { nearest: nearest(name, names.iter().copied()) });
            }
        });
        for name in required.iter().filter(|name| value.is_object() && value.get(name).is_none()) {
            self.inside(name, |check| check.fault(FaultKind::Missing));
        }
    }

    /// An object with members of any names, all alike.
    fn each(&mut self, value: &Value, mut member: impl FnMut(&mut Self, &Value)) {
        self.each_named(value, |check, _, value| member(check, value));
    }

    fn each_named(&mut self, value: &Value, mut member: impl FnMut(&mut Self, &str, &Value)) {
        let Value::Object(members) = value else {
            return self.fault(FaultKind::BadForm { form: Form::Object });
        };
        for (name, value) in members {
            self.inside(name, |check| member(check, name, value));
        }
    }

    fn word(&mut self, value: &Value, words: &[&str]) {
        if value.as_str().is_none_or(|word| !words.contains(&word)) {
            let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let nearest = words.iter().map(|word| (*word).to_owned()).collect();
            self.faults.push(Fault::new(&self.at, shown, FaultKind::UnknownValue { nearest }));
        }
    }

    fn text(&mut self, value: &Value) {
        if !value.is_string() {
            self.fault(FaultKind::BadForm { form: Form::Text { perhaps: None } });
        }
    }

    fn inside(&mut self, name: &str, then: impl FnOnce(&mut Self)) {
        let length = self.at.len();
        push_token(&mut self.at, name);
        then(self);
        self.at.truncate(length);
    }

    fn fault(&mut self, kind: FaultKind) {
        self.faults.push(Fault::at(&self.at, kind));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_fault_of_a_decision_is_told_at_its_place() {
        let body = json!({
            "others": "acept", "reason": 7, "row": {},
            "rows": {
                "Projets/2016!2": { "verdict": "accept", "settle": { "/status": "mine", "/title/fr": "theirs" } },
                "Projets!3": { "reason": null, "setle": {} },
                "Projets!4": "accept",
                "Projets!5": { "verdict": "leave", "reason": "later", "settle": { "/status": "yours" } },
            },
        });
        let faults = decisions(body).unwrap_err();
        let mut told: Vec<String> =
            faults.iter().map(|fault| format!("{} {}", fault.at, fault.kind.code())).collect();
        told.sort();
        assert_eq!(
            told,
            [
                "/others unknown_value",
                "/reason malformed",
                "/row unknown_name",
                "/rows/Projets!3/reason malformed",
                "/rows/Projets!3/setle unknown_name",
                "/rows/Projets!3/verdict missing",
                "/rows/Projets!4 malformed",
                "/rows/Projets~12016!2/settle/~1status unknown_value",
            ]
        );
        assert!(decisions(json!([])).is_err());
        assert!(decisions(json!({})).is_ok());
    }
}
