//! Features joined into a `FeatureCollection`.

use serde::Serialize;

use super::members::push_string;

/// What a collection says besides its features. There is no time stamp: the same question at the same
/// revision gets the same bytes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Collection<'a> {
    /// How many records match, on all pages (`numberMatched` of OGC API - Features).
    pub matched: Option<u64>,
    /// Links to this page, the next one, other formats.
    pub links: &'a [Link],
    /// The credit that every use must show.
    pub attribution: Option<&'a str>,
    /// A box around all features: west, south, east, north in degrees; west is greater than east where
    /// it crosses the antimeridian.
    pub bbox: Option<[f64; 4]>,
}

/// A link (RFC 8288), as OGC API writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = CollectionLink)]
pub struct Link {
    /// Where it leads.
    pub href: String,
    /// What it is to this answer: `self`, `next`, `alternate` …
    pub rel: String,
    /// The media type found there.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// The language found there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hreflang: Option<String>,
    /// What it is, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

impl Collection<'_> {
    /// Appends a collection of features that are written already.
    pub fn write<'f>(&self, features: impl IntoIterator<Item = &'f [u8]>, out: &mut Vec<u8>) {
        out.extend_from_slice(b"{\"type\":\"FeatureCollection\",");
        if let Some([west, south, east, north]) = self.bbox {
            let text = format!("\"bbox\":[{west},{south},{east},{north}],");
            out.extend_from_slice(text.as_bytes());
        }
        out.extend_from_slice(b"\"features\":[");
        let mut returned = 0_u64;
        for feature in features {
            if returned > 0 {
                out.push(b',');
            }
            out.extend_from_slice(feature);
            returned += 1;
        }
        out.push(b']');
        if let Some(matched) = self.matched {
            out.extend_from_slice(format!(",\"numberMatched\":{matched}").as_bytes());
        }
        out.extend_from_slice(format!(",\"numberReturned\":{returned}").as_bytes());
        if !self.links.is_empty() {
            out.extend_from_slice(b",\"links\":");
            // Writing strings to memory cannot fail.
            let _ = serde_json::to_writer(&mut *out, self.links);
        }
        if let Some(attribution) = self.attribution {
            out.extend_from_slice(b",\"attribution\":");
            push_string(attribution, out);
        }
        out.push(b'}');
    }
}
