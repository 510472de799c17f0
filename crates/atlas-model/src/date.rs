//! Dates as sources give them: a year, a month or a day.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// A date of the precision its source gives: `2015`, `2015-11` or `2015-11-23` (ISO 8601).
///
/// Dates order by their first day, then by precision (the coarser first).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PartialDate {
    year: i16,
    /// 1 to 12; 0 where only the year is known.
    month: u8,
    /// 1 to 31; 0 where the day is not known.
    day: u8,
}

/// A text that is not a date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a date is written YYYY, YYYY-MM or YYYY-MM-DD and must exist in the calendar (year 1000 to 2199)")]
pub struct DateError;

impl PartialDate {
    /// A year.
    ///
    /// # Errors
    /// [`DateError`] outside the years 1000 to 2199.
    pub fn from_year(year: i32) -> Result<Self, DateError> {
        Self::new(year, 0, 0)
    }

    /// A whole day.
    ///
    /// # Errors
    /// [`DateError`] outside the years 1000 to 2199.
    pub fn from_day(day: NaiveDate) -> Result<Self, DateError> {
        let (month, day_of_month) = (day.month(), day.day());
        Self::new(
            day.year(),
            u8::try_from(month).map_err(|_| DateError)?,
            u8::try_from(day_of_month).map_err(|_| DateError)?,
        )
    }

    fn new(year: i32, month: u8, day: u8) -> Result<Self, DateError> {
        if !(1000..=2199).contains(&year) || (month == 0 && day != 0) {
            return Err(DateError);
        }
        let date = Self { year: i16::try_from(year).map_err(|_| DateError)?, month, day };
        NaiveDate::from_ymd_opt(year, u32::from(month.max(1)), u32::from(day.max(1))).ok_or(DateError)?;
        Ok(date)
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i32 {
        i32::from(self.year)
    }

    /// The first day that the date may mean.
    #[must_use]
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(
            i32::from(self.year),
            u32::from(self.month.max(1)),
            u32::from(self.day.max(1)),
        )
        .unwrap_or_default()
    }

    /// The last day that the date may mean.
    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        let first = self.first_day();
        let next = match (self.month, self.day) {
            (0, _) => first.checked_add_months(Months::new(12)),
            (_, 0) => first.checked_add_months(Months::new(1)),
            _ => return first,
        };
        next.and_then(|day| day.checked_sub_days(Days::new(1))).unwrap_or(first)
    }
}

impl PartialOrd for PartialDate {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for PartialDate {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.year, self.month, self.day).cmp(&(other.year, other.month, other.day))
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.month != 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.day != 0 {
            write!(f, "-{:02}", self.day)?;
        }
        Ok(())
    }
}

impl FromStr for PartialDate {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let shape_ok = matches!(text.len(), 4 | 7 | 10)
            && text
                .bytes()
                .enumerate()
                .all(|(at, b)| if matches!(at, 4 | 7) { b == b'-' } else { b.is_ascii_digit() });
        if !shape_ok {
            return Err(DateError);
        }
        let part = |from: usize, to: usize| {
            text.get(from..to).map_or(Ok(0), |part| part.parse::<i32>().map_err(|_| DateError))
        };
        let (year, month, day) = (part(0, 4)?, part(5, 7)?, part(8, 10)?);
        let given_zero = (text.len() >= 7 && month == 0) || (text.len() == 10 && day == 0);
        if given_zero {
            return Err(DateError);
        }
        Self::new(
            year,
            u8::try_from(month).map_err(|_| DateError)?,
            u8::try_from(day).map_err(|_| DateError)?,
        )
    }
}

impl TryFrom<String> for PartialDate {
    type Error = DateError;

    fn try_from(text: String) -> Result<Self, DateError> {
        text.parse()
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> Self {
        date.to_string()
    }
}

/// From when to when something lasted; either end may be unknown or open. Both ends are included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// When it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "2006-03")]
    pub start: Option<PartialDate>,
    /// When it ended, or is due to end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "2015")]
    pub end: Option<PartialDate>,
}

impl Period {
    /// A period between two dates.
    #[must_use]
    pub const fn new(start: Option<PartialDate>, end: Option<PartialDate>) -> Self {
        Self { start, end }
    }

    /// Whether neither end is known.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.start.is_none() && self.end.is_none()
    }

    /// Whether the end certainly lies before the start.
    #[must_use]
    pub fn is_reversed(&self) -> bool {
        matches!((self.start, self.end), (Some(start), Some(end)) if end.last_day() < start.first_day())
    }

    /// Whether the two may have a day in common. An unknown end is open: it excludes nothing.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        let begins_in_time = |a: &Self, b: &Self| match (a.start, b.end) {
            (Some(start), Some(end)) => start.first_day() <= end.last_day(),
            _ => true,
        };
        begins_in_time(self, other) && begins_in_time(other, self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> PartialDate {
        text.parse().unwrap()
    }

    #[test]
    fn dates_keep_their_precision() {
        for text in ["2015", "2015-11", "2015-11-23", "2016-02-29"] {
            assert_eq!(date(text).to_string(), text);
        }
        for text in
            ["15", "2015-13", "2015-02-29", "2015-00", "2015-1-1", "2015/01/01", "0999", "201a", "２０１５"]
        {
            assert!(text.parse::<PartialDate>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_coarse_date_spans_its_days() {
        assert_eq!(date("2016-02").last_day().to_string(), "2016-02-29");
        assert_eq!(date("2015").last_day().to_string(), "2015-12-31");
        assert!(date("2015") < date("2015-01"));
    }

    #[test]
    fn an_open_end_excludes_nothing() {
        let since_2014 = Period::new(Some(date("2014")), None);
        let in_2012 = Period::new(Some(date("2012")), Some(date("2012")));
        let until_2014 = Period::new(None, Some(date("2014-03")));
        assert!(!since_2014.overlaps(&in_2012));
        assert!(since_2014.overlaps(&until_2014));
        assert!(Period::default().overlaps(&in_2012));
        assert!(Period::new(Some(date("2015")), Some(date("2014-12-31"))).is_reversed());
        assert!(!Period::new(Some(date("2015-06")), Some(date("2015"))).is_reversed());
    }
}
