//! Dates: as a spreadsheet marks them, as serial numbers, as years alone, in the words of three languages.

use atlas_index::fold;
use atlas_model::PartialDate;
use chrono::{Datelike, Days, NaiveDate};

use crate::Cell;
use crate::issue::Issue;

/// The names of the months and their usual abbreviations, folded.
const MONTHS: [&[&str]; 12] = [
    &["janvier", "january", "janv", "jan"],
    &["fevrier", "february", "fevr", "fev", "feb"],
    &["mars", "march", "mar"],
    &["avril", "april", "avr", "apr"],
    &["mai", "may"],
    &["juin", "june", "jun"],
    &["juillet", "july", "juil", "jul"],
    &["aout", "august", "aug"],
    &["septembre", "september", "sept", "sep"],
    &["octobre", "october", "oct"],
    &["novembre", "november", "nov"],
    &["decembre", "december", "dec"],
];

/// Words of a date that say nothing.
const SILENT: &[&str] =
    &["le", "de", "du", "of", "the", "en", "in", "er", "st", "nd", "rd", "th", "年", "月", "日", "号"];

/// The serial numbers that are taken for days: 1954 to 2099. Below are years, above nothing.
const SERIALS: std::ops::RangeInclusive<f64> = 20_000.0..=73_050.0;

/// Reads a cell of a column of dates. `held` is the date that stands there now.
///
/// # Errors
/// [`Issue::BadDate`], and what makes a cell no value.
pub(crate) fn read(cell: &Cell, held: Option<PartialDate>) -> Result<(PartialDate, Option<Issue>), Issue> {
    match cell {
        Cell::Moment(moment) => day(moment.date(), held),
        Cell::Number(number) if number.fract() == 0.0 && (1000.0..=2199.0).contains(number) => {
            whole(*number).and_then(|year| PartialDate::from_year(year).ok()).map(plain).ok_or(Issue::BadDate)
        }
        Cell::Number(number) if SERIALS.contains(number) => {
            let days =
                whole(number.floor()).and_then(|days| u64::try_from(days).ok()).ok_or(Issue::BadDate)?;
            day(of_serial(days).ok_or(Issue::BadDate)?, held)
        }
        other => text(&super::typed(other)?),
    }
}

/// The day of a serial number of a spreadsheet, in the system that counts from 1900 (ECMA-376 part 1,
/// 18.17.4.1): day 60 is a 29 February 1900 that never was.
fn of_serial(days: u64) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(days))
}

fn day(day: NaiveDate, held: Option<PartialDate>) -> Result<(PartialDate, Option<Issue>), Issue> {
    // "2015" typed into a cell that shows days becomes the 2015th day: 7 July 1905.
    let years = of_serial(1950).zip(of_serial(2100));
    if let (Some((first, last)), Some(zero)) = (years, of_serial(0))
        && (first..=last).contains(&day)
    {
        let year = i32::try_from((day - zero).num_days()).map_err(|_| Issue::BadDate)?;
        let date = PartialDate::from_year(year).map_err(|_| Issue::BadDate)?;
        return Ok((date, Some(Issue::YearAsDay { year })));
    }
    // A spreadsheet has no months: it makes "03/2006" the first of the month.
    if let Some(held) = held.filter(|held| held.first_day() == day) {
        return Ok(plain(held));
    }
    PartialDate::from_day(day).map(plain).map_err(|_| Issue::BadDate)
}

