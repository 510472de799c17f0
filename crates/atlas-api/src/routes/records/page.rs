//! Writing a page or an item, from renderings that are kept beside the records.

use atlas_formats::geojson::{self, Collection, Drawing, Link};
use atlas_formats::{csv, json};
use atlas_index::{Ix, Snapshot};
use atlas_model::{Lang, RecordKind};
use atlas_query::Page as Found;
use serde::Serialize;

use crate::answer::Answer;
use crate::ask::{Ask, Look};
use crate::negotiate::Format;
use crate::problem::{Problem, ProblemKind};
use crate::routes::facets::{Facets, facets};
use crate::state::Atlas;

/// A page that was found, and what it takes to write it.
pub(super) struct Page<'a> {
    pub(super) atlas: &'a Atlas,
    pub(super) snapshot: &'a Snapshot,
    pub(super) kind: RecordKind,
    pub(super) look: Look,
    pub(super) ask: &'a Ask,
    pub(super) found: Found,
}

/// What follows the items of a JSON page.
#[derive(Serialize)]
struct Tail<'a> {
    next: Option<&'a str>,
    #[serde(skip_serializing_if = "Facets::is_empty")]
    facets: Facets,
    attribution: Vec<String>,
}

impl Page<'_> {
    /// The answer, in the format asked for.
    pub(super) fn answer(&self) -> Result<Answer, Problem> {
        let next = self.found.next.as_ref().map(|cursor| {
            format!("{}{}", self.atlas.settings().public_url, self.ask.with(&[("cursor", cursor)]))
        });
        let body = match self.look.format {
            Format::Json => self.json(next.as_deref())?,
            Format::GeoJson => self.geojson(next.as_deref()),
            // Feeds are not offered for records.
            Format::Csv | Format::Atom | Format::Events => {
                sheet(self.snapshot, self.kind, &self.found.items, self.look.lang())
            }
        };
        let mut answer = Answer::records(self.look.format, body)
            .at(self.snapshot.revision())
            .in_language(self.look.content_language())
            .named(file_name(self.kind.plural(), self.look.format));
        if let Some(next) = next {
            answer = answer.link("next", &next);
        }
        Ok(answer)
    }

    fn json(&self, next: Option<&str>) -> Result<Vec<u8>, Problem> {
        let texts = self.look.texts;
        let tail = Tail {
            next,
            facets: facets(self.snapshot, self.kind, &self.found.facets, texts),
            attribution: self.atlas.credits(self.snapshot),
        };
        let tail = serde_json::to_vec(&tail).map_err(|error| {
            tracing::error!(%error, "a page cannot be written as JSON");
            Problem::new(ProblemKind::Internal)
        })?;
        let head = format!(
            "{{\"revision\":{},\"matched\":{},\"returned\":{},\"items\":[",
            self.snapshot.revision(),
            self.found.matched,
            self.found.items.len()
        );
        let mut body = Vec::with_capacity(head.len() + tail.len() + self.found.items.len() * 1024);
        body.extend_from_slice(head.as_bytes());
        for (at, ix) in self.found.items.iter().enumerate() {
            if at > 0 {
                body.push(b',');
            }
            let item = json::rendered(self.snapshot, self.kind, *ix, texts);
            body.extend_from_slice(item.as_deref().map_or(b"null", |item| item));
        }
        body.extend_from_slice(b"],");
        // The tail without its opening brace.
        body.extend_from_slice(&tail[1..]);
        Ok(body)
    }

    fn geojson(&self, next: Option<&str>) -> Vec<u8> {
        let credits = self.atlas.credits(self.snapshot).join(" · ");
        let links = self.links(next);
        let collection = Collection {
            matched: Some(self.found.matched),
            links: &links,
            attribution: Some(credits.as_str()).filter(|credits| !credits.is_empty()),
            bbox: None,
        };
        let mut body = Vec::with_capacity(self.found.items.len() * 768 + 1024);
        if self.look.boundary {
            let features: Vec<Vec<u8>> = self.found.items.iter().map(|ix| self.outline(*ix)).collect();
            collection.write(features.iter().map(Vec::as_slice), &mut body);
        } else {
            let feature = |ix: &Ix| geojson::rendered(self.snapshot, self.kind, *ix, self.look.texts);
            let features: Vec<_> = self.found.items.iter().filter_map(feature).collect();
            collection.write(features.iter().map(|feature| &***feature), &mut body);
        }
        body
    }

    fn outline(&self, ix: Ix) -> Vec<u8> {
        let mut feature = Vec::new();
        geojson::feature(self.snapshot, self.kind, ix, self.look.texts, Drawing::Outline, &mut feature);
        feature
    }

    /// To this page, the next one and the other formats.
    fn links(&self, next: Option<&str>) -> Vec<Link> {
        let base = &self.atlas.settings().public_url;
        let link = |rel: &str, href: String, format: Format| Link {
            href,
            rel: rel.to_owned(),
            media_type: Some(format.media_type().to_owned()),
            hreflang: None,
            title: None,
        };
        let in_format = |format: Format| format!("{base}{}", self.ask.with(&[("f", format.as_str())]));
        let mut links = vec![
            link("self", in_format(Format::GeoJson), Format::GeoJson),
            link("alternate", in_format(Format::Json), Format::Json),
            link("alternate", in_format(Format::Csv), Format::Csv),
        ];
        links.extend(next.map(|next| link("next", next.to_owned(), Format::GeoJson)));
        links
    }
}

/// The name under which an answer is saved.
pub(super) fn file_name(stem: &str, format: Format) -> String {
    format!("{stem}.{}", format.as_str())
}

/// One record, in the format asked for.
pub(super) fn item(snapshot: &Snapshot, kind: RecordKind, ix: Ix, look: Look) -> Vec<u8> {
    let rendered = match look.format {
        Format::Json => json::rendered(snapshot, kind, ix, look.texts),
        Format::GeoJson if look.boundary => {
            let mut feature = Vec::new();
            geojson::feature(snapshot, kind, ix, look.texts, Drawing::Outline, &mut feature);
            return feature;
        }
        Format::GeoJson => geojson::rendered(snapshot, kind, ix, look.texts),
        Format::Csv | Format::Atom | Format::Events => return sheet(snapshot, kind, &[ix], look.lang()),
    };
    rendered.map_or_else(Vec::new, |rendered| rendered.to_vec())
}

/// Records as a sheet, a line each.
fn sheet(snapshot: &Snapshot, kind: RecordKind, records: &[Ix], lang: Lang) -> Vec<u8> {
    let mut body = Vec::with_capacity(records.len() * 256 + 256);
    csv::header(kind, lang, &mut body);
    for ix in records {
        csv::row(snapshot, kind, *ix, lang, &mut body);
    }
    body
}
