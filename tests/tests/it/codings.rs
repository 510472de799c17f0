//! Which content coding a client gets for what it says it takes (RFC 9110 §12.5.3).

use atlas_tests::harness::Server;

/// What is asked for, and the coding that is sent: empty for none.
const CHOICES: [(&str, &str); 22] = [
    ("gzip", "gzip"),
    ("br", "br"),
    ("zstd", "zstd"),
    ("GZip", "gzip"),
    ("x-gzip", "gzip"),
    ("identity", ""),
    ("", ""),
    // What nobody here speaks.
    ("foo", ""),
    ("deflate", ""),
    ("compress, deflate, exi", ""),
    ("foo, gzip", "gzip"),
    // Refusals.
    ("*;q=0", ""),
    ("gzip;q=0", ""),
    ("gzip;q=0.000, br;q=0", ""),
    ("br;q=0, *;q=0", ""),
    ("zstd, *;q=0", "zstd"),
    ("identity;q=0, gzip", "gzip"),
    // Preferences.
    ("br;q=0.1, gzip;q=0.9", "gzip"),
    ("gzip;q=0.1, br;q=0.9, zstd;q=0.2", "br"),
    ("gzip ; q=0.5 , zstd ; q=0.6", "zstd"),
    ("gzip;q=0.5, identity;q=0.8", ""),
    ("gzip;q=0.001", "gzip"),
];

#[tokio::test]
async fn the_client_gets_the_coding_that_it_likes_best_and_never_one_that_it_refuses() {
    let server = Server::fixture().await;
    for path in ["/v1/projects", "/v1/projects?f=geojson", "/v1/projects?f=csv", "/openapi.json"] {
        let plain = server.get(path).await;
        for (accepted, coding) in CHOICES {
            // The first time it is coded, the second time it was kept.
            for _ in 0..2 {
                let answer = server.ask("GET", path, &[("accept-encoding", accepted)]).await;
                let sent = (answer.status, answer.header("content-encoding"));
                assert_eq!(sent, (200, coding), "{path}: {accepted}");
                assert!(answer.decoded() == plain.bytes, "{path}: {accepted}");
            }
        }
    }
}

#[tokio::test]
async fn whoever_takes_anything_gets_something_that_can_be_read() {
    let server = Server::fixture().await;
    let plain = server.get("/v1/projects").await;
    for (accepted, refused) in [
        ("*", ""),
        ("*;q=0.5", ""),
        ("gzip;q=0, *", "gzip"),
        ("br, *;q=0.1", ""),
        ("zstd;q=0, br;q=0, *", ""),
    ] {
        let answer = server.ask("GET", "/v1/projects", &[("accept-encoding", accepted)]).await;
        assert_eq!(answer.status, 200, "{accepted}");
        assert!(refused.is_empty() || answer.header("content-encoding") != refused, "{accepted}");
        assert!(answer.decoded() == plain.bytes, "{accepted}");
    }
}

/// A tag names the bytes that travelled: whoever has them in one coding does not have them in another.
#[tokio::test]
async fn the_tag_of_one_coding_does_not_stand_for_another() {
    let server = Server::fixture().await;
    let codings = ["identity", "gzip", "br", "zstd"];
    for had in codings {
        let known = server.ask("HEAD", "/v1/projects", &[("accept-encoding", had)]).await;
        for asked in codings {
            let headers = [("accept-encoding", asked), ("if-none-match", known.header("etag"))];
            let answer = server.ask("GET", "/v1/projects", &headers).await;
            assert_eq!(answer.status, if had == asked { 304 } else { 200 }, "{had}, then {asked}");
        }
    }
}
