//! What travels twice is sent once: entity tags, content codings, HEAD, and the headers that say so.

use std::collections::BTreeMap;

use atlas_model::{Change, ChangeSet, Record};
use atlas_store::OpenOptions;
use atlas_tests::harness::{Answer, Server, public_reads};

/// Answers made of records, one for each format and shape.
const RECORDS: [&str; 12] = [
    "/v1/projects",
    "/v1/projects?f=geojson",
    "/v1/projects?f=csv",
    "/v1/projects?f=csv&lang=zh",
    "/v1/partnerships?f=geojson&lang=all",
    "/v1/territories?f=geojson&geometry=boundary&level=region",
    "/v1/territories/CN-220000",
    "/v1/territories/CN-220000?f=geojson&geometry=boundary",
    "/v1/needs?limit=2&f=csv",
    "/v1/themes",
    "/v1/summary",
    "/v1/coordination/actors?in=CN-370000&from=FR",
];

const CODINGS: [&str; 4] = ["identity", "gzip", "br", "zstd"];

/// What every way to read can be asked.
fn every_route() -> Vec<String> {
    let named = |path: &String| match path.as_str() {
        "/v1/coordination/actors" => format!("{path}?in=CN-220000"),
        "/v1/sources/{id}" => path.replace("{id}", "insee-cog"),
        "/v1/themes/{id}" => path.replace("{id}", "sante"),
        "/v1/territories/{id}" => path.replace("{id}", "FR-REG-52"),
        "/v1/actors/{id}" => path.replace("{id}", "fr-charente-maritime"),
        "/v1/campaigns/{id}" => path.replace("{id}", "2015"),
        "/v1/events/{id}" => path.replace("{id}", "rencontres-4-strasbourg"),
        "/v1/partnerships/{id}" => path.replace("{id}", "charente-maritime--prov-jilin"),
        "/v1/projects/{id}" => path.replace("{id}", "plateforme-nord-est"),
        "/v1/resources/{id}" => path.replace("{id}", "bureau-qingdao-pdl"),
        "/v1/needs/{id}" => path.replace("{id}", "changchun-cadres"),
        // What lies below an item, such as its history, is read of one kind.
        _ => path.replace("{id}", "plateforme-nord-est").replace("{number}", "1"),
    };
    let reads = public_reads();
    let documented: Vec<String> = reads.keys().map(named).collect();
    let pages = ["/", "/fr", "/en", "/zh", "/docs", "/docs/", "/docs/problems", "/docs/swagger-ui.css"];
    let failures = ["/nowhere", "/v1/projects?limit=0", "/v1/projects/nothing"];
    documented.into_iter().chain(pages.into_iter().chain(failures).map(str::to_owned)).collect()
}

/// The headers that do not change from one request to the next.
fn lasting(answer: &Answer) -> BTreeMap<&str, &str> {
    let headers = answer.headers.keys().map(|name| (name.as_str(), answer.header(name.as_str())));
    headers.filter(|(name, _)| !["date", "x-request-id"].contains(name)).collect()
}

#[tokio::test]
async fn every_coding_carries_the_same_bytes_under_a_tag_of_its_own() {
    let server = Server::fixture().await;
    for path in RECORDS {
        let plain = server.get(path).await;
        assert_eq!((plain.status, plain.header("content-encoding")), (200, ""), "{path}");
        let mut tags = Vec::new();
        for coding in CODINGS {
            let answer = server.ask("GET", path, &[("accept-encoding", coding)]).await;
            let tag = answer.header("etag").to_owned();
            assert!(
                tag.starts_with('"') && tag.ends_with('"') && tag.len() > 10,
                "{path}: {tag} is not strong"
            );
            let sent = answer.header("content-encoding");
            let is_small = plain.bytes.len() < 1024;
            assert_eq!(sent, if coding == "identity" || is_small { "" } else { coding }, "{path}");
            assert_eq!(answer.decoded(), plain.bytes, "{path} {coding}");
            assert_eq!(answer.header("content-length"), answer.bytes.len().to_string(), "{path} {coding}");
            assert!(sent.is_empty() || answer.bytes.len() < plain.bytes.len(), "{path} {coding}");
            if !is_small {
                assert!(!tags.contains(&tag), "{path} {coding}: {tag} is another's");
            }
            tags.push(tag);
        }
    }
}

