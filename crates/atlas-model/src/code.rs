//! Official codes of territories, actors and themes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// An official code: always a text (`01001`, `2A004`), in a named scheme.
///
/// Written `scheme:value`. Schemes in use: `insee-reg`, `insee-dep`, `insee-com`, `insee-comer`,
/// `insee-ctcd` (Code officiel géographique), `siren`, `gbt2260` (GB/T 2260), `iso3166-1-alpha2`,
/// `iso3166-1-alpha3`, `iso3166-1-numeric`, `iso3166-2`, `wikidata`, `oecd-dac`, `sdg`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Code {
    /// The code list, in lower case.
    pub scheme: String,
    /// The code within it.
    pub value: String,
}

/// A text that does not read `scheme:value`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a code is written scheme:value, for example gbt2260:220000")]
pub struct CodeError;

impl Code {
    /// A code of a scheme.
    #[must_use]
    pub fn new(scheme: impl Into<String>, value: impl Into<String>) -> Self {
        Self { scheme: scheme.into(), value: value.into() }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.scheme, self.value)
    }
}

impl FromStr for Code {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let (scheme, value) = text.split_once(':').ok_or(CodeError)?;
        let scheme_ok = scheme.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        let value_ok = !value.contains([';', ',']) && value.trim() == value && !value.is_empty();
        if scheme.is_empty() || !scheme_ok || !value_ok {
            return Err(CodeError);
        }
        Ok(Self::new(scheme, value))
    }
}

impl TryFrom<String> for Code {
    type Error = CodeError;

    fn try_from(text: String) -> Result<Self, CodeError> {
        text.parse()
    }
}

impl From<Code> for String {
    fn from(code: Code) -> Self {
        code.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_round_trip_and_keep_their_zeros() {
        for text in ["insee-com:01001", "insee-com:2A004", "iso3166-2:FR-75C", "oecd-dac:14020"] {
            assert_eq!(text.parse::<Code>().unwrap().to_string(), text);
        }
        for text in ["01001", "INSEE:01", "a:", ":b", "a: b", "a:b;c"] {
            assert_eq!(text.parse::<Code>(), Err(CodeError), "{text:?}");
        }
    }
}
