//! The limits of the service, each with its default.

use std::time::Duration;

/// What an operator may set. [`Settings::default`] suits one machine behind nothing or a proxy.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the world reaches the service, without a slash at the end (`https://atlas.example.org`):
    /// the start of every link. Empty: links are absolute paths, right behind any proxy.
    pub public_url: String,
    /// The most memory for finished answers, in bytes. Default 64 MiB.
    pub cache_bytes: u64,
    /// How long one request may take before it is answered with 503. Default 10 s.
    pub handler_time: Duration,
    /// How long a request waits for the revision that its `Atlas-Min-Revision` asks for before it is
    /// answered with 503; never longer than `handler_time`. Default 5 s.
    pub min_revision_time: Duration,
    /// How long requests under way may take to end after a stop was asked. Default 10 s.
    pub drain_time: Duration,
    /// How long a client may take to send the headers of a request. Default 15 s.
    pub header_time: Duration,
    /// The longest path with its query, in bytes; 414 above. Default 8 KiB.
    pub uri_bytes: usize,
    /// The most bytes of header names and values; 431 above. Default 32 KiB.
    pub header_bytes: usize,
    /// The largest request body, in bytes; 413 above. Default 1 MiB.
    pub body_bytes: usize,
    /// How many connections are served at once; others wait to be accepted. Default 4,096.
    pub connections: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            public_url: String::new(),
            cache_bytes: 64 << 20,
            handler_time: Duration::from_secs(10),
            min_revision_time: Duration::from_secs(5),
            drain_time: Duration::from_secs(10),
            header_time: Duration::from_secs(15),
            uri_bytes: 8 << 10,
            header_bytes: 32 << 10,
            body_bytes: 1 << 20,
            connections: 4096,
        }
    }
}
