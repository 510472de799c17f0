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
}

impl Format {
    /// Every format, the one answered where nothing is asked first.
    pub(crate) const ALL: [Self; 3] = [Self::Json, Self::GeoJson, Self::Csv];

    /// The value of the `f` parameter.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::GeoJson => "geojson",
            Self::Csv => "csv",
        }
    }

    /// The media type without parameters.
    pub(crate) const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::GeoJson => "application/geo+json",
            Self::Csv => "text/csv",
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

    fn is_named(self, token: &str) -> bool {
        token.eq_ignore_ascii_case(self.as_str())
            || (self == Self::Gzip && token.eq_ignore_ascii_case("x-gzip"))
    }
}

/// Everything that a client's headers say about the representation it wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Preferences {
    /// Weight of each of [`Format::ALL`] in thousandths; 0 is "not acceptable".
    formats: [u16; 3],
    /// The language to answer in, unless the `lang` parameter says otherwise.
    pub(crate) lang: Lang,
    /// The content coding to answer in.
    pub(crate) encoding: Encoding,
}

impl Preferences {
    /// Reads the headers. What is malformed in them counts as not said.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        Self { formats: formats(headers), lang: lang(headers), encoding: encoding(headers) }
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
    headers
        .get_all(header::IF_NONE_MATCH)
        .into_iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag).as_bytes() == etag)
}

/// The members of a weighted list, each with its weight in thousandths.
fn weighted(headers: &HeaderMap, name: header::HeaderName) -> impl Iterator<Item = (&str, u16)> {
    headers
        .get_all(name)
        .into_iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|member| {
            let mut parts = member.split(';').map(str::trim);
            let token = parts.next().filter(|token| !token.is_empty())?;
            let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
            Some((token, weight.map_or(1000, thousandths)))
        })
}

/// A weight between 0 and 1 in thousandths; 1 where it cannot be read.
fn thousandths(text: &str) -> u16 {
    match text.parse::<f32>() {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
        Ok(weight) if (0.0..=1.0).contains(&weight) => (weight * 1000.0).round() as u16,
        _ => 1000,
    }
}

fn formats(headers: &HeaderMap) -> [u16; 3] {
    let ranges = || weighted(headers, header::ACCEPT);
    if ranges().next().is_none() {
        return [1000; 3];
    }
    Format::ALL.map(|format| {
        let media_type = format.media_type();
        let family = media_type.split_once('/').map_or("", |(family, _)| family);
        // The most specific range decides: 2 the type itself, 1 its family, 0 anything.
        let specificity = |range: &str| {
            if range.eq_ignore_ascii_case(media_type) {
                Some(2)
            } else if range == "*/*" {
                Some(0)
            } else {
                range.strip_suffix("/*").filter(|f| f.eq_ignore_ascii_case(family)).map(|_| 1)
            }
        };
        ranges()
            .filter_map(|(range, weight)| specificity(range).map(|rank| (rank, weight)))
            .max()
            .map_or(0, |(_, weight)| weight)
    })
}

fn lang(headers: &HeaderMap) -> Lang {
    let mut best = (0, Lang::default());
    for (tag, weight) in weighted(headers, header::ACCEPT_LANGUAGE) {
        let primary = tag.split('-').next().unwrap_or_default();
        let found = if tag == "*" {
            Some(Lang::default())
        } else {
            Lang::ALL.iter().copied().find(|lang| primary.eq_ignore_ascii_case(lang.as_str()))
        };
        if let Some(lang) = found.filter(|_| weight > best.0) {
            best = (weight, lang);
        }
    }
    best.1
}

fn encoding(headers: &HeaderMap) -> Encoding {
    let codings = || weighted(headers, header::ACCEPT_ENCODING);
    let named =
        |encoding: Encoding| codings().find(|(token, _)| encoding.is_named(token)).map(|(_, weight)| weight);
    let any = codings().find(|(token, _)| *token == "*").map(|(_, weight)| weight);
    let mut best = (0, Encoding::Identity);
    for encoding in Encoding::COMPRESSED {
        let weight = named(encoding).or(any).unwrap_or(0);
        if weight > best.0 {
            best = (weight, encoding);
        }
    }
    // Identity, unless named, is what remains when nothing else is acceptable.
    match named(Encoding::Identity) {
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
