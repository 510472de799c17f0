//! Numbers as people write them: decimal commas, spaces and points between thousands.

/// A number as a spreadsheet shows it, without a needless fraction.
pub(crate) fn shown(number: f64) -> String {
    format!("{number}")
}

/// A number, whichever sign it has for decimals. Where one sign alone could be either, three digits
/// behind it make it a sign between thousands, unless `decimals_likely`.
pub(crate) fn read(text: &str, decimals_likely: bool) -> Option<f64> {
    let compact: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '’')).collect();
    let (sign, digits) = match compact.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, compact.strip_prefix('+').unwrap_or(&compact)),
    };
    let is_number = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
    if !is_number {
        return None;
    }
    let last = |c: char| digits.rfind(c);
    let decimal = match (last('.'), last(',')) {
        (Some(point), Some(comma)) => Some(point.max(comma)),
        (Some(at), None) | (None, Some(at)) => {
            let sign = digits[at..].chars().next().unwrap_or('.');
            let is_thousands = digits.matches(sign).count() > 1
                || (digits.len() - at - 1 == 3 && !decimals_likely && !digits.starts_with('0') && at <= 3);
            (!is_thousands).then_some(at)
        }
        (None, None) => None,
    };
    let (whole, fraction) = match decimal {
        Some(at) => (&digits[..at], &digits[at + 1..]),
        None => (digits, ""),
    };
    if !grouped(whole) || fraction.contains(['.', ',']) {
        return None;
    }
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    let value: f64 = format!("{whole}.{fraction}0").parse().ok()?;
    value.is_finite().then_some(sign * value)
}

/// The number with which a text begins, and what follows it.
pub(crate) fn leading(text: &str) -> Option<(f64, &str)> {
    let belongs = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | ' ' | '\'' | '-' | '+');
    let end = text.find(|c| !belongs(c)).unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    // A sign at the end belongs to what follows.
    let trimmed = number.trim_end_matches(|c: char| !c.is_ascii_digit());
    Some((read(trimmed, false)?, if rest.is_empty() { "" } else { rest }))
}

/// Whether signs between thousands stand where they should: groups of three digits behind the first.
fn grouped(whole: &str) -> bool {
    let mut groups = whole.split(['.', ',']);
    let first = groups.next().unwrap_or_default();
    let mut rest = groups.peekable();
    let first_ok = rest.peek().is_none() || (1..=3).contains(&first.len());
    first_ok && rest.all(|group| group.len() == 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_however_they_are_grouped() {
        let cases = [
            ("120 000", 120_000.0),
            ("120\u{202f}000", 120_000.0),
            ("120.000", 120_000.0),
            ("120,000", 120_000.0),
            ("1.234.567,89", 1_234_567.89),
            ("1,234,567.89", 1_234_567.89),
            ("3600,5", 3600.5),
            ("0,125", 0.125),
            ("-2.5", -2.5),
            ("12'000", 12_000.0),
            ("7", 7.0),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text, false), Some(expected), "{text}");
        }
        assert_eq!(read("1,250", true), Some(1.25));
        for text in ["", "1,23,4", "abc", "1.2.3", "12 a", ",5"] {
            assert_eq!(read(text, false), None, "{text}");
        }
    }

    #[test]
    fn a_number_is_told_from_its_unit() {
        assert_eq!(leading("1 000 personnes"), Some((1000.0, "personnes")));
        assert_eq!(leading("30"), Some((30.0, "")));
        assert_eq!(leading("many"), None);
    }
}
