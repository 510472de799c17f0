//! The public, stable identifier of a record.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A public stable identifier: a readable slug such as `charente-maritime--jilin` or `CN-220000`.
///
/// One to 120 characters out of `A-Z a-z 0-9 - _ .`, beginning with a letter or a digit, so that it
/// stands in a URL path, a CSV list and a file name without escaping. Cloning is cheap.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Id(Arc<str>);

/// Why a text is not an [`Id`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Nothing was given.
    #[error("an identifier must not be empty")]
    Empty,
    /// Longer than [`Id::MAX_LEN`].
    #[error("an identifier has at most {} characters", Id::MAX_LEN)]
    TooLong,
    /// A character outside `A-Z a-z 0-9 - _ .`, or a first character that is no letter or digit.
    #[error(
        "an identifier holds letters without accents, digits, '-', '_' and '.', and begins with a letter or digit"
    )]
    Character,
}

impl Id {
    /// The longest identifier, in characters.
    pub const MAX_LEN: usize = 120;

    /// Reads an identifier.
    ///
    /// # Errors
    /// [`IdError`] when the text is empty, too long or holds a character that is not allowed.
    pub fn new(text: impl AsRef<str>) -> Result<Self, IdError> {
        let text = text.as_ref();
        if text.is_empty() {
            return Err(IdError::Empty);
        }
        if text.len() > Self::MAX_LEN {
            return Err(IdError::TooLong);
        }
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if !text.chars().all(allowed) || !text.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            return Err(IdError::Character);
        }
        Ok(Self(Arc::from(text)))
    }

    /// The identifier as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl Borrow<str> for Id {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl FromStr for Id {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        Self::new(text)
    }
}

impl TryFrom<String> for Id {
    type Error = IdError;

    fn try_from(text: String) -> Result<Self, IdError> {
        Self::new(text)
    }
}

impl From<Id> for String {
    fn from(id: Id) -> Self {
        id.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_and_codes_are_identifiers() {
        for text in ["FR-REG-52", "CN-220000", "a", "rouen--ningbo_2015.1"] {
            assert_eq!(Id::new(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn what_a_url_or_a_list_cell_would_break_on_is_refused() {
        for text in ["é", "a b", "a;b", "a/b", "-a", ".", "a\n", "a,b"] {
            assert_eq!(Id::new(text), Err(IdError::Character), "{text:?}");
        }
        assert_eq!(Id::new(""), Err(IdError::Empty));
        assert_eq!(Id::new("a".repeat(121)), Err(IdError::TooLong));
    }
}
