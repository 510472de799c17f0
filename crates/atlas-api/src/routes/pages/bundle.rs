//! The files of the map page as they were embedded at compile time, and how one travels.
//!
//! They are encoded beforehand and never change while the service runs, so they need none of the
//! cache that answers made of records go through.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;

use crate::negotiate::{Encoding, best_encoding, knows_tag};

/// The files, in the order of their paths; none where the page was not built.
static FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/bundle.rs"));

/// What the page may load: itself, from here. The images in the style sheet of the map are `data:`.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/// One embedded file.
#[derive(Debug)]
pub(super) struct File {
    /// The path from the directory that was built, with `/` between.
    path: &'static str,
    content_type: &'static str,
    /// A hash of the content.
    tag: &'static str,
    plain: &'static [u8],
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

impl File {
    /// The file at a path.
    pub(super) fn at(path: &str) -> Option<&'static Self> {
        let index = FILES.binary_search_by_key(&path, |file| file.path).ok()?;
        FILES.get(index)
    }

    /// The response: 304 where the client has these bytes. `language` is that of a page; what is no
    /// page has a name that changes with its content, and is kept for good.
    pub(super) fn respond(&self, request: &HeaderMap, language: Option<&'static str>) -> Response {
        let (coding, body) = self.encoded(request);
        let suffix = coding.map(|coding| format!("-{coding}")).unwrap_or_default();
        let etag = format!("\"{}{suffix}\"", self.tag);
        let mut response = Response::new(Body::empty());
        let is_known = knows_tag(request, etag.as_bytes());
        let headers = response.headers_mut();
        if let Ok(etag) = HeaderValue::from_str(&etag) {
            headers.insert(header::ETAG, etag);
        }
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Language, Accept-Encoding"));
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static(match language {
                Some(_) => "public, max-age=0, must-revalidate",
                None => "public, max-age=31536000, immutable",
            }),
        );
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin"));
        if let Some(language) = language {
            headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language));
        }
        if is_known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
        if let Some(coding) = coding {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
        *response.body_mut() = Body::from(body);
        response
    }

    /// The best form that the client takes, with the name of its coding.
    fn encoded(&self, request: &HeaderMap) -> (Option<&'static str>, &'static [u8]) {
        let forms = [(Encoding::Brotli, self.brotli), (Encoding::Gzip, self.gzip)];
        let kept = forms.into_iter().filter_map(|(coding, body)| Some((coding, body?)));
        let offered: Vec<Encoding> = kept.clone().map(|(coding, _)| coding).collect();
        let best = best_encoding(request, &offered);
        let chosen = kept.into_iter().find(|(coding, _)| *coding == best);
        chosen.map_or((None, self.plain), |(coding, body)| (Some(coding.as_str()), body))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderName;

    use super::*;

    const FILE: File = File {
        path: "assets/page.js",
        content_type: "text/javascript; charset=utf-8",
        tag: "00aa",
        plain: b"plain",
        brotli: Some(b"brotli"),
        gzip: Some(b"gzip"),
    };

    fn asking(pairs: &[(HeaderName, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect()
    }

    #[test]
    fn a_client_gets_the_best_form_that_it_takes_and_that_is_kept() {
        let check = |accepted: &str, coding: Option<&str>| {
            let request = asking(&[(header::ACCEPT_ENCODING, accepted)]);
            assert_eq!(FILE.encoded(&request).0, coding, "{accepted}");
        };
        check("gzip, deflate, br, zstd", Some("br"));
        check("zstd, gzip", Some("gzip"));
        check("zstd", None);
        check("zstd, br;q=0", None);
        check("gzip;q=1, br;q=0.5", Some("gzip"));
        check("identity", None);
        assert_eq!(FILE.encoded(&HeaderMap::new()), (None, FILE.plain));
        let bare = File { brotli: None, gzip: None, ..FILE };
        assert_eq!(bare.encoded(&asking(&[(header::ACCEPT_ENCODING, "br")])).0, None);
    }

    #[test]
    fn a_file_is_kept_for_good_and_a_page_is_asked_for_again() {
        let asset = FILE.respond(&HeaderMap::new(), None);
        assert!(asset.headers()[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
        let page = FILE.respond(&HeaderMap::new(), Some("fr"));
        assert!(page.headers()[header::CACHE_CONTROL].to_str().unwrap().contains("must-revalidate"));
        assert_eq!(page.headers()[header::CONTENT_LANGUAGE], "fr");
    }

    #[test]
    fn a_known_tag_is_answered_by_304_with_the_policy_and_without_a_body() {
        let known =
            asking(&[(header::IF_NONE_MATCH, "\"x\", W/\"00aa-br\""), (header::ACCEPT_ENCODING, "br")]);
        let response = FILE.respond(&known, None);
        assert_eq!(response.status(), StatusCode::NOT_MODIFIED);
        assert!(!response.headers().contains_key(header::CONTENT_LENGTH));
        assert!(response.headers().contains_key(header::CONTENT_SECURITY_POLICY));
        let other = asking(&[(header::IF_NONE_MATCH, "\"00aa-br\"")]);
        assert_eq!(FILE.respond(&other, None).status(), StatusCode::OK, "another coding is another tag");
    }

    #[test]
    fn the_policy_names_no_other_host() {
        let names_host = |word: &&str| word.contains('.') || word.contains("//") || word.contains('*');
        assert_eq!(POLICY.split([' ', ';']).find(names_host), None);
    }

    #[test]
    fn the_files_are_in_the_order_in_which_they_are_looked_up() {
        assert!(FILES.is_sorted_by_key(|file| file.path));
        for file in FILES {
            assert!(std::ptr::eq(File::at(file.path).unwrap(), file));
        }
    }
}
