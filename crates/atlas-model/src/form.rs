//! What a value should have looked like, in every language of the atlas.

use crate::Lang;

/// The form that a value of a request, of a record or of a cell must have.
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
    /// A JSON text (RFC 8259).
    Json {
        /// The line at which reading stopped, from 1.
        line: usize,
        /// The column within the line, in bytes, from 1.
        column: usize,
    },
    /// A JSON object.
    Object,
    /// A JSON list.
    List {
        /// What was probably meant.
        perhaps: Option<String>,
    },
    /// A text of any kind.
    Text {
        /// What was probably meant.
        perhaps: Option<String>,
    },
    /// A text without NUL characters.
    WithoutNul,
    /// The identifier of a record, see [`crate::Id`].
    Identifier {
        /// What was probably meant.
        perhaps: Option<String>,
    },
    /// A day, a month or a year, see [`crate::PartialDate`].
    Date {
        /// What was probably meant.
        perhaps: Option<String>,
    },
    /// An official code, see [`crate::Code`].
    Code,
    /// An amount with its currency, see [`crate::Money`].
    Money {
        /// What was probably meant.
        perhaps: Option<String>,
    },
    /// A figure, see [`crate::Figure`].
    Figure,
    /// An actor with its role, see [`crate::Participant`].
    Participant,
    /// A territory with the time of membership, as a cell holds it, see [`crate::PartOf`].
    Membership,
    /// An outline, see [`crate::Boundary`].
    Boundary,
    /// The items of a list within a cell.
    ListItems,
    /// What may follow a backslash within a cell.
    ListEscape,
    /// An entity tag of the atlas, which names a revision.
    EntityTag,
    /// A key that a client makes up for a request.
    RequestKey,
    /// A moment (RFC 3339), or a date.
    Moment,
    /// The address of a mailbox.
    Email,
    /// A telephone number with the prefix of its country.
    Phone,
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
            Self::Json { line, column } => {
                return match lang {
                    Lang::Fr => format!("du JSON (RFC 8259) ; erreur à la ligne {line}, colonne {column}"),
                    Lang::En => format!("JSON (RFC 8259); the error is in line {line}, column {column}"),
                    Lang::Zh => format!("JSON（RFC 8259）；错误在第 {line} 行第 {column} 列"),
                };
            }
            Self::Object => {
                ["un objet JSON, entre accolades", "a JSON object, in braces", "花括号中的 JSON 对象"]
            }
            Self::List { .. } => {
                ["une liste JSON, entre crochets", "a JSON list, in brackets", "方括号中的 JSON 列表"]
            }
            Self::Text { .. } => ["un texte, entre guillemets", "a text, in quotes", "引号中的文本"],
            Self::WithoutNul => {
                ["un texte sans caractère NUL", "a text without NUL characters", "不含 NUL 字符的文本"]
            }
            Self::Identifier { .. } => [
                "un identifiant de 1 à 120 caractères : lettres sans accent, chiffres, « - », « _ » et « . », une lettre ou un chiffre d'abord",
                "an identifier of 1 to 120 characters: letters without accents, digits, '-', '_' and '.', beginning with a letter or digit",
                "1 至 120 个字符的标识：不带重音的拉丁字母、数字、“-”、“_”和“.”，以字母或数字开头",
            ],
            Self::Date { .. } => [
                "une date AAAA, AAAA-MM ou AAAA-MM-JJ, qui existe au calendrier (années 1000 à 2199)",
                "a date is written YYYY, YYYY-MM or YYYY-MM-DD and must exist in the calendar (year 1000 to 2199)",
                "日期：年、年-月或年-月-日，如 2014、2014-06 或 2014-06-30，须真实存在（1000 至 2199 年）",
            ],
            Self::Code => [
                "un code s'écrit nomenclature:valeur, par exemple gbt2260:220000",
                "a code is written scheme:value, for example gbt2260:220000",
                "代码写作“体系:值”，如 gbt2260:220000",
            ],
            Self::Money { .. } => [
                "un montant en unités entières avec sa devise, par exemple 120000 EUR",
                "an amount is written in whole units with its currency, for example 120000 EUR",
                "整数金额加货币代码，如 120000 EUR",
            ],
            Self::Figure => [
                "un chiffre s'écrit mesure=valeur, mesure=valeur unité ou mesure=valeur unité@date",
                "a figure is written measure=value, measure=value unit or measure=value unit@date",
                "数据写作“指标=数值”“指标=数值 单位”或“指标=数值 单位@日期”",
            ],
            Self::Participant => [
                "l'identifiant de l'acteur et sa fonction, séparés par « : »",
                "a participant is written actor:role",
                "参与方标识与角色，以“:”分隔",
            ],
            Self::Membership => [
                "identifiant ou identifiant@début/fin, par exemple FR-REG-41@1982-03-02/2016-01-01",
                "id or id@start/end, for example FR-REG-41@1982-03-02/2016-01-01",
                "“标识”或“标识@开始/结束”，如 FR-REG-41@1982-03-02/2016-01-01",
            ],
            Self::Boundary => [
                "les coordonnées d'un MultiPolygon GeoJSON : anneaux fermés d'au moins quatre positions, en degrés, la longitude d'abord",
                "the coordinates of a GeoJSON MultiPolygon: closed rings of at least four positions, in degrees, longitude first",
                "GeoJSON MultiPolygon 的坐标：闭合环，每环至少四个点，单位为度，经度在前",
            ],
            Self::ListItems => [
                "des éléments séparés par un seul point-virgule, aucun n'étant vide",
                "items joined by single semicolons, none of them empty",
                "以单个分号分隔的各项，均不为空",
            ],
            Self::ListEscape => [
                r"\; pour un point-virgule dans un élément, \\ pour une barre oblique inverse",
                r"\; for a semicolon within an item, \\ for a backslash",
                r"项内的分号写作 \;，反斜杠写作 \\",
            ],
            Self::EntityTag => [
                "l'étiquette ETag d'une lecture, telle quelle, par exemple \"r42-…\"",
                "the ETag of a read, unchanged, for example \"r42-…\"",
                "读取时得到的 ETag，原样不变，如 \"r42-…\"",
            ],
            Self::RequestKey => [
                "1 à 200 caractères visibles, propres à cette demande, par exemple un UUID",
                "1 to 200 visible characters, made up for this request, for example a UUID",
                "为该请求生成的 1 至 200 个可见字符，如 UUID",
            ],
            Self::Moment => [
                "un instant RFC 3339 comme 2015-11-23T12:00:00Z, ou une date comme 2015-11-23 (la fin du jour, en UTC)",
                "a moment (RFC 3339) such as 2015-11-23T12:00:00Z, or a date such as 2015-11-23 (its end, in UTC)",
                "RFC 3339 时刻，如 2015-11-23T12:00:00Z，或日期，如 2015-11-23（当日结束时，UTC）",
            ],
            Self::Email => [
                "une adresse électronique comme international@example.org",
                "a mail address such as international@example.org",
                "电子邮件地址，如 international@example.org",
            ],
            Self::Phone => [
                "un numéro de téléphone avec l'indicatif du pays, comme +33 1 00 00 00 00",
                "a telephone number with the country's prefix, such as +33 1 00 00 00 00",
                "带国家区号的电话号码，如 +33 1 00 00 00 00",
            ],
        };
        let mut words = words[lang.index()].to_owned();
        if let [meant] = self.perhaps() {
            words += [" ; peut-être ", "; perhaps ", "；或许是 "][lang.index()];
            words += meant;
        }
        words
    }

    /// What was probably meant: one value where that can be told, else none.
    #[must_use]
    pub fn perhaps(&self) -> &[String] {
        match self {
            Self::Bbox { perhaps }
            | Self::Point { perhaps }
            | Self::Date { perhaps }
            | Self::List { perhaps }
            | Self::Text { perhaps }
            | Self::Identifier { perhaps }
            | Self::Money { perhaps } => perhaps.as_slice(),
            _ => &[],
        }
    }
}
