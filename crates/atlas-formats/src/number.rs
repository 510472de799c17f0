//! Numbers in JSON, rounded to a number of decimals and without trailing zeros.

use std::io::Write;

/// Appends `value` rounded to at most `decimals` decimals, 15 at the most: `2.5`, `-0.8`, `0`.
pub(crate) fn push_number(value: f64, decimals: u32, out: &mut Vec<u8>) {
    let from = out.len();
    // Writing to a Vec cannot fail.
    let _ = write!(out, "{value:.*}", decimals.min(15) as usize);
    if out[from..].contains(&b'.') {
        while out.last() == Some(&b'0') {
            out.pop();
        }
        if out.last() == Some(&b'.') {
            out.pop();
        }
    }
    if out[from..] == *b"-0" {
        out.remove(from);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let cases = [
            (2.5, "2.5"),
            (-0.8, "-0.8"),
            (100.0, "100"),
            (-1e-9, "0"),
            (125.323_456_78, "125.323457"),
            (179.999_999_99, "180"),
            (0.0, "0"),
        ];
        for (value, expected) in cases {
            let mut out = vec![];
            push_number(value, 6, &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }
}
