//! A finished representation: encoded, tagged, with its headers ready, and the cache that keeps it.
//!
//! Encoding a page costs eight to a hundred whole requests, so the bytes are kept for as long as the
//! revision lasts and memory allows. An entry is found by what the client sent, not by what was
//! understood: one hash, no parsing.

use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::Arc;

use atlas_model::RevisionNumber;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use quick_cache::sync::{DefaultLifecycle, PlaceholderGuard};
use quick_cache::{DefaultHashBuilder, Equivalent, Weighter};

use crate::answer::{ATLAS_REVISION, Answer};
use crate::encode::{LARGE, SMALLEST, encode};
use crate::front::{add_constant_headers, is_read};
use crate::metrics::RouteMeter;
use crate::negotiate::{Encoding, Preferences, knows_tag};

/// A representation ready to be sent any number of times.
#[derive(Debug)]
pub(crate) struct Stored {
    status: StatusCode,
    /// Strong entity tag, quotes included.
    etag: HeaderValue,
    /// Headers of the whole answer.
    headers: HeaderMap,
    /// Headers of a 304: those of the 200 that it must repeat (RFC 9110 §15.4.5), and the origins
    /// allowed; the client has the others.
    unchanged: HeaderMap,
    body: Bytes,
    /// The route that made it.
    pub(crate) route: Arc<str>,
    /// The counts of that route.
    pub(crate) meter: RouteMeter,
}

impl Stored {
    /// Encodes and tags an answer that was made while a revision stood, whether it reads from that or not.
    /// A large body is encoded on a thread that may block.
    pub(crate) async fn make(
        answer: Answer,
        revision: RevisionNumber,
        wanted: Encoding,
        route: Arc<str>,
        meter: RouteMeter,
    ) -> Self {
        let encoding = if answer.body.len() < SMALLEST { Encoding::Identity } else { wanted };
        let body = answer.body.clone();
        let encoded = if body.len() < LARGE {
            encode(encoding, &body)
        } else {
            let task = tokio::task::spawn_blocking(move || encode(encoding, &body));
            task.await.map_err(std::io::Error::other).flatten()
        };
        match encoded {
            Ok(body) => Self::with(&answer, revision, encoding, body, route, meter),
            Err(error) => {
                tracing::warn!(%error, encoding = encoding.as_str(), "sent without content coding");
                Self::with(&answer, revision, Encoding::Identity, answer.body.clone(), route, meter)
            }
        }
    }

    fn with(
        answer: &Answer,
        revision: RevisionNumber,
        encoding: Encoding,
        body: Bytes,
        route: Arc<str>,
        meter: RouteMeter,
    ) -> Self {
        let etag = etag(answer, encoding);
        let mut unchanged = HeaderMap::with_capacity(16);
        unchanged.insert(header::ETAG, etag.clone());
        unchanged.insert(header::CACHE_CONTROL, answer.caching.header());
        unchanged.insert(header::VARY, HeaderValue::from_static("Accept, Accept-Language, Accept-Encoding"));
        let revision = answer.revision.unwrap_or(revision);
        unchanged.insert(ATLAS_REVISION, HeaderValue::from(revision));
        unchanged.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        let mut headers = unchanged.clone();
        add_constant_headers(&mut headers);
        headers.insert(header::CONTENT_TYPE, answer.content_type.clone());
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
        if encoding != Encoding::Identity {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding.as_str()));
        }
        if let Some(language) = answer.language {
            headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language));
        }
        for link in &answer.links {
            headers.append(header::LINK, link.clone());
        }
        let disposition = answer.file_name.as_ref().map(|name| format!("inline; filename=\"{name}\""));
        if let Some(value) = disposition.and_then(|value| HeaderValue::from_str(&value).ok()) {
            headers.insert(header::CONTENT_DISPOSITION, value);
        }
        if let Some(value) = answer.location.as_ref().and_then(|to| HeaderValue::from_str(to).ok()) {
            headers.insert(header::LOCATION, value);
        }
        Self { status: answer.status, etag, headers, unchanged, body, route, meter }
    }

    /// The response to one request: 304 where a reader has these bytes, no body for HEAD.
    pub(crate) fn respond(&self, method: &Method, request: &HeaderMap) -> Response {
        let mut response = Response::new(Body::empty());
        if is_read(method) && knows_tag(request, self.etag.as_bytes()) {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            response.headers_mut().clone_from(&self.unchanged);
            return response;
        }
        *response.status_mut() = self.status;
        response.headers_mut().clone_from(&self.headers);
        if method != Method::HEAD {
            *response.body_mut() = Body::from(self.body.clone());
        }
        response
    }
}

