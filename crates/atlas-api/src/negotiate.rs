//! What a client prefers, read from its `Accept…` headers (RFC 9110 §12): format, language, encoding.
//!
//! Each header is reduced to a small comparable value, so that two clients that will get the same
//! bytes share one cache entry. The `f` and `lang` parameters, which win over the headers, are read
//! elsewhere.

use atlas_model::Lang;
use axum::http::{HeaderMap, header};

/// A form in which the lists and items are answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Format {
    /// Plain JSON, `application/json`.
    Json,
    /// GeoJSON (RFC 7946), `application/geo+json`.
    GeoJson,
    /// Comma-separated values (RFC 4180), `text/csv`.
    Csv,
    /// A feed (RFC 4287), `application/atom+xml`.
    Atom,
    /// Server-sent events, `text/event-stream`.
    Events,
}

impl Format {
    /// Every format, the one answered where nothing is asked first.
    pub(crate) const ALL: [Self; 5] = [Self::Json, Self::GeoJson, Self::Csv, Self::Atom, Self::Events];

    /// The value of the `f` parameter.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::GeoJson => "geojson",
            Self::Csv => "csv",
            Self::Atom => "atom",
            Self::Events => "events",
        }
    }

    /// The media type without parameters.
    pub(crate) const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::GeoJson => "application/geo+json",
            Self::Csv => "text/csv",
            Self::Atom => "application/atom+xml",
            Self::Events => "text/event-stream",
        }
    }
}

/// A content coding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Encoding {
    /// As it is.
    Identity,
    /// RFC 1952.
    Gzip,
    /// RFC 7932.
    Brotli,
    /// RFC 8878.
    Zstd,
}

impl Encoding {
    /// Every coding, in the order in which they are declared.
    const ALL: [Self; 4] = [Self::Identity, Self::Gzip, Self::Brotli, Self::Zstd];

    /// The codings in order of preference where a client likes several equally: the quickest first.
    const COMPRESSED: [Self; 3] = [Self::Zstd, Self::Brotli, Self::Gzip];

    /// The name in `Content-Encoding`.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Gzip => "gzip",
            Self::Brotli => "br",
            Self::Zstd => "zstd",
        }
    }

    /// The coding of that name, where the atlas knows it.
    fn named(token: &[u8]) -> Option<Self> {
        if token.eq_ignore_ascii_case(b"x-gzip") {
            return Some(Self::Gzip);
        }
        Self::ALL.into_iter().find(|coding| token.eq_ignore_ascii_case(coding.as_str().as_bytes()))
    }
}

/// Everything that a client's headers say about the representation it wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Preferences {
    /// Weight of each of [`Format::ALL`] in thousandths; 0 is "not acceptable".
    formats: [u16; Format::ALL.len()],
    /// The language to answer in, unless the `lang` parameter says otherwise.
    pub(crate) lang: Lang,
    /// The content coding to answer in.
    pub(crate) encoding: Encoding,
}

impl Preferences {
    /// Reads the headers. What is malformed in them counts as not said.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        Self {
            formats: formats(headers),
            lang: lang(headers),
            encoding: best_encoding(headers, &Encoding::COMPRESSED),
        }
    }

    /// The format preferred among those offered; the first offered where several are equal.
    /// None where none is acceptable.
    pub(crate) fn format(&self, offered: &[Format]) -> Option<Format> {
        let weight = |format: Format| self.formats[format as usize];
        let best = offered.iter().copied().map(weight).max().filter(|best| *best > 0)?;
        offered.iter().copied().find(|format| weight(*format) == best)
    }
}

/// Whether `If-None-Match` names this tag, quotes included; compared weakly as RFC 9110 §13.1.2 asks.
pub(crate) fn knows_tag(headers: &HeaderMap, etag: &[u8]) -> bool {
    let is_tag = |tag: &[u8]| tag == b"*" || tag.strip_prefix(b"W/").unwrap_or(tag) == etag;
    members(headers, &header::IF_NONE_MATCH).any(is_tag)
}

/// The members of a list that a header holds (RFC 9110 §5.6.1), over all its lines.
fn members<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> impl Iterator<Item = &'a [u8]> {
    let lines = headers.get_all(name).into_iter();
    lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b',')).map(<[u8]>::trim_ascii)
}

/// The members of a weighted list, each with its weight in thousandths.
fn weighted<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> impl Iterator<Item = (&'a [u8], u16)> {
    members(headers, name).filter(|member| member.is_ascii()).filter_map(|member| {
        let mut parts = member.split(|byte| *byte == b';').map(<[u8]>::trim_ascii);
        let token = parts.next().filter(|token| !token.is_empty())?;
        let weight = parts.find_map(|part| part.strip_prefix(b"q=").or_else(|| part.strip_prefix(b"Q=")));
        Some((token, weight.map_or(1000, thousandths)))
    })
}

/// A weight between 0 and 1 in thousandths; 1 where it cannot be read.
fn thousandths(text: &[u8]) -> u16 {
    match std::str::from_utf8(text).ok().and_then(|text| text.parse::<f32>().ok()) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
        Some(weight) if (0.0..=1.0).contains(&weight) => (weight * 1000.0).round() as u16,
        _ => 1000,
    }
}

