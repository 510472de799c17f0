//! Whatever is said to any parameter of any path, the service answers it or says what is wrong.

use atlas_api::Settings;
use atlas_tests::harness::{Answer, Server, encode, public_reads};

/// Values that have broken services before: empty, endless, of another alphabet, another type, another
/// language.
const VALUES: [&str; 40] = [
    "",
    " ",
    ",",
    "!",
    "!!",
    "!,",
    ",!",
    ";",
    "*",
    "0",
    "-0",
    "-1",
    "1",
    "1e309",
    "NaN",
    "inf",
    "9223372036854775808",
    "-9223372036854775809",
    "0x10",
    "1_000",
    "true",
    "null",
    "{}",
    "[]",
    "..",
    "../..",
    "/",
    "2015-02-29",
    "0000-00-00",
    "+2015",
    "0,0,0,0",
    "-180,-90,180,90",
    "180,-90,-180,90",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "${jndi:ldap://example.org/a}",
    "\u{0}",
    "\u{202e}\u{feff}\u{200b}",
    "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}",
    "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
];

/// The answer is one that the interface allows: a success, or a whole problem that blames the request.
fn check(answer: &Answer, path: &str, failed: &mut Vec<String>) {
    let is_allowed = match answer.status {
        200 => !answer.header("etag").is_empty(),
        400 | 404 => {
            let body = answer.json();
            answer.header("content-type") == "application/problem+json"
                && body["status"] == answer.status
                && body["faults"].as_array().is_some_and(|faults| !faults.is_empty())
        }
        _ => false,
    };
    if !is_allowed {
        failed.push(format!("{path}: {} {:.300}", answer.status, answer.text()));
    }
}

#[tokio::test]
async fn no_value_of_any_parameter_breaks_the_service() {
    let server = Server::fixture().await;
    let long = ["林".repeat(600), "a,".repeat(20), "!".repeat(1_500), "9".repeat(400), "(".repeat(2_000)];
    let (mut asked, mut failed) = (0, Vec::new());
    for (path, operation) in public_reads() {
        let operation = &operation["parameters"];
        let target = path.replace("{id}", "nothing").replace("{number}", "1");
        // What fails for want of this would not get as far as the rest.
        let company = if path == "/v1/coordination/actors" { "&in=CN" } else { "" };
        for name in operation.as_array().into_iter().flatten().filter(|one| one["in"] == "query") {
            let name = name["name"].as_str().unwrap();
            for value in VALUES.iter().copied().chain(long.iter().map(String::as_str)) {
                let company = if name == "in" { "" } else { company };
                let path = format!("{target}?{name}={}&limit=1{company}", encode(value));
                let path = if name == "limit" { path.replace("&limit=1", "") } else { path };
                check(&server.get(&path).await, &path, &mut failed);
                asked += 1;
            }
        }
    }
    assert!(failed.is_empty(), "{} of {asked}: {:#?}", failed.len(), &failed[..failed.len().min(10)]);
    assert!(asked > 5_000, "only {asked}");
}

#[tokio::test]
async fn no_identifier_of_any_list_breaks_the_service() {
    let server = Server::fixture().await;
    let mut failed = Vec::new();
    for list in atlas_tests::harness::LISTS {
        for value in VALUES.iter().filter(|value| !["", "."].contains(value)) {
            // A client resolves dots by itself.
            if value.contains("..") {
                continue;
            }
            let path = format!("/v1/{list}/{}", encode(value));
            let answer = server.get(&path).await;
            assert_eq!(answer.status, 404, "{path}");
            check(&answer, &path, &mut failed);
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

/// The bytes of a URL that mean something, and some that must not, in every order of three.
#[tokio::test]
async fn no_query_string_breaks_the_service() {
    let server = Server::fixture().await;
    let pieces = ["&", "=", "%", "%00", "%f", "+", "q", "theme", "limit=1", "?", ";", "[]", "%26", "%3D"];
    let mut failed = Vec::new();
    for one in pieces {
        for two in pieces {
            for three in pieces {
                let path = format!("/v1/needs?{one}{two}{three}");
                check(&server.get(&path).await, &path, &mut failed);
            }
        }
    }
    assert!(failed.is_empty(), "{} failed: {:#?}", failed.len(), &failed[..failed.len().min(10)]);
}

/// As many wrong values as a URL can hold, asked for more often than there are threads: the search for what
/// was meant must not be paid for each of them. That takes milliseconds; the limit is the one after which
/// the service itself gives up.
#[tokio::test]
async fn a_long_list_of_unknown_values_is_answered_before_the_service_gives_up() {
    let server = Server::fixture().await;
    let values = "a,".repeat(3_900);
    for path in [
        "/v1/projects?territory=",
        "/v1/actors?country=",
        "/v1/coordination/actors?in=",
        "/v1/coordination/actors?in=CN&from=",
        "/v1/projects?q=",
    ] {
        let path = format!("{path}{values}");
        let all = async {
            tokio::join!(server.get(&path), server.get(&path), server.get(&path), server.get("/health/live"))
        };
        let answers = tokio::time::timeout(Settings::default().handler_time, all).await;
        let (one, two, three, alive) =
            answers.unwrap_or_else(|_| panic!("{path:.60} keeps the service busy"));
        assert_eq!([one.status, two.status, three.status, alive.status], [400, 400, 400, 200], "{path:.60}");
    }
}
