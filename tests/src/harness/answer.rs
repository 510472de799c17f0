//! A response, read to its end.
#![expect(clippy::panic, reason = "a test that cannot read an answer has failed")]

use std::io::Read;

use reqwest::header::HeaderMap;
use serde_json::Value;

/// A response, read to its end. The content is as it travelled: see [`Answer::decoded`].
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The content, still in its content coding.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The value of a header; empty where there is none.
    ///
    /// # Panics
    /// If it holds anything but visible ASCII.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("headers are ASCII"))
    }

    /// The content without its content coding.
    ///
    /// # Panics
    /// If it cannot be decoded.
    #[must_use]
    pub fn decoded(&self) -> Vec<u8> {
        let mut plain = Vec::new();
        let read = match self.header("content-encoding") {
            "" => return self.bytes.clone(),
            "gzip" => flate2::read::GzDecoder::new(&self.bytes[..]).read_to_end(&mut plain),
            "br" => brotli::Decompressor::new(&self.bytes[..], 4096).read_to_end(&mut plain),
            "zstd" => zstd::stream::copy_decode(&self.bytes[..], &mut plain).map(|()| 0),
            other => Err(std::io::Error::other(format!("nobody asked for {other}"))),
        };
        read.expect("the content is in the coding that its header names");
        plain
    }

    /// The content as text.
    ///
    /// # Panics
    /// If it is not UTF-8.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8(self.decoded()).expect("texts are UTF-8")
    }

    /// The content as JSON.
    ///
    /// # Panics
    /// If it is not JSON; the message shows it.
    #[must_use]
    pub fn json(&self) -> Value {
        let read = serde_json::from_slice(&self.decoded());
        read.unwrap_or_else(|error| panic!("{error} in {}: {}", self.status, self.text()))
    }

    /// The identifiers of a list's items or features, in order.
    ///
    /// # Panics
    /// If it is no list; the message shows it.
    #[must_use]
    pub fn ids(&self) -> Vec<String> {
        let body = self.json();
        let members = body["items"].as_array().or_else(|| body["features"].as_array());
        let id = |member: &Value| member["id"].as_str().map(str::to_owned);
        let ids = members.and_then(|members| members.iter().map(id).collect::<Option<Vec<_>>>());
        ids.unwrap_or_else(|| panic!("no list: {body}"))
    }

    /// The target of the `Link` header of a relation.
    #[must_use]
    pub fn link(&self, rel: &str) -> Option<String> {
        let rel = format!("rel=\"{rel}\"");
        let links = self.headers.get_all("link").into_iter().filter_map(|value| value.to_str().ok());
        let target = |link: &str| Some(link.strip_prefix('<')?.split_once('>')?.0.to_owned());
        links.filter(|link| link.ends_with(&rel)).find_map(target)
    }
}
