//! The texts that the cells of a workbook share, and texts in several runs.

use std::io::BufRead;

use atlas_model::Hazard;

use super::super::Limits;
use super::super::archive::Archive;
use super::super::xml::{Node, Xml};

/// The shared texts, one after another in one piece of memory.
#[derive(Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    /// Reads the part that holds them.
    ///
    /// # Errors
    ///
    /// It is damaged or hostile, or holds more than all cells may.
    pub(super) fn read(archive: &mut Archive<'_>, path: &str, limits: &Limits) -> Result<Self, Hazard> {
        let mut strings = Self::default();
        let mut xml = archive.xml(path)?.ok_or(Hazard::Damaged)?;
        while let Some(node) = xml.next()? {
            let Node::Open(tag) = node else { continue };
            if tag.name() != "si" {
                continue;
            }
            let text = rich_text(&mut xml, limits.cell_chars)?;
            strings.text += &text;
            strings.ends.push(strings.text.len());
            if strings.ends.len() > limits.cells {
                return Err(Hazard::TooManyCells { max: limits.cells });
            }
            if strings.text.len() > limits.text_bytes {
                return Err(Hazard::TooMuchText { max: limits.text_bytes });
            }
        }
        Ok(strings)
    }

    /// The text of this number.
    pub(super) fn get(&self, number: usize) -> Option<&str> {
        let end = *self.ends.get(number)?;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        Some(&self.text[start..end])
    }
}

/// The text of the element that has just begun: all its runs, without the readings (`rPh`) that
/// programs write beside Chinese characters. What is longer than a cell can be is cut one character
/// behind that, so that it is still seen to be too long.
///
/// # Errors
///
/// The XML is damaged or hostile.
pub(super) fn rich_text<R: BufRead>(xml: &mut Xml<R>, max_chars: usize) -> Result<String, Hazard> {
    let outside = xml.depth() - 1;
    let (mut text, mut chars, mut is_text) = (String::new(), 0, false);
    loop {
        match xml.next()? {
            None => return Err(Hazard::Damaged),
            Some(Node::Open(tag)) => match tag.name() {
                "t" => is_text = true,
                "rPh" => xml.skip()?,
                _ => {}
            },
            Some(Node::Close) => is_text = false,
            Some(Node::Text(piece)) if is_text => {
                let room = (max_chars + 1).saturating_sub(chars);
                let before = text.len();
                text.extend(piece.chars().take(room));
                chars += text[before..].chars().count();
            }
            Some(Node::Text(_) | Node::Aside) => {}
        }
        if xml.depth() == outside {
            return Ok(unescape(text));
        }
    }
}

/// A text with what XML cannot hold restored: `_x000D_` is a carriage return (ECMA-376 part 1,
/// 22.9.2.19, ST_Xstring).
pub(super) fn unescape(text: String) -> String {
    if !text.contains("_x") {
        return text;
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("_x") {
        plain += &rest[..at];
        rest = &rest[at..];
        let digits = rest.get(2..6).filter(|_| rest[6..].starts_with('_'));
        let character = digits
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .and_then(char::from_u32);
        let (character, len) = character.map_or(('_', 1), |character| (character, 7));
        plain.push(character);
        rest = &rest[len..];
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rich(text: &str, max: usize) -> String {
        let mut xml = Xml::new(text.as_bytes());
        assert!(matches!(xml.next(), Ok(Some(Node::Open(_)))));
        rich_text(&mut xml, max).unwrap()
    }

    #[test]
    fn runs_are_joined_and_readings_left_out() {
        let text = "<si><r><rPr><b/></rPr><t xml:space='preserve'>吉林 </t></r><r><t>省 &amp; x</t></r><rPh sb='0' eb='2'><t>Jílín</t></rPh></si>";
        assert_eq!(rich(text, 100), "吉林 省 & x");
        assert_eq!(rich("<si/>", 100), "");
    }

    #[test]
    fn what_is_too_long_is_still_seen_to_be() {
        assert_eq!(rich("<si><t>中中中中</t><t>中</t></si>", 2), "中中中");
    }

    #[test]
    fn what_xml_cannot_hold_is_restored() {
        let plain = |text: &str| unescape(text.to_owned());
        assert_eq!(plain("a_x000D_\n_x4E2D_"), "a\r\n中");
        assert_eq!(plain("_x005F_x000D_ and _x00é_ _x12"), "_x000D_ and _x00é_ _x12");
    }
}
