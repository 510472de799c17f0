//! What the written value of a cell means: addresses, types, days as numbers.

use atlas_model::Hazard;
use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::super::Cell;
use super::Book;
use super::strings::unescape;

/// The last column of any spreadsheet program, from 0 on (`XFD`).
const LAST_COLUMN: usize = 16_383;

/// Milliseconds of a day.
const DAY_MS: f64 = 86_400_000.0;

/// The number of 9999-12-31, the last day that spreadsheet programs know.
const LAST_DAY: f64 = 2_958_466.0;

/// The value of a cell as it is written, by its type.
///
/// # Errors
///
/// The value is none of that type.
pub(super) fn value(kind: &str, text: String, style: usize, book: &Book) -> Result<Cell, Hazard> {
    let trimmed = text.trim();
    Ok(match kind {
        _ if text.is_empty() => Cell::Empty,
        "str" => Cell::Text(unescape(text)),
        _ if trimmed.is_empty() => Cell::Empty,
        "s" => {
            let number = trimmed.parse().map_err(|_| Hazard::Damaged)?;
            Cell::Text(book.strings.get(number).ok_or(Hazard::Damaged)?.to_owned())
        }
        "b" => Cell::Truth(matches!(trimmed, "1" | "true")),
        "e" => Cell::Error(trimmed.to_owned()),
        "d" => moment(trimmed).map_or_else(|| Cell::Text(trimmed.to_owned()), Cell::Moment),
        "n" => {
            let number: f64 = trimmed.parse().map_err(|_| Hazard::Damaged)?;
            if !number.is_finite() {
                return Err(Hazard::Damaged);
            }
            let day = book.styles.shows_days(style).then(|| from_serial(number, book.is_from_1904));
            day.flatten().map_or(Cell::Number(number), Cell::Moment)
        }
        _ => return Err(Hazard::Damaged),
    })
}

/// The moment that ISO 8601 text says: a day, or a day and a time.
pub(in super::super) fn moment(text: &str) -> Option<NaiveDateTime> {
    let text = text.strip_suffix('Z').unwrap_or(text);
    let day = || text.parse::<NaiveDate>().map(|day| day.and_time(NaiveTime::MIN));
    text.parse::<NaiveDateTime>().or_else(|_| day()).ok()
}

/// The moment that a number stands for (ECMA-376 part 1, 18.17.4). None for numbers that no day has,
/// such as 60: it is the 29 February 1900, which never was.
fn from_serial(serial: f64, is_from_1904: bool) -> Option<NaiveDateTime> {
    if !(0.0..LAST_DAY).contains(&serial) {
        return None;
    }
    let (year, month, day) = match serial {
        _ if is_from_1904 => (1904, 1, 1),
        ..60.0 => (1899, 12, 31),
        61.0.. => (1899, 12, 30),
        _ => return None,
    };
    #[expect(clippy::cast_possible_truncation, reason = "within the days of 8000 years")]
    let (whole, part) = (serial.trunc() as u64, (serial.fract() * DAY_MS).round() as i64);
    let day = NaiveDate::from_ymd_opt(year, month, day)?.checked_add_days(Days::new(whole))?;
    day.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::milliseconds(part))
}

/// The place of a cell by its address (`C12`): its row from 1 on, its column from 0 on.
///
/// # Errors
///
/// No spreadsheet program has such a cell.
pub(super) fn address(text: &str) -> Result<(u32, usize), Hazard> {
    let digits = text.find(|c: char| c.is_ascii_digit()).ok_or(Hazard::BadPlace)?;
    let (letters, number) = text.split_at(digits);
    let mut column = 0;
    for letter in letters.bytes() {
        if !letter.is_ascii_alphabetic() || column > LAST_COLUMN {
            return Err(Hazard::BadPlace);
        }
        column = column * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1;
    }
    let column = column.checked_sub(1).filter(|column| *column <= LAST_COLUMN);
    Ok((number.parse().map_err(|_| Hazard::BadPlace)?, column.ok_or(Hazard::BadPlace)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(serial: f64, is_from_1904: bool) -> Option<String> {
        from_serial(serial, is_from_1904).map(|moment| moment.to_string())
    }

    #[test]
    fn numbers_of_days_are_read_as_both_systems_count() {
        assert_eq!(day(42095.0, false).unwrap(), "2015-04-01 00:00:00");
        assert_eq!(day(40633.0, true).unwrap(), "2015-04-01 00:00:00");
        assert_eq!(day(42095.75, false).unwrap(), "2015-04-01 18:00:00");
        assert_eq!(day(1.0, false).unwrap(), "1900-01-01 00:00:00");
        assert_eq!(day(59.0, false).unwrap(), "1900-02-28 00:00:00");
        assert_eq!(day(61.0, false).unwrap(), "1900-03-01 00:00:00");
        for never in [60.0, -1.0, 1e300] {
            assert_eq!(day(never, false), None);
        }
    }

    #[test]
    fn addresses_outside_of_any_sheet_are_refused() {
        assert_eq!(address("A1"), Ok((1, 0)));
        assert_eq!(address("XFD1048576"), Ok((1_048_576, 16_383)));
        for text in ["", "A", "1", "XFE1", "AAAAAAAAAAAAAAAAAAAAAA1", "A99999999999", "A-1", "é1", "A1:B2"] {
            assert_eq!(address(text), Err(Hazard::BadPlace), "{text}");
        }
    }
}