fn formats(headers: &HeaderMap) -> [u16; Format::ALL.len()] {
    let mut best = [None; Format::ALL.len()];
    let mut is_said = false;
    for (range, weight) in weighted(headers, &header::ACCEPT) {
        is_said = true;
        for format in Format::ALL {
            // The most specific range decides: 2 the type itself, 1 its family, 0 anything.
            let media_type = format.media_type().as_bytes();
            let rank = if range.eq_ignore_ascii_case(media_type) {
                2
            } else if range == b"*/*" {
                0
            } else {
                let family = range.strip_suffix(b"*").filter(|family| family.ends_with(b"/"));
                let is_in = |family: &[u8]| {
                    media_type.get(..family.len()).is_some_and(|start| start.eq_ignore_ascii_case(family))
                };
                if !family.is_some_and(is_in) {
                    continue;
                }
                1
            };
            let found = &mut best[format as usize];
            *found = (*found).max(Some((rank, weight)));
        }
    }
    if is_said { best.map(|found| found.map_or(0, |(_, weight)| weight)) } else { [1000; Format::ALL.len()] }
}

fn lang(headers: &HeaderMap) -> Lang {
    let mut best = (0, Lang::default());
    for (tag, weight) in weighted(headers, &header::ACCEPT_LANGUAGE) {
        let primary = tag.split(|byte| *byte == b'-').next().unwrap_or_default();
        let found = if tag == b"*" {
            Some(Lang::default())
        } else {
            Lang::ALL.iter().copied().find(|lang| primary.eq_ignore_ascii_case(lang.as_str().as_bytes()))
        };
        if let Some(lang) = found.filter(|_| weight > best.0) {
            best = (weight, lang);
        }
    }
    best.1
}

/// The coding that a client likes best among those offered; the first offered where several are
/// equal, identity where it takes none.
pub(crate) fn best_encoding(headers: &HeaderMap, offered: &[Encoding]) -> Encoding {
    // The first mention of a coding counts.
    let (mut named, mut any) = ([None; 4], None);
    for (token, weight) in weighted(headers, &header::ACCEPT_ENCODING) {
        if token == b"*" {
            any = any.or(Some(weight));
        } else if let Some(coding) = Encoding::named(token) {
            let known = &mut named[coding as usize];
            *known = known.or(Some(weight));
        }
    }
    let mut best = (0, Encoding::Identity);
    for &encoding in offered {
        let weight = named[encoding as usize].or(any).unwrap_or(0);
        if weight > best.0 {
            best = (weight, encoding);
        }
    }
    // Identity, unless named, is what remains when nothing else is acceptable.
    match named[Encoding::Identity as usize] {
        Some(weight) if weight > best.0 => Encoding::Identity,
        _ => best.1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn preferences(name: header::HeaderName, value: &str) -> Preferences {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().unwrap());
        Preferences::of(&headers)
    }

    #[test]
    fn the_client_chooses_the_encoding_by_its_weights() {
        let check = |accepted: &str, expected: &str| {
            let got = preferences(header::ACCEPT_ENCODING, accepted).encoding.as_str();
            assert_eq!(got, expected, "{accepted}");
        };
        check("gzip", "gzip");
        check("gzip, deflate, br, zstd", "zstd");
        check("gzip, br", "br");
        check("gzip;q=1.0, br;q=0.5", "gzip");
        check("gzip;q=0", "identity");
        check("identity", "identity");
        check("identity;q=1, gzip;q=0.5", "identity");
        check("*", "zstd");
        check("*;q=0.5, zstd;q=0, br;q=0", "gzip");
        check("X-GZIP", "gzip");
        check("deflate", "identity");
        check("gzip;q=abc", "gzip");
        check(",, ;q=1", "identity");
        assert_eq!(Preferences::of(&HeaderMap::new()).encoding, Encoding::Identity);
    }

    #[test]
    fn the_most_specific_media_range_decides() {
        let check = |accepted: &str, expected: Option<Format>| {
            assert_eq!(preferences(header::ACCEPT, accepted).format(&Format::ALL), expected, "{accepted}");
        };
        check("*/*", Some(Format::Json));
        check("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", Some(Format::Json));
        check("application/geo+json", Some(Format::GeoJson));
        check("application/geo+json, application/json;q=0.9", Some(Format::GeoJson));
        check("text/*", Some(Format::Csv));
        check("text/csv;header=present;q=0.2, */*;q=0.1", Some(Format::Csv));
        check("application/*, application/json;q=0", Some(Format::GeoJson));
        check("image/png", None);
        check("application/json;q=0", None);
    }

    #[test]
    fn the_language_is_the_best_of_those_that_the_atlas_speaks() {
        let check = |accepted: &str, expected: Lang| {
            assert_eq!(preferences(header::ACCEPT_LANGUAGE, accepted).lang, expected, "{accepted}");
        };
        check("zh-Hans-CN, zh;q=0.9, en;q=0.8", Lang::Zh);
        check("de, en;q=0.5, fr;q=0.4", Lang::En);
        check("de", Lang::Fr);
        check("en;q=0, *", Lang::Fr);
        check("EN-gb", Lang::En);
    }
}
