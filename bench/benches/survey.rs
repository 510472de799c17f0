//! Ten thousand changed rows: from the file to what everybody reads, step by step and over HTTP.
//!
//! ```sh
//! cargo bench -p atlas-bench --bench survey
//! ```
//!
//! The world has as many projects as the French atlas. A workbook holds everything about one country, with
//! another title and status in 10,000 of its projects; a CSV file holds those rows alone. They are read and
//! reviewed, then decided of and published, on a `SQLite` file and on a PostgreSQL server that writes to the
//! disk as in production; then the same over HTTP, from a service on threads of its own.
#![expect(clippy::expect_used, clippy::print_stdout, reason = "a measurement that fails ends here")]

use std::time::{Duration, Instant};

use atlas_api::Settings;
use atlas_bench::sheet::{as_csv, filled_in, handed_out};
use atlas_bench::world;
use atlas_index::Snapshot;
use atlas_model::{
    CampaignState, Change, ChangeSet, Confidence, Dataset, Id, Period, Provenance, ProvenanceKind, Role,
    SurveyCampaign, Text,
};
use atlas_store::{
    ApiKey, ChangeSetHeader, DecidedRow, Decision, Expected, OpenOptions, RANDOM_BYTES, SheetFile, Store,
    Submission as Submitted, Terms, Token, open,
};
use atlas_survey::{Grid, Limits, Review, Scope, Submission, read, review};
use atlas_testdb::{Cluster, Durability};
use atlas_tests::harness::Server;
use chrono::Utc;
use reqwest::{Client, Response};
use serde_json::Value;

const PROJECTS: usize = 12_129;
const ROWS: usize = 10_000;
const ROUNDS: usize = 5;

/// The country whose authorities take part in every project of a synthetic world.
const COUNTRY: &str = "S000";
const CAMPAIGN: &str = "measured";
const AUTHOR: &str = "bench";

#[tokio::main]
async fn main() {
    println!("\n{PROJECTS} projects, {ROWS} changed rows, {ROUNDS} rounds");
    files();
    let directory = tempfile::tempdir().expect("there is a directory for temporary files");
    let file = directory.path().join("atlas.gpkg");
    decisions("SQLite", &file.to_string_lossy()).await;
    let cluster = Cluster::start_with(Durability::OfMachine);
    let database = cluster.fresh_database();
    decisions("PostgreSQL", database.url()).await;
}

/// What needs no database.
fn files() {
    println!("\nthe file");
    let snapshot = Snapshot::build(campaign_world()).expect("synthetic worlds are whole");
    let scope = Scope { territories: vec![id(COUNTRY)] };
    let workbook = timed("hand out the workbook", || handed_out(&snapshot, &scope));
    let (workbook, sheet) = (filled_in(&workbook, ROWS, 0), as_csv(&snapshot, ROWS, 0));
    for (name, file, scope) in [("workbook", workbook, Some(&scope)), ("CSV", sheet, None)] {
        let size = file.len();
        let grid = timed(&format!("read the {name} of {size} bytes"), || grid(&file));
        let review = timed(&format!("review the {name}"), || reviewed(&grid, &snapshot, scope));
        println!("  {:?}", review.report.counts);
    }
}

/// What a database has to do, then everything together over HTTP.
async fn decisions(name: &str, location: &str) {
    println!("\n{name}");
    let store = open(location, OpenOptions::default()).await.expect("the database opens");
    let changes: Vec<Change> = campaign_world().into_records().into_iter().map(Change::Put).collect();
    let world = change_set(changes);
    let filled = store.import(&world, &Terms::default(), Utc::now(), &mut |_, _| {}).await;
    filled.expect("an empty store takes a whole world");
    step_by_step(&*store).await;
    let tokens = (key(&*store, Role::Embassy).await, key(&*store, Role::Daect).await);
    store.close().await;
    over_http(location, &tokens).await;
}