/// Reads a date that was typed as text, tidied.
///
/// # Errors
/// [`Issue::BadDate`].
pub(crate) fn text(typed: &str) -> Result<(PartialDate, Option<Issue>), Issue> {
    if let Ok(date) = typed.parse() {
        return Ok(plain(date));
    }
    // A moment, of which the day counts.
    let typed = match typed.split_once(['T', ' ']) {
        Some((day, time)) if time.len() >= 5 && time.contains(':') => day,
        _ => typed,
    };
    let parts = parts(typed).ok_or(Issue::BadDate)?;
    use Part::{Month, Number as N};
    let made = match parts[..] {
        [N(year, 4)] => ymd(year, 0, 0),
        [N(packed, 6)] => ymd(packed / 100, packed % 100, 0),
        [N(packed, 8)] => ymd(packed / 10_000, packed / 100 % 100, packed % 100),
        [N(year, 4), N(month, _)] | [N(month, 1 | 2), N(year, 4)] => ymd(year, month, 0),
        [N(year, 4), Month(month)] | [Month(month), N(year, 4)] => ymd(year, month, 0),
        [N(year, 4), N(month, _), N(day, _)] => {
            return ymd(year, month, day).map(plain).ok_or_else(|| no_such_day(year, month, day));
        }
        [N(day, 1 | 2), Month(month), N(year, 4)]
        | [Month(month), N(day, 1 | 2), N(year, 4)]
        | [N(year, 4), Month(month), N(day, 1 | 2)] => ymd(year, month, day),
        [N(first, 1 | 2), N(second, 1 | 2), N(year, 4)] => {
            let (day_first, month_first) = (ymd(year, second, first), ymd(year, first, second));
            return match (day_first, month_first) {
                (Some(read), Some(other)) if read != other => {
                    let note = Issue::DayFirst { read: read.to_string(), other: other.to_string() };
                    Ok((read, Some(note)))
                }
                (Some(read), _) | (None, Some(read)) => Ok(plain(read)),
                (None, None) => Err(no_such_day(year, second, first)),
            };
        }
        _ => None,
    };
    made.map(plain).ok_or(Issue::BadDate)
}

/// A part of a date: a number with its count of digits, or the name of a month.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Part {
    Number(u32, usize),
    Month(u32),
}

/// The parts of a date; none where something else stands among them.
fn parts(typed: &str) -> Option<Vec<Part>> {
    // Doubt and ranges are no dates, and folding would lose their signs.
    if typed.contains(['?', '~', '<', '>', '±', '+']) {
        return None;
    }
    let mut found = Vec::new();
    let folded = fold(&chinese_digits(typed));
    let mut rest = folded.as_str();
    while let Some(first) = rest.chars().next() {
        let kind = |c: char| (c.is_ascii_digit(), c.is_ascii_alphabetic(), c == ' ');
        let single = !first.is_ascii();
        let end = if single {
            first.len_utf8()
        } else {
            rest.find(|c| kind(c) != kind(first)).unwrap_or(rest.len())
        };
        let (word, after) = rest.split_at(end);
        rest = after;
        if first == ' ' || SILENT.contains(&word) {
            continue;
        }
        if first.is_ascii_digit() {
            found.push(Part::Number(word.parse().ok()?, word.len()));
        } else {
            let month = MONTHS.iter().position(|names| names.contains(&word))?;
            found.push(Part::Month(u32::try_from(month + 1).ok()?));
        }
    }
    (!found.is_empty() && found.len() <= 3).then_some(found)
}

/// Chinese numerals as digits: 二〇一二年六月 becomes 2012年6月, 十二月 becomes 12月.
fn chinese_digits(typed: &str) -> String {
    const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let digit = |c: char| DIGITS.iter().position(|one| *one == c).or((c == '零').then_some(0));
    let chars: Vec<char> = typed.chars().collect();
    let mut out = String::with_capacity(typed.len());
    for (at, c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| chars.get(at)).and_then(|c| digit(*c)).is_some();
        let after = chars.get(at + 1).and_then(|c| digit(*c)).is_some();
        match (digit(*c), *c) {
            (Some(value), _) => out.push_str(&value.to_string()),
            // 十 is 10; 十二 12; 二十 20; 二十三 23.
            (None, '十') => out.push_str(match (before, after) {
                (false, false) => "10",
                (false, true) => "1",
                (true, false) => "0",
                (true, true) => "",
            }),
            (None, c) => out.push(c),
        }
    }
    out
}

fn ymd(year: u32, month: u32, day: u32) -> Option<PartialDate> {
    let text = match (month, day) {
        (0, 0) => format!("{year:04}"),
        (_, 0) => format!("{year:04}-{month:02}"),
        _ => format!("{year:04}-{month:02}-{day:02}"),
    };
    text.parse()
        .ok()
        .filter(|date: &PartialDate| u32::try_from(date.year()) == Ok(year) && date.first_day().year() > 0)
}

