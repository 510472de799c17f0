//! Periods, written as OGC API - Features writes `datetime`: one date, or two with a slash between
//! them, either of which may be open (`..` or nothing). Dates may be years, months or days.

use atlas_index::Span;
use atlas_model::{Fault, FaultKind, Form, PartialDate, Period};
use chrono::Datelike;

use super::value::Values;
use crate::Days;

/// The years that a question may reach to.
const FIRST_YEAR: i32 = 1000;
const LAST_YEAR: i32 = 2100;

/// A period as the days between which something may have lasted.
pub(super) fn period(at: &str, text: &str, values: &mut Values<'_>) -> Option<Span> {
    interval(at, text, values).map(|period| Span::of(&period))
}

/// A period as a range of days.
pub(super) fn days(at: &str, text: &str, values: &mut Values<'_>) -> Option<Days> {
    let period = interval(at, text, values)?;
    Some(Days {
        from: period.start.map(|date| date.first_day().num_days_from_ce()),
        to: period.end.map(|date| date.last_day().num_days_from_ce()),
    })
}

fn interval(at: &str, text: &str, values: &mut Values<'_>) -> Option<Period> {
    let Some((start, end)) = text.split_once('/') else {
        let date = date(at, text, values)?;
        return Some(Period::new(Some(date), Some(date)));
    };
    let is_open = |text: &str| text.is_empty() || text == "..";
    if is_open(start) && is_open(end) {
        values.malformed(at, text, Form::Period);
        return None;
    }
    let mut side = |text: &str| if is_open(text) { Some(None) } else { date(at, text, values).map(Some) };
    let (start, end) = (side(start), side(end));
    let period = Period::new(start?, end?);
    if period.is_reversed() {
        values.faults.push(Fault::new(at, text, FaultKind::EndBeforeStart));
        return None;
    }
    Some(period)
}

fn date(at: &str, text: &str, values: &mut Values<'_>) -> Option<PartialDate> {
    let date = text.parse::<PartialDate>().ok();
    let year_given = text.split('-').next().filter(|year| (4..=9).contains(&year.len()));
    let year = date.map(PartialDate::year).or_else(|| year_given?.parse().ok());
    if year.is_some_and(|year| !(FIRST_YEAR..=LAST_YEAR).contains(&year)) {
        values.out_of_range(at, text, &FIRST_YEAR.to_string(), &LAST_YEAR.to_string());
        return None;
    }
    if date.is_none() {
        values.malformed(at, text, Form::Period);
    }
    date
}
