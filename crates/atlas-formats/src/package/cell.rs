//! How one value stands in one cell of a CSV file, and how it is read back.
//!
//! Cells are taken as they stand: spaces before or after a value belong to it. An empty cell is the
//! absence of a value; so an empty text is no text. Lists join their items with `;`; within an item,
//! `;` is written `\;` and `\` is written `\\`.

use std::fmt::{Display, Write};

use atlas_model::{
    ActorRole, Code, FaultKind, Figure, Form as Expected, Id, Money, PartOf, PartialDate, Participant,
    Position, nearest,
};

use super::meant;
use crate::term::Term;

/// What a Table Schema says about the values of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Form {
    /// Any text.
    Text,
    /// A text that matches this regular expression.
    Pattern(&'static str),
    /// A whole number, zero or more.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// `lon,lat` in degrees.
    Point,
    /// A term of a closed vocabulary.
    Term(Vec<&'static str>),
    /// Several values of that form, joined by `;`.
    List,
}

/// What can stand in a cell: a value, a value that may be absent, or a list.
pub(crate) trait Cell: Sized {
    /// Whether an empty cell is a fault.
    const REQUIRED: bool;

    /// What the cell holds.
    fn form() -> Form;

    /// Appends the cell, unquoted.
    fn write(&self, out: &mut String);

    /// Reads the cell; an empty text only where it is not required.
    fn read(text: &str) -> Result<Self, FaultKind>;
}

/// One value with a text form that is never empty.
pub(crate) trait Value: Sized {
    /// What the value looks like.
    fn form() -> Form;

    /// Appends the value.
    fn write(&self, out: &mut String);

    /// Reads the value from a text that is not empty.
    fn read(text: &str) -> Result<Self, FaultKind>;
}

impl<V: Value> Cell for V {
    const REQUIRED: bool = true;

    fn form() -> Form {
        V::form()
    }

    fn write(&self, out: &mut String) {
        V::write(self, out);
    }

    fn read(text: &str) -> Result<Self, FaultKind> {
        V::read(text)
    }
}

impl<V: Value> Cell for Option<V> {
    const REQUIRED: bool = false;

    fn form() -> Form {
        V::form()
    }

    fn write(&self, out: &mut String) {
        if let Some(value) = self {
            value.write(out);
        }
    }

    fn read(text: &str) -> Result<Self, FaultKind> {
        if text.is_empty() { Ok(None) } else { V::read(text).map(Some) }
    }
}

impl<V: Value> Cell for Vec<V> {
    const REQUIRED: bool = false;

    fn form() -> Form {
        Form::List
    }

    fn write(&self, out: &mut String) {
        let mut item = String::new();
        for value in self {
            item.clear();
            value.write(&mut item);
            if item.is_empty() {
                continue;
            }
            if !out.is_empty() {
                out.push(';');
            }
            for c in item.chars() {
                if matches!(c, ';' | '\\') {
                    out.push('\\');
                }
                out.push(c);
            }
        }
    }

    fn read(text: &str) -> Result<Self, FaultKind> {
        if text.is_empty() {
            return Ok(Self::new());
        }
        split_list(text)?.iter().map(|item| V::read(item)).collect()
    }
}

impl Cell for bool {
    const REQUIRED: bool = false;

    fn form() -> Form {
        Form::Boolean
    }

    fn write(&self, out: &mut String) {
        out.push_str(if *self { "true" } else { "false" });
    }

    /// The spellings of the Table Schema standard: spreadsheets turn `true` into `TRUE`.
    fn read(text: &str) -> Result<Self, FaultKind> {
        match text {
            "true" | "True" | "TRUE" | "1" => Ok(true),
            "" | "false" | "False" | "FALSE" | "0" => Ok(false),
            _ => Err(FaultKind::UnknownValue { nearest: vec!["true".into(), "false".into()] }),
        }
    }
}

impl<T: Term> Value for T {
    fn form() -> Form {
        Form::Term(T::terms().iter().map(|term| term.spelling()).collect())
    }

    fn write(&self, out: &mut String) {
        out.push_str(self.spelling());
    }

    fn read(text: &str) -> Result<Self, FaultKind> {
        let known = || T::terms().iter().map(|term| term.spelling());
        T::terms().iter().copied().find(|term| term.spelling() == text).ok_or_else(|| {
            let mut near = nearest(text, known());
            if near.is_empty() {
                near = known().map(str::to_owned).collect();
            }
            FaultKind::UnknownValue { nearest: near }
        })
    }
}

impl Value for String {
    fn form() -> Form {
        Form::Text
    }

    fn write(&self, out: &mut String) {
        out.push_str(self);
    }

    fn read(text: &str) -> Result<Self, FaultKind> {
        Ok(text.to_owned())
    }
}

impl Value for u32 {
    fn form() -> Form {
        Form::Integer
    }

    fn write(&self, out: &mut String) {
        push(out, self);
    }

    fn read(text: &str) -> Result<Self, FaultKind> {
        text.parse().map_err(|_| bad(Expected::WholeNumber { min: 0, max: Self::MAX as usize }))
    }
}

impl Value for Position {
    fn form() -> Form {
        Form::Point
    }

    fn write(&self, out: &mut String) {
        push(out, format_args!("{},{}", self.lon(), self.lat()));
    }

    fn read(text: &str) -> Result<Self, FaultKind> {
        let degrees = |part: &str| part.trim().parse::<f64>().ok();
        let (lon, lat) = text
            .split_once(',')
            .and_then(|(lon, lat)| degrees(lon).zip(degrees(lat)))
            .ok_or_else(|| bad(Expected::Point { perhaps: None }))?;
        Self::new(lon, lat).map_err(|_| match Self::new(lat, lon) {
            Ok(_) => bad(Expected::Point { perhaps: Some(format!("{lat},{lon}")) }),
            Err(_) => FaultKind::OutOfRange { min: "-180,-90".into(), max: "180,90".into() },
        })
    }
}

/// Written `id`, or `id@start/end` where either date may be left out.
impl Value for PartOf {
    fn form() -> Form {
        Form::Text
    }

    fn write(&self, out: &mut String) {
        push(out, &self.territory);
        if self.start.is_none() && self.end.is_none() {
            return;
        }
        out.push('@');
        if let Some(start) = self.start {
            push(out, start);
        }
        out.push('/');
        if let Some(end) = self.end {
            push(out, end);
        }
    }

    fn read(text: &str) -> Result<Self, FaultKind> {
        let (territory, dates) = text.split_once('@').unwrap_or((text, "/"));
        let (start, end) = dates.split_once('/').ok_or_else(|| bad(Expected::Membership))?;
        Ok(Self { territory: Value::read(territory)?, start: Cell::read(start)?, end: Cell::read(end)? })
    }
}

/// Written `actor:role`; an unknown role is answered with the nearest ones.
impl Value for Participant {
    fn form() -> Form {
        Form::Text
    }

    fn write(&self, out: &mut String) {
        push(out, self);
    }

    fn read(text: &str) -> Result<Self, FaultKind> {
        let (actor, role) = text.split_once(':').ok_or_else(|| bad(Expected::Participant))?;
        let actor = <Id as Value>::read(actor)?;
        match <ActorRole as Value>::read(role) {
            Ok(role) => Ok(Self { actor, role }),
            Err(FaultKind::UnknownValue { nearest }) => Err(FaultKind::UnknownValue {
                nearest: nearest.iter().map(|role| format!("{actor}:{role}")).collect(),
            }),
            Err(other) => Err(other),
        }
    }
}

/// Values whose model type knows its own text form, with the form that a fault asks for.
macro_rules! plain_values {
    ($($name:ty, $form:expr, $expected:expr;)+) => {
        $(
            impl Value for $name {
                fn form() -> Form {
                    $form
                }

                fn write(&self, out: &mut String) {
                    push(out, self);
                }

                fn read(text: &str) -> Result<Self, FaultKind> {
                    let expected: fn(&str) -> Expected = $expected;
                    text.parse().map_err(|_| bad(expected(text)))
                }
            }
        )+
    };
}
plain_values!(
    Id, Form::Pattern("^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$"),
        |text| Expected::Identifier { perhaps: meant::identifier(text) };
    PartialDate, Form::Pattern("^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"),
        |text| Expected::Date { perhaps: meant::date(text) };
    Money, Form::Pattern("^[0-9]+ [A-Z]{3}$"),
        |text| Expected::Money { perhaps: meant::money(text) };
    Code, Form::Text, |_| Expected::Code;
    Figure, Form::Text, |_| Expected::Figure;
);

fn bad(form: Expected) -> FaultKind {
    FaultKind::BadForm { form }
}

fn push(out: &mut String, value: impl Display) {
    // Writing to a String cannot fail.
    let _ = write!(out, "{value}");
}

/// The items of a list, with their escapes undone.
fn split_list(text: &str) -> Result<Vec<String>, FaultKind> {
    let mut items = vec![];
    let mut item = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            ';' => items.push(std::mem::take(&mut item)),
            '\\' => match chars.next() {
                Some(escaped @ (';' | '\\')) => item.push(escaped),
                _ => return Err(bad(Expected::ListEscape)),
            },
            _ => item.push(c),
        }
    }
    items.push(item);
    if items.iter().any(String::is_empty) {
        return Err(bad(Expected::ListItems));
    }
    Ok(items)
}