/// What to say of a day that cannot be read: where its month exists, the calendar lacks it.
fn no_such_day(year: u32, month: u32, day: u32) -> Issue {
    match ymd(year, month, 0) {
        Some(whole) if (1..=31).contains(&day) => Issue::NoSuchDay { last: whole.last_day().to_string() },
        _ => Issue::BadDate,
    }
}

fn plain(date: PartialDate) -> (PartialDate, Option<Issue>) {
    (date, None)
}

fn whole(number: f64) -> Option<i32> {
    // The callers give whole numbers below a million.
    format!("{number:.0}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Result<String, Issue> {
        read(&Cell::Text(text.to_owned()), None).map(|(date, _)| date.to_string())
    }

    #[test]
    fn dates_are_read_in_the_words_of_three_languages() {
        let cases = [
            ("2015", "2015"),
            ("２０１５", "2015"),
            ("2015-06", "2015-06"),
            ("03/2006", "2006-03"),
            ("3.2006", "2006-03"),
            ("2006/3", "2006-03"),
            ("14/06/2012", "2012-06-14"),
            ("14-06-2012", "2012-06-14"),
            ("06/14/2012", "2012-06-14"),
            ("2012/6/14", "2012-06-14"),
            ("2012年6月", "2012-06"),
            ("2012年6月14日", "2012-06-14"),
            ("2012年", "2012"),
            ("二〇一二年十二月", "2012-12"),
            ("juin 2012", "2012-06"),
            ("Août 2012", "2012-08"),
            ("1er juin 2012", "2012-06-01"),
            ("14 juin 2012", "2012-06-14"),
            ("June 2012", "2012-06"),
            ("June 14th, 2012", "2012-06-14"),
            ("14 Sept. 2012", "2012-09-14"),
            ("20120614", "2012-06-14"),
            ("2012-06-14 00:00:00", "2012-06-14"),
        ];
        for (text, expected) in cases {
            assert_eq!(typed(text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in
            ["bientôt", "14/06/12", "juin", "2015 ?", "vers 2015", "2012-2015", "13/13/2012", "12", "99999"]
        {
            assert_eq!(typed(text), Err(Issue::BadDate), "{text}");
        }
    }

    #[test]
    fn a_day_that_the_calendar_lacks_is_told_with_the_last_of_its_month() {
        for text in ["31/02/2012", "2012-02-30"] {
            assert_eq!(typed(text), Err(Issue::NoSuchDay { last: "2012-02-29".into() }), "{text}");
        }
    }

    #[test]
    fn the_day_comes_first_and_where_the_month_could_it_is_said() {
        let (date, note) = text("03/04/2012").unwrap();
        assert_eq!(date.to_string(), "2012-04-03");
        assert_eq!(note, Some(Issue::DayFirst { read: "2012-04-03".into(), other: "2012-03-04".into() }));
        assert_eq!(text("05/05/2012").unwrap().1, None);
    }

    #[test]
    fn numbers_are_years_or_serial_days() {
        let of = |number: f64| read(&Cell::Number(number), None).map(|(date, _)| date.to_string());
        assert_eq!(of(2015.0).as_deref(), Ok("2015"));
        assert_eq!(of(41074.0).as_deref(), Ok("2012-06-14"));
        assert_eq!(of(41074.5).as_deref(), Ok("2012-06-14"));
        assert_eq!(of(7.0), Err(Issue::BadDate));
        assert_eq!(of(1e12), Err(Issue::BadDate));
    }

    #[test]
    fn a_year_that_a_sheet_took_for_a_day_is_a_year() {
        let midnight = |y, m, d| Cell::Moment(NaiveDate::from_ymd_opt(y, m, d).unwrap().into());
        let (date, note) = read(&midnight(1905, 7, 7), None).unwrap();
        assert_eq!(date.to_string(), "2015");
        assert_eq!(note, Some(Issue::YearAsDay { year: 2015 }));
        let held = "2006-03".parse().ok();
        assert_eq!(read(&midnight(2006, 3, 1), held).unwrap().0.to_string(), "2006-03");
        assert_eq!(read(&midnight(2006, 3, 1), None).unwrap().0.to_string(), "2006-03-01");
    }
}