/// Same software, content, language and coding: same tag. The revision is part of every record
/// answer's content, and written in front for people who compare. The hash is seeded alike in every process,
/// so replicas agree, and fast: it reads every body that is not kept yet.
fn etag(answer: &Answer, encoding: Encoding) -> HeaderValue {
    if let Some(tag) = answer.tag.as_ref().and_then(|tag| HeaderValue::from_str(&format!("\"{tag}\"")).ok()) {
        return tag;
    }
    let mut hasher = foldhash::quality::FixedState::with_seed(0).build_hasher();
    env!("CARGO_PKG_VERSION").hash(&mut hasher);
    answer.content_type.as_bytes().hash(&mut hasher);
    answer.language.hash(&mut hasher);
    for link in &answer.links {
        link.as_bytes().hash(&mut hasher);
    }
    answer.body.hash(&mut hasher);
    let hash = hasher.finish();
    let coding = match encoding {
        Encoding::Identity => String::new(),
        coded => format!("-{}", coded.as_str()),
    };
    let tag = match answer.revision {
        Some(revision) => format!("\"r{revision}-{hash:016x}{coding}\""),
        None => format!("\"{hash:016x}{coding}\""),
    };
    HeaderValue::from_str(&tag).unwrap_or_else(|_| HeaderValue::from_static("\"\""))
}

/// What a cached answer was made for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    revision: RevisionNumber,
    preferences: Preferences,
    /// Path and query as the client wrote them.
    uri: Box<str>,
}

/// A key as it is looked up, without a copy of the URI.
#[derive(Hash)]
struct KeyRef<'a> {
    revision: RevisionNumber,
    preferences: Preferences,
    uri: &'a str,
}

impl Equivalent<Key> for KeyRef<'_> {
    fn equivalent(&self, key: &Key) -> bool {
        self.revision == key.revision && self.preferences == key.preferences && self.uri == &*key.uri
    }
}

/// Counts bodies, URIs and a fixed sum for headers and bookkeeping.
#[derive(Debug, Clone)]
struct ByBytes;

impl Weighter<Key, Arc<Stored>> for ByBytes {
    fn weight(&self, key: &Key, stored: &Arc<Stored>) -> u64 {
        const OVERHEAD: usize = 1500;
        (stored.body.len() + key.uri.len() + OVERHEAD) as u64
    }
}

/// Finished answers, bounded by bytes. Entries of older revisions are no longer asked for and leave
/// as new ones come.
#[derive(Debug)]
pub(crate) struct BodyCache {
    entries: quick_cache::sync::Cache<Key, Arc<Stored>, ByBytes>,
    largest: u64,
}

impl BodyCache {
    /// A cache of at most so many bytes. No entry may take more than a quarter.
    pub(crate) fn new(bytes: u64) -> Self {
        let expected = usize::try_from(bytes / 16_384).unwrap_or(usize::MAX).max(64);
        Self {
            entries: quick_cache::sync::Cache::with_weighter(expected, bytes, ByBytes),
            largest: bytes / 4,
        }
    }

    /// The answer made before for the same request at the same revision.
    pub(crate) fn get(
        &self,
        revision: RevisionNumber,
        preferences: Preferences,
        uri: &str,
    ) -> Option<Arc<Stored>> {
        self.entries.get(&KeyRef { revision, preferences, uri })
    }

    /// The answer, once another request that is making it has made it; or else the claim to make it,
    /// while which others wait. So a new revision costs one rendering, not one per client.
    pub(crate) async fn join(
        &self,
        revision: RevisionNumber,
        preferences: Preferences,
        uri: &str,
    ) -> Result<Arc<Stored>, Claim<'_>> {
        let key = Key { revision, preferences, uri: uri.into() };
        let joined = self.entries.get_value_or_guard_async(&key).await;
        joined.map_err(|guard| Claim { guard, largest: self.largest })
    }

    /// How many bytes are kept.
    pub(crate) fn bytes(&self) -> u64 {
        self.entries.weight()
    }
}