async fn step_by_step(store: &dyn Store) {
    let dataset = store.load().await.expect("it is read");
    let mut snapshot = Snapshot::build(dataset).expect("synthetic worlds are whole");
    let [mut accepted, mut read_back, mut published] = [const { Vec::new() }; 3];
    for round in 0..ROUNDS {
        let file = as_csv(&snapshot, ROWS, round);
        let review = reviewed(&grid(&file), &snapshot, None);
        let (change_set, terms) = decision(review, &snapshot, &format!("step-{round}"));
        let submitted = submission(&format!("step-{round}"), file);
        store.submit(&submitted).await.expect("it is kept");

        let started = Instant::now();
        let written = store.import(&change_set, &terms, Utc::now(), &mut |_, _| {}).await;
        accepted.push(started.elapsed());
        let written = written.expect("nobody else writes");
        assert_eq!(written.revisions, ROWS as u64, "every row makes a revision");

        let started = Instant::now();
        let revisions =
            store.revisions_since(snapshot.revision(), 2 * ROWS as u32).await.expect("they are read");
        read_back.push(started.elapsed());
        let changes = revisions.into_iter().filter_map(|revision| revision.after).map(Change::Put);
        let changes: Vec<Change> = changes.collect();
        let started = Instant::now();
        snapshot = snapshot.apply(&changes, written.last).expect("they are whole");
        published.push(started.elapsed());
    }
    tell("accept, one transaction", &mut accepted);
    tell("read its revisions back", &mut read_back);
    tell("publish", &mut published);
}

