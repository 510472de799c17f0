//! Keys and personal contacts with several services on one database, and commands beside them.

use atlas_testdb::fresh_database;
use atlas_tests::harness::{Replica, import_fixtures, key, run, said, succeed};
use serde_json::json;

const CONTACTS: &str = "/v1/actors/fr-charente-maritime/contacts";

/// The eight characters by which a key is known.
fn id(bearer: &str) -> &str {
    bearer.strip_prefix("Bearer atlas_").and_then(|rest| rest.split('_').next()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_made_beside_running_services_is_known_to_each_and_one_that_was_revoked_to_none() {
    let database = fresh_database();
    let url = database.url();
    import_fixtures(url).await;
    let replicas = [Replica::start(url, &[]).await, Replica::start(url, &[]).await];
    let embassy = key(url, "embassy", &["--country", "FR", "--expires", "90d"]).await;
    let revoked = key(url, "daect", &[]).await;
    succeed(url, &["key", "revoke", id(&revoked)]).await;
    for replica in &replicas {
        let answer = replica.ask("GET", "/v1/caller?lang=en", &[("authorization", &embassy)]).await;
        let body = answer.json();
        assert_eq!((answer.status, &body["role"], &body["country"]), (200, &json!("embassy"), &json!("FR")));
        assert_eq!(body["principal"], format!("key:{}", id(&embassy)));
        let answer = replica.ask("GET", "/v1/caller", &[("authorization", &revoked)]).await;
        assert_eq!((answer.status, answer.header("www-authenticate")), (401, "Bearer realm=\"atlas\""));
        assert!(!replica.log().contains(&embassy["Bearer ".len()..]), "no token is logged");
    }
    let listed = succeed(url, &["key", "list"]).await;
    assert!(listed.contains(id(&embassy)) && listed.contains(id(&revoked)), "{listed}");
    assert!(!listed.contains(&embassy["Bearer ".len()..]), "a token is shown once");
    assert_eq!(listed.matches("revoked").count(), 1, "{listed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn contacts_put_on_one_service_are_seen_on_another_and_in_no_export() {
    let directory = tempfile::tempdir().unwrap();
    let database = fresh_database();
    let url = database.url();
    import_fixtures(url).await;
    let replicas = [Replica::start(url, &[]).await, Replica::start(url, &[]).await];
    let own = key(url, "authority", &["--actor", "fr-charente-maritime"]).await;
    let other = key(url, "embassy", &["--country", "CN"]).await;
    let contacts = json!({ "contacts": [
        { "function": "international", "email": "secret-box@example.org", "legal_basis": "consent of 2015-11-23" },
    ] });
    let headers = [("authorization", own.as_str())];
    let first = [headers[0], ("if-none-match", "*")];
    let put = replicas[0].send("PUT", CONTACTS, &first, &contacts).await;
    assert_eq!(put.status, 200, "{}", put.text());
    let seen = replicas[1].ask("GET", CONTACTS, &headers).await;
    assert_eq!((seen.json(), seen.header("etag")), (put.json(), put.header("etag")));
    assert_eq!(replicas[1].ask("GET", CONTACTS, &[("authorization", &other)]).await.status, 403);

    let exported = directory.path().join("export");
    succeed(url, &["export", exported.to_str().unwrap()]).await;
    for file in std::fs::read_dir(&exported).unwrap() {
        let path = file.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains("secret-box"), "{}", path.display());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_makes_no_sense_is_refused_with_every_fault() {
    let database = fresh_database();
    let url = database.url();
    import_fixtures(url).await;
    let create =
        ["key", "create", "--role", "embasy", "--country", "FRR", "--label", " ", "--expires", "soon"];
    let refused = run(url, &create).await;
    let said = said(&refused);
    assert_eq!(refused.status.code(), Some(3), "{said}");
    for told in [
        "--role: \"embasy\": unknown value; nearest: embassy",
        "--country: \"FRR\"",
        "--label: ",
        "--expires: ",
    ] {
        assert!(said.contains(told), "{told}: {said}");
    }
    assert!(succeed(url, &["key", "list"]).await.contains("no keys"));
}
