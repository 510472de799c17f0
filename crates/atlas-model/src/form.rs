//! What a value should have looked like, in every language of the atlas.

use crate::Lang;

/// The form that a value of a request must have.
///
/// A closed list rather than a text, so that every refusal speaks the language asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// `true` or `false`.
    Boolean,
    /// A whole number between two bounds.
    WholeNumber {
        /// The smallest.
        min: usize,
        /// The largest.
        max: usize,
    },
    /// A date, or two with a slash between them.
    Period,
    /// A box: west, south, east, north, in degrees.
    Bbox {
        /// What was probably meant.
        perhaps: Option<String>,
    },
    /// A point: longitude, latitude, in degrees.
    Point {
        /// What was probably meant.
        perhaps: Option<String>,
    },
    /// A distance with its unit.
    Distance,
    /// Something that can be searched for.
    SearchWord,
    /// A cursor, as a page gave it.
    Cursor,
    /// Percent-encoded UTF-8.
    PercentEncoded,
}

impl Form {
    /// The form in words.
    #[must_use]
    pub fn describe(&self, lang: Lang) -> String {
        let words = match self {
            Self::Boolean => ["true ou false", "true or false", "true 或 false"],
            Self::WholeNumber { min, max } => {
                return match lang {
                    Lang::Fr => format!("un nombre entier de {min} à {max}"),
                    Lang::En => format!("a whole number from {min} to {max}"),
                    Lang::Zh => format!("{min} 至 {max} 之间的整数"),
                };
            }
            Self::Period => [
                "une date AAAA, AAAA-MM ou AAAA-MM-JJ, ou une période comme 2010/2015, 2010/.. ou ../2015",
                "a date YYYY, YYYY-MM or YYYY-MM-DD, or a period such as 2010/2015, 2010/.. or ../2015",
                "日期（年、年-月或年-月-日，如 2014-06-30），或时段，如 2010/2015、2010/.. 或 ../2015",
            ],
            Self::Bbox { .. } => [
                "quatre nombres ouest,sud,est,nord, en degrés, la longitude d'abord, le sud pas au-dessus du nord",
                "four numbers west,south,east,north, in degrees, longitude first, south not above north",
                "四个数：西,南,东,北，单位为度，经度在前，南不高于北",
            ],
            Self::Point { .. } => [
                "deux nombres longitude,latitude, en degrés, la longitude d'abord",
                "two numbers longitude,latitude, in degrees, longitude first",
                "两个数：经度,纬度，单位为度，经度在前",
            ],
            Self::Distance => [
                "une distance en mètres, ou en kilomètres comme 10km",
                "a distance in metres, or in kilometres as 10km",
                "以米为单位的距离，或以公里为单位，如 10km",
            ],
            Self::SearchWord => [
                "au moins une lettre, un chiffre ou un caractère chinois",
                "one letter, digit or Chinese character at least",
                "至少一个字母、数字或汉字",
            ],
            Self::Cursor => [
                "le curseur du lien « next » d'une page, tel quel",
                "the cursor of a page's next link, unchanged",
                "上一页 next 链接中的游标，原样不变",
            ],
            Self::PercentEncoded => [
                "de l'UTF-8 encodé avec des % (RFC 3986), par exemple %C3%A9 pour é",
                "percent-encoded UTF-8 (RFC 3986), for example %C3%A9 for é",
                "百分号编码的 UTF-8（RFC 3986），例如 %C3%A9 代表 é",
            ],
        };
        let mut words = words[lang.index()].to_owned();
        if let Self::Bbox { perhaps: Some(meant) } | Self::Point { perhaps: Some(meant) } = self {
            words += [" ; peut-être ", "; perhaps ", "；或许是 "][lang.index()];
            words += meant;
        }
        words
    }
}
