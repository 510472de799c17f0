//! Reading and writing the query part of a URL (`application/x-www-form-urlencoded`), and checking its
//! path.
//!
//! Reading is strict where the URL standard is lax: a stray `%` or bytes that are no UTF-8 are faults,
//! because what follows from guessing is a wrong answer that looks right.

use atlas_model::{Fault, FaultKind, Form};

/// A decoded parameter.
pub(crate) type Pair = (String, String);

/// Splits and decodes a raw query. Parameters that cannot be decoded become faults.
pub(crate) fn read(query: &str) -> (Vec<Pair>, Vec<Fault>) {
    let mut pairs = Vec::new();
    let mut faults = Vec::new();
    for part in query.split('&').filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        match (decode(name), decode(value)) {
            (Some(name), Some(value)) => pairs.push((name, value)),
            (name, _) => {
                let at = name.unwrap_or_else(|| "query".to_owned());
                faults.push(Fault::new(at, value, FaultKind::BadForm { form: Form::PercentEncoded }));
            }
        }
    }
    (pairs, faults)
}

/// Whether a path can be decoded: every `%` begins two hexadecimal digits, and the whole is UTF-8.
pub(crate) fn is_sound_path(path: &str) -> bool {
    // A `+` stands for itself in a path; what it is decoded to does not matter here.
    decode(path).is_some()
}

/// Undoes `+` and `%XX`; none where the result is no UTF-8 or a `%` stands alone.
fn decode(text: &str) -> Option<String> {
    if !text.contains(['%', '+']) {
        return Some(text.to_owned());
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => hex(rest.next()?)? << 4 | hex(rest.next()?)?,
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// Writes parameters as a query without its `?`. What may stand unescaped in a query and means
/// something in the filter grammar (`,` `!` `:`) stays readable.
pub(crate) fn write<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut query = String::new();
    for (name, value) in pairs {
        if !query.is_empty() {
            query.push('&');
        }
        encode(name, &mut query);
        query.push('=');
        encode(value, &mut query);
    }
    query
}

fn encode(text: &str, query: &mut String) {
    const HEX: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
    for byte in text.bytes() {
        let plain = byte.is_ascii_alphanumeric() || b"-._~,!:*/".contains(&byte);
        if plain {
            query.push(char::from(byte));
        } else {
            query.push('%');
            query.push(HEX[usize::from(byte >> 4)]);
            query.push(HEX[usize::from(byte & 15)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_survive_writing_and_reading() {
        let pairs = [("q", "Côte d'Or & 长春"), ("theme", "!sante,tourisme"), ("empty", "")];
        let query = write(pairs);
        assert_eq!(query, "q=C%C3%B4te%20d%27Or%20%26%20%E9%95%BF%E6%98%A5&theme=!sante,tourisme&empty=");
        let (read, faults) = read(&query);
        assert!(faults.is_empty());
        assert_eq!(read, pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn what_cannot_be_decoded_is_named() {
        for query in ["q=%", "q=%4", "q=%zz", "q=%FF", "q=%E9%95"] {
            let (pairs, faults) = read(query);
            assert!(pairs.is_empty(), "{query}");
            assert_eq!((faults.len(), faults[0].at.as_str()), (1, "q"), "{query}");
        }
        assert_eq!(read("%FF=1").1[0].at, "query");
        for path in ["/%zz", "/v1/%", "/v1/%F", "/v1/%FF/a", "/%E9%95"] {
            assert!(!is_sound_path(path), "{path}");
        }
        for path in ["/", "/v1/a+b", "/v1/%E9%95%BF", "/v1/%25zz"] {
            assert!(is_sound_path(path), "{path}");
        }
        assert_eq!(read("a+b=1+2&&c").0, [("a b".into(), "1 2".into()), ("c".into(), String::new())]);
    }
}