#[tokio::test]
async fn a_tag_that_the_client_has_is_answered_by_304() {
    let server = Server::fixture().await;
    for path in RECORDS {
        for coding in CODINGS {
            let coded = ("accept-encoding", coding);
            let fresh = server.ask("GET", path, &[coded]).await;
            let tag = fresh.header("etag");
            for condition in [tag.to_owned(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()]
            {
                for method in ["GET", "HEAD"] {
                    let again = server.ask(method, path, &[coded, ("if-none-match", &condition)]).await;
                    assert_eq!((again.status, again.bytes.len()), (304, 0), "{path} {coding} {condition}");
                    for name in ["etag", "cache-control", "vary", "atlas-revision"] {
                        assert_eq!(again.header(name), fresh.header(name), "{path} {coding}: {name}");
                    }
                    assert_eq!(again.header("content-encoding"), "");
                }
            }
            let other = server.ask("GET", path, &[coded, ("if-none-match", "\"other\"")]).await;
            assert_eq!((other.status, other.bytes == fresh.bytes), (200, true), "{path} {coding}");
        }
    }
}

#[tokio::test]
async fn the_same_question_gives_the_same_bytes_and_tags_on_every_replica() {
    let (server, replica) = (Server::fixture().await, Server::fixture().await);
    for path in RECORDS {
        for coding in CODINGS {
            let coded = [("accept-encoding", coding)];
            let (here, there) =
                (server.ask("GET", path, &coded).await, replica.ask("GET", path, &coded).await);
            assert_eq!(lasting(&here), lasting(&there), "{path} {coding}");
            assert!(here.bytes == there.bytes, "{path} {coding}");
        }
    }
}

#[tokio::test]
async fn formats_and_languages_have_tags_of_their_own_however_they_are_asked_for() {
    let server = Server::fixture().await;
    let mut tags = Vec::new();
    for (query, accept, accept_language) in [
        ("?f=json&lang=fr", "application/json", "fr"),
        ("?f=geojson&lang=fr", "application/geo+json", "fr"),
        ("?f=csv&lang=fr", "text/csv", "fr"),
        ("?f=json&lang=zh", "application/json", "zh"),
        ("?f=csv&lang=en", "text/csv", "en"),
    ] {
        let by_query = server.get(&format!("/v1/resources/bureau-qingdao-pdl{query}")).await;
        let headers = [("accept", accept), ("accept-language", accept_language)];
        let by_header = server.ask("GET", "/v1/resources/bureau-qingdao-pdl", &headers).await;
        assert_eq!(lasting(&by_query), lasting(&by_header), "{query}");
        assert!(by_query.header("content-type").starts_with(accept), "{query}");
        assert!(!tags.contains(&by_query.header("etag").to_owned()), "{query}");
        tags.push(by_query.header("etag").to_owned());
    }
}

#[tokio::test]
async fn answers_say_what_they_depend_on() {
    let server = Server::fixture().await;
    let revision = server.get("/health/ready").await.json()["revision"].to_string();
    for path in RECORDS {
        let answer = server.get(path).await;
        assert_eq!(answer.header("atlas-revision"), revision, "{path}");
        assert!(answer.header("etag").starts_with(&format!("\"r{revision}-")), "{path}");
        let varies: Vec<_> = answer.header("vary").split(", ").collect();
        for name in ["Accept", "Accept-Language", "Accept-Encoding"] {
            assert!(varies.contains(&name), "{path}: {varies:?}");
        }
        let language = answer.header("content-language");
        assert!(["fr", "en", "zh", "fr, en, zh"].contains(&language), "{path}: {language}");
        assert!(answer.header("cache-control").contains("must-revalidate"), "{path}");
        let is_named = answer.header("content-disposition").contains("filename=\"");
        assert_eq!(
            is_named,
            !path.contains("summary") && !path.contains("coordination") && path != "/v1/themes",
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_revision_changes_the_tag_of_what_it_changes() {
    let server = Server::fixture().await;
    let store = atlas_store::open(server.location(), OpenOptions::default()).await.unwrap();
    let (path, before) = ("/v1/needs/changchun-cadres", server.get("/v1/needs/changchun-cadres").await);
    let mut need = store
        .load()
        .await
        .unwrap()
        .needs
        .into_iter()
        .find(|need| need.id.as_str() == "changchun-cadres")
        .unwrap();
    need.description = atlas_model::Text::fr("Autre chose.");
    let changes = vec![Change::Put(Record::from(need))];
    let change_set = ChangeSet { author: "test".to_owned(), reason: String::new(), campaign: None, changes };
    let revision = store.commit(&change_set, chrono::Utc::now()).await.unwrap()[0].number;
    store.close().await;
    let condition = [("if-none-match", before.header("etag"))];
    let mut after = server.ask("GET", path, &condition).await;
    while after.status == 304 {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        after = server.ask("GET", path, &condition).await;
    }
    assert_eq!((after.status, after.header("atlas-revision")), (200, &*revision.to_string()));
    assert_ne!(after.header("etag"), before.header("etag"));
    assert!(after.text().contains("Autre chose."), "{}", after.text());
}

#[tokio::test]
async fn head_is_get_without_the_body_everywhere() {
    let server = Server::fixture().await;
    for path in every_route() {
        for coding in ["identity", "br"] {
            let get = server.ask("GET", &path, &[("accept-encoding", coding)]).await;
            let head = server.ask("HEAD", &path, &[("accept-encoding", coding)]).await;
            assert_eq!((head.status, head.bytes.len()), (get.status, 0), "{path}");
            let compared = |answer: &Answer| -> BTreeMap<String, String> {
                // What the service counts changes by being asked, and so does the time since it heard of
                // its database.
                let is_of_the_moment = ["/metrics", "/health/ready"].contains(&path.as_str());
                let changes = |name: &str| is_of_the_moment && ["content-length", "etag"].contains(&name);
                let kept = lasting(answer).into_iter().filter(|(name, _)| !changes(name));
                kept.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
            };
            assert_eq!(compared(&head), compared(&get), "{path} {coding}");
        }
    }
}

#[tokio::test]
async fn pages_and_documents_are_tagged_too() {
    let server = Server::fixture().await;
    for path in
        ["/", "/zh", "/docs/", "/docs/problems", "/docs/swagger-ui.css", "/openapi.json", "/openapi-3.0.json"]
    {
        let plain = server.get(path).await;
        assert_eq!(plain.status, 200, "{path}");
        for coding in ["identity", "gzip", "br"] {
            let coded = ("accept-encoding", coding);
            let answer = server.ask("GET", path, &[coded]).await;
            assert_eq!(answer.decoded(), plain.bytes, "{path} {coding}");
            assert!(answer.header("etag").starts_with('"'), "{path}: {}", answer.header("etag"));
            assert!(answer.header("vary").contains("Accept-Encoding"), "{path}");
            let again = server.ask("GET", path, &[coded, ("if-none-match", answer.header("etag"))]).await;
            assert_eq!((again.status, again.bytes.len()), (304, 0), "{path} {coding}");
        }
    }
}

#[tokio::test]
async fn any_origin_may_read_everything() {
    let server = Server::fixture().await;
    for path in every_route() {
        let origin = ("origin", "https://example.org");
        let answer = server.ask("GET", &path, &[origin]).await;
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        let exposed = answer.header("access-control-expose-headers").to_owned();
        for name in ["Atlas-Revision", "Content-Language", "ETag", "Link", "X-Request-Id"] {
            assert!(exposed.contains(name), "{path}: {exposed}");
        }
        let wish = [
            origin,
            ("access-control-request-method", "GET"),
            ("access-control-request-headers", "if-none-match"),
        ];
        let preflight = server.ask("OPTIONS", &path, &wish).await;
        assert_eq!((preflight.status, preflight.header("access-control-allow-origin")), (204, "*"), "{path}");
        assert!(preflight.header("access-control-allow-methods").contains("GET"), "{path}");
        for name in ["If-None-Match", "Atlas-Min-Revision"] {
            assert!(preflight.header("access-control-allow-headers").contains(name), "{path}: {name}");
        }
    }
}