#[cfg(test)]
mod tests {
    use atlas_model::{ActorRole, Status};

    use super::*;

    fn check<C: Cell + PartialEq + std::fmt::Debug>(value: &C, cell: &str) {
        let mut out = String::new();
        value.write(&mut out);
        assert_eq!(out, cell);
        assert_eq!(&C::read(cell).unwrap(), value);
    }

    #[test]
    fn every_kind_of_cell_round_trips() {
        check(&Some(Position::new(-1.554, 47.218).unwrap()), "-1.554,47.218");
        check(&Status::PresumedActive, "presumed_active");
        check(&None::<PartialDate>, "");
        check(&vec!["a".parse::<Id>().unwrap(), "b".parse().unwrap()], "a;b");
        check(&vec!["Kirin; 基林".to_owned(), "back\\slash".to_owned()], "Kirin\\; 基林;back\\\\slash");
        check(&true, "true");
        let role = Participant { actor: "fr-x".parse().unwrap(), role: ActorRole::Accountable };
        check(&vec![role], "fr-x:accountable");
    }

    #[test]
    fn membership_keeps_its_dates() {
        let part = |start: Option<&str>, end: Option<&str>| PartOf {
            territory: "FR-REG-41".parse().unwrap(),
            start: start.map(|date| date.parse().unwrap()),
            end: end.map(|date| date.parse().unwrap()),
        };
        check(&part(None, None), "FR-REG-41");
        check(&part(Some("1982"), None), "FR-REG-41@1982/");
        check(&part(None, Some("2016-01-01")), "FR-REG-41@/2016-01-01");
        assert!(<PartOf as Value>::read("FR-REG-41@1982").is_err());
    }

    #[test]
    fn a_misspelt_term_is_answered_with_the_nearest_ones() {
        let Err(FaultKind::UnknownValue { nearest }) = <Status as Value>::read("activ") else {
            panic!("a fault was expected")
        };
        assert_eq!(nearest, ["active"]);
    }

    #[test]
    fn empty_items_and_lone_backslashes_are_faults() {
        for text in ["a;", ";a", "a;;b", "a\\b", "a\\"] {
            assert!(Vec::<String>::read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn swapped_axes_are_answered_with_the_right_order() {
        let fault = <Position as Value>::read("43.9,125.3").unwrap_err();
        assert_eq!(fault, bad(Expected::Point { perhaps: Some("125.3,43.9".into()) }));
        let nowhere = <Position as Value>::read("200,125.3").unwrap_err();
        assert!(matches!(nowhere, FaultKind::OutOfRange { .. }));
    }

    #[test]
    fn an_unknown_role_is_answered_with_the_actor_and_each_role_that_is_near() {
        let fault = <Participant as Value>::read("fr-x:acountable").unwrap_err();
        assert_eq!(fault, FaultKind::UnknownValue { nearest: vec!["fr-x:accountable".into()] });
    }
}
