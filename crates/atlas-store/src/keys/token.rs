//! The text that a caller shows: `atlas_` with the identifier of a key and its secret.

use std::fmt;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// How many random bytes make a token: five for the identifier, 32 for the secret.
pub const RANDOM_BYTES: usize = 5 + 32;

/// What every token begins with, so that scanners of source code recognise one that leaked.
const PREFIX: &str = "atlas_";

/// The digits of Crockford's base 32, in lower case: nothing that people confuse.
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

const ID_LEN: usize = 8;
const SECRET_LEN: usize = 52;

/// The identifier and the secret of an API key: `atlas_4kq7m2xd_…`, 67 characters.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    id: String,
    secret: String,
}

impl Token {
    /// The token made of random bytes, which the caller draws from its system.
    #[must_use]
    pub fn new(random: &[u8; RANDOM_BYTES]) -> Self {
        let (id, secret) = random.split_at(5);
        Self { id: base32(id), secret: base32(secret) }
    }

    /// Reads a token; none where the text cannot be one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (id, secret) = text.strip_prefix(PREFIX)?.split_once('_')?;
        let is_sound = |part: &str, len| part.len() == len && part.bytes().all(|byte| DIGITS.contains(&byte));
        (is_sound(id, ID_LEN) && is_sound(secret, SECRET_LEN))
            .then(|| Self { id: id.to_owned(), secret: secret.to_owned() })
    }

    /// The identifier of its key.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What is kept of the secret.
    #[must_use]
    pub fn secret_sha256(&self) -> [u8; 32] {
        Sha256::digest(&self.secret).into()
    }

    /// Whether the secret is the one of which this was kept. Takes the same time whatever differs.
    #[must_use]
    pub fn matches(&self, secret_sha256: &[u8; 32]) -> bool {
        self.secret_sha256().ct_eq(secret_sha256).into()
    }

    /// The whole text, to be shown once to whom it belongs.
    #[must_use]
    pub fn reveal(&self) -> String {
        format!("{PREFIX}{}_{}", self.id, self.secret)
    }
}

/// Without the secret.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token({PREFIX}{}_…)", self.id)
    }
}

/// Five bits a digit, the first bits first; the last digit is filled with zeros.
fn base32(bytes: &[u8]) -> String {
    let bit = |at: usize| bytes.get(at / 8).map_or(0, |byte| usize::from(byte >> (7 - at % 8) & 1));
    let digit = |place: usize| (0..5).fold(0, |value, at| value << 1 | bit(place * 5 + at));
    (0..(bytes.len() * 8).div_ceil(5)).map(|place| char::from(DIGITS[digit(place)])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn random() -> [u8; RANDOM_BYTES] {
        std::array::from_fn(|at| (at * 37) as u8)
    }

    #[test]
    fn a_token_round_trips_and_shows_its_secret_only_where_asked() {
        let token = Token::new(&random());
        let text = token.reveal();
        assert_eq!((text.len(), Token::parse(&text).as_ref()), (67, Some(&token)));
        assert!(!format!("{token:?}").contains(&token.secret), "{token:?}");
        assert!(token.matches(&token.secret_sha256()));
    }

    #[test]
    fn every_random_bit_counts() {
        let first = Token::new(&random());
        for bit in 0..RANDOM_BYTES * 8 {
            let mut bytes = random();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let other = Token::new(&bytes);
            assert_ne!(other.reveal(), first.reveal());
            assert_eq!(other.matches(&first.secret_sha256()), bit < 40, "bit {bit}");
        }
    }

    #[test]
    fn what_is_no_token_is_not_read() {
        let text = Token::new(&random()).reveal();
        for wrong in
            ["", "atlas_", "atlas__", &text[1..], &text[..66], &format!("{text}0"), &text.replace('0', "O")]
        {
            assert_eq!(Token::parse(wrong), None, "{wrong}");
        }
        assert_eq!(Token::parse(&text.to_uppercase()), None);
    }
}
