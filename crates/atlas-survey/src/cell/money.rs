//! Amounts: `120 000 €`, `CNY 300000`, `12万元`, `1,5 M€`.

use atlas_model::Money;

use super::number;
use crate::issue::Issue;

/// Signs and words for currencies (ISO 4217), the longer before what they contain. A sign that more than
/// one currency uses is not among them.
const CURRENCIES: &[(&str, &str)] = &[
    ("人民币", "CNY"),
    ("欧元", "EUR"),
    ("美元", "USD"),
    ("日元", "JPY"),
    ("英镑", "GBP"),
    ("元", "CNY"),
    ("renminbi", "CNY"),
    ("yuans", "CNY"),
    ("yuan", "CNY"),
    ("rmb", "CNY"),
    ("euros", "EUR"),
    ("euro", "EUR"),
    ("us$", "USD"),
    ("€", "EUR"),
    ("£", "GBP"),
];

/// Words that multiply, the longer before what they contain.
const FACTORS: &[(&str, f64)] = &[
    ("milliards", 1e9),
    ("milliard", 1e9),
    ("billions", 1e9),
    ("billion", 1e9),
    ("millions", 1e6),
    ("million", 1e6),
    ("thousand", 1e3),
    ("mille", 1e3),
    ("mds", 1e9),
    ("md", 1e9),
    ("m", 1e6),
    ("k", 1e3),
    ("亿", 1e8),
    ("百万", 1e6),
    ("万", 1e4),
    ("千", 1e3),
];

/// What stands around a number: its currency and by how much it is multiplied.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Unit {
    /// ISO 4217.
    pub(crate) currency: Option<String>,
    /// 1 where nothing multiplies.
    pub(crate) factor: Option<f64>,
}

/// Reads an amount. What the cell does not say of its unit is taken from `header`, the brackets of the
/// column's title, or `held`, the currency of the value that stands there now.
///
/// # Errors
/// [`Issue::BadMoney`], or [`Issue::NoCurrency`].
pub(crate) fn read(typed: &str, header: &Unit, held: Option<&str>) -> Result<(Money, Option<Issue>), Issue> {
    let begin = typed.find(|c: char| c.is_ascii_digit()).ok_or(Issue::BadMoney)?;
    let end = typed.rfind(|c: char| c.is_ascii_digit()).map_or(typed.len(), |at| at + 1);
    let (before, rest) = typed.split_at(begin);
    let (number, after) = rest.split_at(end - begin);
    let around = format!("{} {}", before.trim(), after.trim());
    let unit = unit(&around).ok_or(Issue::BadMoney)?;
    let factor = unit.factor.or(header.factor).unwrap_or(1.0);
    let amount = number::read(number, factor > 1.0).ok_or(Issue::BadMoney)? * factor;
    let currency =
        unit.currency.as_deref().or(header.currency.as_deref()).or(held).ok_or(Issue::NoCurrency)?;
    let whole = amount.round();
    if !(0.0..9e15).contains(&whole) {
        return Err(Issue::BadMoney);
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a whole number between 0 and 9e15 fits"
    )]
    let money = Money { amount: whole as u64, currency: currency.to_owned() };
    let rounded = ((whole - amount).abs() > 1e-6).then(|| Issue::Rounded { to: money.to_string() });
    Ok((money, rounded))
}

/// What the brackets of a title say: `Budget (k€)`, `预算（万元）`.
pub(crate) fn unit_of_title(title: &str) -> Unit {
    let tidied = super::tidy(title);
    let inside = tidied.rsplit_once('(').and_then(|(_, rest)| rest.split(')').next());
    let said = inside.or_else(|| tidied.rsplit_once(" en ").map(|(_, rest)| rest));
    said.and_then(unit).unwrap_or_default()
}

