//! Which number formats of a workbook show days: a day is a number with such a format.

use std::collections::BTreeMap;

use atlas_model::Hazard;

use super::super::archive::Archive;
use super::super::xml::Node;

/// No program writes more formats of cells than this (Excel: 65,490).
const MAX_FORMATS: usize = 100_000;

/// For each format of cells, whether it shows days.
#[derive(Default)]
pub(super) struct Styles(Vec<bool>);

impl Styles {
    /// Reads the part that holds them.
    ///
    /// # Errors
    ///
    /// It is damaged or hostile.
    pub(super) fn read(archive: &mut Archive<'_>, path: &str) -> Result<Self, Hazard> {
        let mut codes: BTreeMap<u32, bool> = BTreeMap::new();
        let mut formats = Vec::new();
        let mut is_of_cells = false;
        let mut xml = archive.xml(path)?.ok_or(Hazard::Damaged)?;
        while let Some(node) = xml.next()? {
            let Node::Open(tag) = node else { continue };
            match tag.name() {
                "numFmt" => {
                    let id = tag.number("numFmtId")?;
                    let code = tag.attribute("formatCode")?;
                    if let (Some(id), Some(code)) = (id, code) {
                        codes.insert(id, shows_days(&code));
                    }
                }
                // Those of named styles stand before, in an element of their own.
                "cellXfs" => is_of_cells = true,
                "xf" if is_of_cells => formats.push(tag.number("numFmtId")?.unwrap_or(0)),
                "cellStyles" | "dxfs" => break,
                _ => {}
            }
            if formats.len() > MAX_FORMATS || codes.len() > MAX_FORMATS {
                return Err(Hazard::Damaged);
            }
        }
        let is_day = |id| codes.get(&id).copied().unwrap_or_else(|| is_built_in_day(id));
        Ok(Self(formats.into_iter().map(is_day).collect()))
    }

    /// Whether the format of this number shows days.
    pub(super) fn shows_days(&self, number: usize) -> bool {
        self.0.get(number).copied().unwrap_or(false)
    }
}

/// The formats that every workbook has without saying so (ECMA-376 part 1, 18.8.30): 27 to 36 and
/// 50 to 58 show days in Chinese, Japanese and Korean programs.
const fn is_built_in_day(id: u32) -> bool {
    matches!(id, 14..=22 | 27..=36 | 45..=47 | 50..=58)
}

/// Whether a format code shows days or times: it has their letters outside of quoted text, and no
/// places for digits.
fn shows_days(code: &str) -> bool {
    let mut has_day = false;
    let mut characters = code.chars();
    let mut before = ' ';
    while let Some(c) = characters.next() {
        match c {
            // The first section is that of positive numbers.
            ';' => break,
            '"' => while characters.next().is_some_and(|c| c != '"') {},
            '\\' | '_' | '*' => _ = characters.next(),
            '[' => {
                let inside: String = characters.by_ref().take_while(|c| *c != ']').collect();
                let is_elapsed = |unit: char| inside.chars().all(|c| c.eq_ignore_ascii_case(&unit));
                has_day |= !inside.is_empty() && ['h', 'm', 's'].into_iter().any(is_elapsed);
            }
            '#' | '?' => return false,
            // Parts of seconds are digits too.
            '0' if !matches!(before, '.' | '0') || !has_day => return false,
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' => has_day = true,
            _ => {}
        }
        before = c;
    }
    has_day
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_of_days_are_told_from_others() {
        for code in [
            "yyyy\\-mm\\-dd",
            "[$-804]yyyy\"年\"m\"月\"d\"日\";@",
            "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy",
            "d/m/yy h:mm;@",
            "mm:ss.000",
            "[h]:mm",
            "YYYY",
        ] {
            assert!(shows_days(code), "{code}");
        }
        for code in [
            "General",
            "0.00",
            "#,##0\\ \"days\"",
            "[Red]0",
            "0.00E+00",
            "@",
            "\"mdy\"@",
            "_-* #,##0.00\\ [$€-40C]_-;d",
            "0 \\m",
        ] {
            assert!(!shows_days(code), "{code}");
        }
    }
}