/// The right to make the answer to one question. Dropped unused, it passes to the next who asks.
pub(crate) struct Claim<'a> {
    guard: PlaceholderGuard<
        'a,
        Key,
        Arc<Stored>,
        ByBytes,
        DefaultHashBuilder,
        DefaultLifecycle<Key, Arc<Stored>>,
    >,
    largest: u64,
}

impl Claim<'_> {
    /// Keeps the answer, unless it is too large to be kept.
    pub(crate) fn keep(self, stored: Arc<Stored>) {
        if stored.body.len() as u64 <= self.largest {
            // Fails only where the cache was cleared meanwhile: then it is not kept.
            _ = self.guard.insert(stored);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Metrics;

    async fn stored(body: &str, encoding: Encoding) -> Stored {
        let answer = Answer::json(body.to_owned()).at(7);
        Stored::make(answer, 7, encoding, "/test".into(), Metrics::new().meter("/test")).await
    }

    fn asking(tags: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::IF_NONE_MATCH, tags.parse().unwrap())])
    }

    #[tokio::test]
    async fn a_tag_stands_for_content_and_coding() {
        let body = "[1]".repeat(1000);
        let plain = stored(&body, Encoding::Identity).await;
        assert_eq!(plain.etag, stored(&body, Encoding::Identity).await.etag);
        assert_ne!(plain.etag, stored(&body, Encoding::Gzip).await.etag);
        assert_ne!(plain.etag, stored("[2]", Encoding::Identity).await.etag);
        assert_eq!(stored("[2]", Encoding::Gzip).await.etag, stored("[2]", Encoding::Identity).await.etag);
    }

    #[tokio::test]
    async fn a_known_tag_is_answered_by_304_without_content_headers() {
        let stored = stored("[1]", Encoding::Identity).await;
        let tag = stored.etag.to_str().unwrap();
        for tags in [tag.to_owned(), format!("W/{tag}"), format!("\"a\", {tag}"), "*".to_owned()] {
            let response = stored.respond(&Method::GET, &asking(&tags));
            assert_eq!(response.status(), StatusCode::NOT_MODIFIED, "{tags}");
            assert_eq!(response.headers()[header::ETAG], stored.etag);
            assert!(!response.headers().contains_key(header::CONTENT_LENGTH));
        }
        for tags in ["\"a\"", "a", ""] {
            assert_eq!(stored.respond(&Method::GET, &asking(tags)).status(), StatusCode::OK, "{tags}");
        }
    }

    #[tokio::test]
    async fn the_cache_is_bounded_by_bytes_and_knows_revisions() {
        let cache = BodyCache::new(1 << 20);
        let preferences = Preferences::of(&HeaderMap::new());
        let entry = Arc::new(stored(&"x".repeat(10_000), Encoding::Identity).await);
        let put = async |revision, uri: &str, stored: &Arc<Stored>| {
            if let Err(claim) = cache.join(revision, preferences, uri).await {
                claim.keep(Arc::clone(stored));
            }
        };
        for n in 0..1000 {
            put(1, &format!("/{n}"), &entry).await;
        }
        assert!(cache.bytes() <= 1 << 20);
        put(2, "/", &entry).await;
        assert!(cache.get(2, preferences, "/").is_some());
        assert!(cache.get(3, preferences, "/").is_none());
        let huge = Arc::new(stored(&"x".repeat(300_000), Encoding::Identity).await);
        put(2, "/huge", &huge).await;
        assert!(cache.get(2, preferences, "/huge").is_none());
    }

    #[tokio::test]
    async fn who_asks_while_an_answer_is_made_waits_for_it() {
        let cache = BodyCache::new(1 << 20);
        let preferences = Preferences::of(&HeaderMap::new());
        let Err(claim) = cache.join(1, preferences, "/").await else { panic!("nothing is kept yet") };
        let made = Arc::new(stored("[1]", Encoding::Identity).await);
        let (joined, ()) =
            tokio::join!(cache.join(1, preferences, "/"), async { claim.keep(Arc::clone(&made)) });
        assert!(joined.is_ok_and(|joined| joined.body == made.body));
        let Err(claim) = cache.join(1, preferences, "/other").await else { panic!("nothing is kept yet") };
        let (next, ()) = tokio::join!(cache.join(1, preferences, "/other"), async { drop(claim) });
        assert!(next.is_err(), "the claim passes on");
    }
}
