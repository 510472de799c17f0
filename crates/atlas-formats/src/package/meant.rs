//! What somebody probably meant by a value that is not written as the atlas writes it.
//!
//! Only ever a suggestion in an answer: nothing is read that way.

use atlas_index::fold;
use atlas_model::{Id, Money, PartialDate};

/// No suggestion is made for a text longer than this, in bytes.
const LONGEST: usize = 200;

/// Other names of a currency, folded, and its code (ISO 4217), where there is no doubt about it.
const CURRENCIES: [(&str, &str); 8] = [
    ("€", "EUR"),
    ("euro", "EUR"),
    ("euros", "EUR"),
    ("£", "GBP"),
    ("yuan", "CNY"),
    ("yuans", "CNY"),
    ("rmb", "CNY"),
    ("元", "CNY"),
];

/// The date that a text most probably means: numbers in the order year, month, day with other
/// separators, or in the opposite order where it leaves no doubt which is the month.
pub(super) fn date(text: &str) -> Option<String> {
    if text.len() > LONGEST {
        return None;
    }
    let parts: Vec<&str> =
        text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let number = |part: &str| part.parse::<u32>().ok();
    let written = match parts.as_slice() {
        [year] if year.len() == 4 => (*year).to_owned(),
        [year, month] if year.len() == 4 => format!("{year}-{:02}", number(month)?),
        [month, year] if year.len() == 4 => format!("{year}-{:02}", number(month)?),
        [year, month, day] if year.len() == 4 => format!("{year}-{:02}-{:02}", number(month)?, number(day)?),
        [first, second, year] if year.len() == 4 => {
            let (first, second) = (number(first)?, number(second)?);
            let (month, day) = if first > 12 || first == second {
                (second, first)
            } else if second > 12 {
                (first, second)
            } else {
                return None;
            };
            format!("{year}-{month:02}-{day:02}")
        }
        _ => return None,
    };
    written.parse::<PartialDate>().ok().map(|date| date.to_string())
}

/// The identifier that a text most probably means: without accents, with hyphens for what it cannot hold.
pub(super) fn identifier(text: &str) -> Option<String> {
    if text.len() > LONGEST {
        return None;
    }
    let mut slug = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') {
            slug.push(c);
            continue;
        }
        let plain = fold(c.encode_utf8(&mut [0; 4]));
        if !plain.is_empty() && plain.bytes().all(|b| b.is_ascii_alphanumeric()) {
            slug.push_str(&if c.is_uppercase() { plain.to_uppercase() } else { plain });
        } else if !slug.ends_with('-') {
            slug.push('-');
        }
    }
    Id::new(slug.trim_matches(['-', '_', '.'])).ok().map(|id| id.to_string())
}

/// The amount that a text most probably means: digits in groups, cents that are nothing, and a currency
/// by its sign, name or code, before or after.
pub(super) fn money(text: &str) -> Option<String> {
    if text.len() > LONGEST {
        return None;
    }
    let is_digit = |c: char| c.is_ascii_digit();
    let first = text.find(is_digit)?;
    let last = text.rfind(is_digit)?;
    let (before, after) = (text[..first].trim(), text[last + 1..].trim());
    let ((named, "") | ("", named)) = (before, after) else { return None };
    let code = named.to_ascii_uppercase();
    let currency = match CURRENCIES.iter().find(|(name, _)| *name == named.to_lowercase()) {
        Some((_, code)) => *code,
        None => code.as_str(),
    };
    let amount = &text[first..=last];
    // A comma or a full stop before three digits is read in two ways; before two, it begins the cents.
    let whole = amount.strip_suffix(",00").or(amount.strip_suffix(".00")).unwrap_or(amount);
    let digits: String = whole.chars().filter(|c| !matches!(c, '\'' | '’') && !c.is_whitespace()).collect();
    format!("{digits} {currency}").parse::<Money>().ok().map(|money| money.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_in_another_order_has_a_meaning_unless_it_is_in_doubt() {
        assert_eq!(date("23/11/2015").as_deref(), Some("2015-11-23"));
        assert_eq!(date("11/23/2015").as_deref(), Some("2015-11-23"));
        assert_eq!(date("2015年6月3日").as_deref(), Some("2015-06-03"));
        assert_eq!(date("06/2015").as_deref(), Some("2015-06"));
        assert_eq!(date("05/06/2015"), None);
        assert_eq!(date("2015-13"), None);
        assert_eq!(date("soon"), None);
    }

    #[test]
    fn a_title_means_its_slug() {
        assert_eq!(identifier("Rouen – Ningbo, 2015").as_deref(), Some("Rouen-Ningbo-2015"));
        assert_eq!(identifier("Côte-d'Or").as_deref(), Some("Cote-d-Or"));
        assert_eq!(identifier("Île").as_deref(), Some("Ile"));
        assert_eq!(identifier("_x "), Some("x".into()));
        assert_eq!(identifier("吉林省"), None);
        assert_eq!(identifier(""), None);
    }

    #[test]
    fn an_amount_means_whole_units_unless_its_marks_are_in_doubt() {
        for text in ["120 000 €", "120\u{202f}000 euros", "120'000.00 eur", "EUR 120000", "€120000,00"] {
            assert_eq!(money(text).as_deref(), Some("120000 EUR"), "{text}");
        }
        assert_eq!(money("3000元").as_deref(), Some("3000 CNY"));
        for text in ["120,000 EUR", "12.5 EUR", "120000", "120000 $", "a lot", "EUR 1 EUR"] {
            assert_eq!(money(text), None, "{text}");
        }
    }
}
