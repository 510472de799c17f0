//! Content codings, chosen by the client.

use std::io::Read;

use axum::http::Method;

use super::Service;

fn plain(encoding: &str, body: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    match encoding {
        "gzip" => _ = flate2::read::GzDecoder::new(body).read_to_end(&mut plain).unwrap(),
        "br" => _ = brotli::Decompressor::new(body, 4096).read_to_end(&mut plain).unwrap(),
        "zstd" => plain = zstd::bulk::decompress(body, 1 << 24).unwrap(),
        _ => plain.extend_from_slice(body),
    }
    plain
}

#[tokio::test]
async fn each_coding_holds_the_same_content_under_its_own_tag() {
    let service = Service::start().await;
    let identity = service.get("/v1/territories").await;
    assert_eq!(identity.header("content-encoding"), "");
    let mut tags = vec![identity.header("etag").to_owned()];
    for encoding in ["gzip", "br", "zstd"] {
        for _ in 0..2 {
            let reply = service.ask(Method::GET, "/v1/territories", &[("accept-encoding", encoding)]).await;
            assert_eq!(reply.header("content-encoding"), encoding);
            assert_eq!(plain(encoding, &reply.body), identity.body, "{encoding}");
            assert!(reply.body.len() < identity.body.len() / 2, "{encoding}");
            assert!(
                !tags.contains(&reply.header("etag").to_owned())
                    || reply.header("etag") == tags[tags.len() - 1]
            );
            tags.push(reply.header("etag").to_owned());
        }
    }
    tags.dedup();
    assert_eq!(tags.len(), 4);
}

#[tokio::test]
async fn what_fits_a_packet_is_sent_as_it_is() {
    let service = Service::start().await;
    let reply = service.ask(Method::GET, "/health/live", &[("accept-encoding", "gzip")]).await;
    assert_eq!(reply.header("content-encoding"), "");
}