async fn over_http(location: &str, (embassy, daect): &(String, String)) {
    let server = Server::over(location, Settings::default()).await;
    let client = Client::builder().no_proxy().build().expect("a client can be made");
    let post = |path: String, token: &str| client.post(server.url(&path)).header("authorization", token);
    let path = format!("/v1/campaigns/{CAMPAIGN}/change-sets?lang=fr");
    let [mut handed, mut tried, mut submitted, mut decided] = [const { Vec::new() }; 4];
    let mut followed = Vec::new();
    for round in 0..ROUNDS {
        let started = Instant::now();
        let sheet = format!("/v1/campaigns/{CAMPAIGN}/sheet.xlsx?lang=fr&territory={COUNTRY}");
        let workbook = whole(client.get(server.url(&sheet)).send().await).await;
        handed.push(started.elapsed());
        let file = filled_in(&workbook, ROWS, ROUNDS + round);

        let started = Instant::now();
        let dry = whole(post(format!("{path}&dry_run=true"), embassy).body(file.clone()).send().await).await;
        tried.push(started.elapsed());
        let counts = &json(&dry)["report"]["counts"];
        assert_eq!((&counts["changed"], &counts["error"]), (&ROWS.into(), &0.into()), "{counts}");

        let started = Instant::now();
        let set = whole(post(path.clone(), embassy).body(file).send().await).await;
        submitted.push(started.elapsed());
        let decisions =
            format!("/v1/change-sets/{}/decisions?lang=fr", json(&set)["id"].as_str().expect("an id"));
        let request =
            post(decisions, daect).header("if-match", "\"v1\"").header("accept", "text/event-stream");
        let heard = hear(request.body(r#"{"others":"accept"}"#).send().await).await;
        decided.push(heard.took);
        followed.push(heard);
    }
    tell("hand out over HTTP", &mut handed);
    tell("dry run over HTTP", &mut tried);
    tell("submit over HTTP", &mut submitted);
    tell("accept over HTTP, until it is published and told", &mut decided);
    for heard in &followed {
        println!(
            "  {} events of progress, the first after {:.2?}, longest silence {:.2?}, {} bytes",
            heard.events, heard.first, heard.longest, heard.bytes
        );
    }
}

/// A stream of events to its end.
struct Heard {
    events: usize,
    first: Duration,
    longest: Duration,
    took: Duration,
    bytes: usize,
}

async fn hear(answer: reqwest::Result<Response>) -> Heard {
    let started = Instant::now();
    let mut answer = answer.and_then(Response::error_for_status).expect("it is decided");
    let (mut text, mut last, mut first, mut longest) = (Vec::new(), started, None, Duration::ZERO);
    while let Some(chunk) = answer.chunk().await.expect("the stream goes on") {
        longest = longest.max(last.elapsed());
        last = Instant::now();
        first.get_or_insert(started.elapsed());
        text.extend_from_slice(&chunk);
    }
    let took = started.elapsed();
    let bytes = text.len();
    let text = String::from_utf8(text).expect("events are UTF-8");
    let result = text.split_once("event: result\ndata: ").expect("it ends with a result").1;
    assert_eq!(json(result.trim().as_bytes())["accepted"], ROWS, "every row is accepted");
    let events = text.matches("event: progress\n").count();
    Heard { events, first: first.unwrap_or_default(), longest, took, bytes }
}

fn campaign_world() -> Dataset {
    let campaign = SurveyCampaign {
        id: id(CAMPAIGN),
        name: Text { fr: Some("Mesure".to_owned()), en: Some("Measured".to_owned()), zh: None },
        countries: vec![id(COUNTRY)],
        state: CampaignState::Open,
        period: Period::default(),
        figures: Vec::new(),
        note: Text::default(),
        provenance: Provenance::new(ProvenanceKind::Synthetic, Confidence::Low, Vec::new()),
    };
    Dataset { campaigns: vec![campaign], ..world(PROJECTS) }
}

fn grid(file: &[u8]) -> Grid {
    read(file, None, &Limits::default()).expect("it is a sheet")
}

fn reviewed(grid: &Grid, snapshot: &Snapshot, scope: Option<&Scope>) -> Review {
    let date = "2015-11-23".parse().expect("it is a day");
    let review = review(grid, &Submission { snapshot, base: None, scope, entered_by: AUTHOR, date });
    let counts = review.report.counts;
    assert_eq!((counts.changed, counts.error, counts.conflict), (ROWS, 0, 0), "{counts:?}");
    review
}

/// All rows accepted, as the service does it.
fn decision(review: Review, snapshot: &Snapshot, id: &str) -> (ChangeSet, Terms) {
    let told = review.report.rows.iter().map(|row| DecidedRow {
        place: row.place.clone().expect("a row has a place"),
        kind: row.kind,
        record: row.id.clone(),
        accepted: true,
        reason: String::new(),
        report: serde_json::to_string(row).expect("a row is JSON"),
    });
    let decision = Decision {
        change_set: id.to_owned(),
        version: 1,
        decided_by: AUTHOR.to_owned(),
        rows: told.collect(),
        is_last: true,
    };
    let changes: Vec<Change> = review.proposals.into_iter().map(|proposal| proposal.change).collect();
    let unchanged = |change: &Change| (change.target(), Expected::UnchangedSince(snapshot.revision()));
    let expected = changes.iter().map(unchanged).collect();
    (change_set(changes), Terms { expected, decision: Some(decision), ..Terms::default() })
}

fn change_set(changes: Vec<Change>) -> ChangeSet {
    ChangeSet {
        author: AUTHOR.to_owned(),
        reason: "to see how long it takes".to_owned(),
        campaign: None,
        changes,
    }
}

/// A key of a role, as the header shows it.
async fn key(store: &dyn Store, role: Role) -> String {
    let token = Token::new(&[role as u8 + 1; RANDOM_BYTES]);
    let made = ApiKey {
        id: token.id().to_owned(),
        label: AUTHOR.to_owned(),
        role,
        country: (role == Role::Embassy).then(|| id(COUNTRY)),
        actor: None,
        secret_sha256: token.secret_sha256(),
        created_at: Utc::now(),
        expires_at: None,
        revoked_at: None,
        last_used_at: None,
    };
    store.create_key(&made).await.expect("it is kept");
    format!("Bearer {}", token.reveal())
}

fn submission(name: &str, file: Vec<u8>) -> Submitted {
    let header = ChangeSetHeader {
        id: name.to_owned(),
        campaign: id(CAMPAIGN),
        principal: AUTHOR.to_owned(),
        author: AUTHOR.to_owned(),
        country: None,
        actor: None,
        reason: String::new(),
        submitted_at: Utc::now(),
    };
    let sheet = SheetFile {
        name: String::new(),
        media_type: "text/csv".to_owned(),
        bytes: file.into(),
        sheet_revision: None,
        territories: None,
    };
    Submitted { header, sheet }
}

fn id(text: &str) -> Id {
    Id::new(text).expect("it is an identifier")
}

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).expect("it is JSON")
}

async fn whole(answer: reqwest::Result<Response>) -> Vec<u8> {
    let answer = answer.and_then(Response::error_for_status).expect("it is done");
    answer.bytes().await.expect("the answer is whole").to_vec()
}

/// Does something several times, prints how long it took, gives what came of it.
fn timed<T>(what: &str, mut step: impl FnMut() -> T) -> T {
    let mut times = Vec::new();
    let mut made = step();
    for _ in 0..ROUNDS {
        let started = Instant::now();
        made = step();
        times.push(started.elapsed());
    }
    tell(what, &mut times);
    made
}

/// Prints the middle and the slowest.
fn tell(what: &str, times: &mut [Duration]) {
    times.sort_unstable();
    println!("  {what}: median {:.2?}, slowest {:.2?}", times[times.len() / 2], times[times.len() - 1]);
}