/// The unit that a text says, if it says nothing else.
fn unit(text: &str) -> Option<Unit> {
    let mut rest = text.to_lowercase();
    rest.retain(|c| !c.is_whitespace() && c != '.');
    let mut found = Unit::default();
    // "12万元", "k€", "M EUR", "millions d'euros": factors and currencies in any order.
    rest = rest.replace("d'", "").replace("d’", "");
    if let Some(stripped) = rest.strip_prefix("de").filter(|_| text.trim_start().starts_with("de ")) {
        rest = stripped.to_owned();
    }
    while !rest.is_empty() {
        if let Some((word, code)) = CURRENCIES.iter().find(|(word, _)| rest.starts_with(word))
            && found.currency.as_deref().is_none_or(|known| known == *code)
        {
            found.currency = Some((*code).to_owned());
            rest = rest[word.len()..].to_owned();
        } else if rest.len() == 3 && rest.bytes().all(|b| b.is_ascii_lowercase()) && found.currency.is_none()
        {
            found.currency = Some(rest.to_uppercase());
            rest.clear();
        } else if let Some(code) = leading_code(&rest).filter(|_| found.currency.is_none()) {
            found.currency = Some(code.to_uppercase());
            rest = rest[3..].to_owned();
        } else if let Some((word, factor)) = FACTORS.iter().find(|(word, _)| rest.starts_with(word)) {
            found.factor = Some(found.factor.unwrap_or(1.0) * factor);
            rest = rest[word.len()..].to_owned();
        } else {
            return None;
        }
    }
    Some(found)
}

/// A code of three letters before signs or characters: `eur` of `eur万`.
fn leading_code(rest: &str) -> Option<&str> {
    let code = rest.get(..3).filter(|code| code.bytes().all(|b| b.is_ascii_lowercase()))?;
    rest[3..].starts_with(|c: char| !c.is_ascii_alphabetic()).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(typed: &str) -> Result<String, Issue> {
        read(&super::super::tidy(typed), &Unit::default(), None).map(|(money, _)| money.to_string())
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        let cases = [
            ("120000 EUR", "120000 EUR"),
            ("120 000 €", "120000 EUR"),
            ("120.000,00 euros", "120000 EUR"),
            ("€120,000", "120000 EUR"),
            ("12万元", "120000 CNY"),
            ("１２万元", "120000 CNY"),
            ("人民币30万元", "300000 CNY"),
            ("CNY 300000", "300000 CNY"),
            ("300 000 RMB", "300000 CNY"),
            ("1,5 M€", "1500000 EUR"),
            ("1.250 millions d'euros", "1250000 EUR"),
            ("80 k€", "80000 EUR"),
            ("2亿日元", "200000000 JPY"),
            ("5000 usd", "5000 USD"),
        ];
        for (typed, expected) in cases {
            assert_eq!(amount(typed).as_deref(), Ok(expected), "{typed}");
        }
    }

    #[test]
    fn what_is_no_amount_or_has_no_currency_is_refused() {
        assert_eq!(amount("120000"), Err(Issue::NoCurrency));
        assert_eq!(amount("environ 120000 EUR"), Err(Issue::BadMoney));
        assert_eq!(amount("à définir"), Err(Issue::BadMoney));
        assert_eq!(amount("¥300000"), Err(Issue::BadMoney));
        assert_eq!(amount("de 10 à 20 k€"), Err(Issue::BadMoney));
    }

    #[test]
    fn the_title_of_the_column_may_say_the_unit() {
        let header = unit_of_title("Budget (k€)");
        assert_eq!(read("80", &header, None).unwrap().0.to_string(), "80000 EUR");
        assert_eq!(unit_of_title("预算（万元）").currency.as_deref(), Some("CNY"));
        assert_eq!(unit_of_title("Budget"), Unit::default());
        assert_eq!(read("80", &Unit::default(), Some("EUR")).unwrap().0.to_string(), "80 EUR");
    }

    #[test]
    fn cents_are_rounded_and_it_is_said() {
        let (money, note) = read("1200,60 EUR", &Unit::default(), None).unwrap();
        assert_eq!(money.to_string(), "1201 EUR");
        assert_eq!(note, Some(Issue::Rounded { to: "1201 EUR".into() }));
    }
}
