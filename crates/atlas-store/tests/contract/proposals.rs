//! Change sets that wait for decisions, from their submission to the last decision.

use std::sync::Arc;

use atlas_model::{ChangeSet, Id, ProposalState, RecordKind};
use atlas_store::{
    ChangeSetHeader, ChangeSetInfo, Committed, Decided, DecidedRow, Decision, ProposalFilter, SheetFile,
    Store, StoreError, Submission, Terms,
};
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};

use crate::backend::{
    Backend, Postgres, Sqlite, change_set, commit, connect, deletes, execute, id, noon, puts, target,
};
use crate::samples;

pub(crate) fn at(hours: i64) -> DateTime<Utc> {
    noon() + TimeDelta::hours(hours)
}

/// A file with every field set.
pub(crate) fn sheet(content: &str) -> SheetFile {
    SheetFile {
        name: "../Enquête « 2015 » 调查.csv".to_owned(),
        media_type: "text/csv; charset=windows-1252".to_owned(),
        bytes: content.to_owned().into(),
        sheet_revision: Some(7),
        territories: Some(vec![id("bare"), id("full")]),
    }
}

/// A submission with every field set.
pub(crate) fn full(name: &str) -> Submission {
    let header = ChangeSetHeader {
        id: name.to_owned(),
        campaign: id("2015"),
        principal: "key:0a1b2c3d".to_owned(),
        author: "Ambassade, service de coopération « é » 使馆".to_owned(),
        country: Some(id("bare")),
        actor: Some(id("full")),
        reason: "enquête 2015 \"é\"".to_owned(),
        submitted_at: at(0),
    };
    Submission { header, sheet: sheet("id;titre\np;un\n") }
}

/// A submission with nothing set that may be missing.
pub(crate) fn bare(name: &str) -> Submission {
    let sheet = SheetFile { bytes: Bytes::new(), sheet_revision: None, territories: None, ..sheet("") };
    let header = full(name).header;
    Submission {
        header: ChangeSetHeader { country: None, actor: None, reason: String::new(), ..header },
        sheet,
    }
}

/// The same with another header.
fn with(mut submission: Submission, change: impl FnOnce(&mut ChangeSetHeader)) -> Submission {
    change(&mut submission.header);
    submission
}

pub(crate) fn row(place: &str, record: Option<&str>, accepted: bool) -> DecidedRow {
    DecidedRow {
        place: place.to_owned(),
        kind: RecordKind::Project,
        record: record.map(id),
        accepted,
        reason: format!("raison « {place} »"),
        report: r#"{"titre": ["un", "deux"],  "é": "\u0000"}"#.to_owned(),
    }
}

pub(crate) fn decision(version: u32, rows: Vec<DecidedRow>) -> Decision {
    let decided_by = "DAECT, cellule de l'atlas".to_owned();
    Decision { change_set: "c".to_owned(), version, decided_by, rows, is_last: false }
}

pub(crate) async fn decide(
    store: &Arc<dyn Store>,
    changes: &ChangeSet,
    decision: Decision,
) -> Result<Committed, StoreError> {
    let terms = Terms { decision: Some(decision), ..Terms::default() };
    store.commit_on(changes, &terms, at(5)).await
}

/// Accepts one more row of a change set, which writes a record.
pub(crate) async fn decide_next(store: &Arc<dyn Store>) {
    let seen = info(store).await;
    let rows = vec![row(&format!("Projets!{}", seen.version), Some("p"), true)];
    let changes = puts([samples::project("p", &format!("version {}", seen.version))]);
    decide(store, &changes, decision(seen.version, rows)).await.unwrap();
}

pub(crate) fn nothing() -> ChangeSet {
    change_set(vec![])
}

pub(crate) async fn info(store: &Arc<dyn Store>) -> ChangeSetInfo {
    store.change_set("c").await.unwrap().expect("there is such a change set")
}

/// A store with records and one change set.
pub(crate) async fn submitted(backend: &impl Backend) -> Arc<dyn Store> {
    let store = backend.open().await;
    commit(&store, &puts(samples::world())).await;
    store.submit(&full("c")).await.unwrap();
    store
}

pub(crate) async fn a_submission_round_trips_with_every_field_set_and_unset(backend: &impl Backend) {
    let store = backend.open().await;
    assert_eq!(store.change_set("full").await.unwrap(), None);
    assert_eq!(store.file("full", None).await.unwrap(), None);
    assert_eq!(store.decisions("full").await.unwrap(), []);
    for submission in [full("full"), bare("bare")] {
        store.submit(&submission).await.unwrap();
        let header = submission.header;
        let kept = store.change_set(&header.id).await.unwrap().unwrap();
        let file = store.file(&header.id, None).await.unwrap().unwrap();
        assert_eq!((file.number, file.submitted_at), (1, header.submitted_at));
        assert_eq!(file.sheet, submission.sheet);
        let expected = ChangeSetInfo {
            state: ProposalState::Submitted,
            version: 1,
            files: 1,
            accepted: 0,
            rejected: 0,
            changed_at: header.submitted_at,
            header,
        };
        assert_eq!(kept, expected);
    }
    let again = with(bare("full"), |header| header.reason = "another".to_owned());
    let refused = store.submit(&again).await;
    assert!(matches!(&refused, Err(StoreError::ChangeSetExists(name)) if name == "full"), "{refused:?}");
    assert_eq!(store.change_set("full").await.unwrap().unwrap().header, full("full").header);
    assert_eq!(store.file("full", None).await.unwrap().unwrap().sheet, full("full").sheet);
}

pub(crate) async fn texts_that_no_database_holds_are_kept_readable(backend: &impl Backend) {
    let store = backend.open().await;
    let odd = "c\0";
    store.submit(&with(full(odd), |header| header.reason = "a\0b".to_owned())).await.unwrap();
    let kept = store.change_set(odd).await.unwrap().unwrap().header;
    assert_eq!((kept.id.as_str(), kept.reason.as_str()), ("c\u{2400}", "a\u{2400}b"));
    let refused = store.submit(&full(odd)).await;
    assert!(matches!(refused, Err(StoreError::ChangeSetExists(_))), "{refused:?}");
    let rows = vec![row("Projets\0!2", None, false)];
    let of_odd = |version, rows| Decision { change_set: odd.to_owned(), ..decision(version, rows) };
    decide(&store, &nothing(), of_odd(1, rows.clone())).await.unwrap();
    let twice = decide(&store, &nothing(), of_odd(2, rows)).await;
    assert!(matches!(twice, Err(StoreError::AlreadyDecided(_))), "{twice:?}");
    assert_eq!(store.decisions(odd).await.unwrap().len(), 1);
    let filter = ProposalFilter { principal: Some("\0".to_owned()), ..ProposalFilter::default() };
    assert_eq!(store.change_sets(&filter, Some((at(1), odd)), 9).await.unwrap(), []);
    assert_eq!(store.file("\0", None).await.unwrap(), None);
    let unknown = store.withdraw("\0", 1, at(1)).await;
    assert!(matches!(unknown, Err(StoreError::NoChangeSet(_))), "{unknown:?}");
}

pub(crate) async fn a_change_set_lives_from_its_submission_to_the_last_decision(backend: &impl Backend) {
    let store = submitted(backend).await;
    store.revise("c", 1, &sheet("corrected"), at(1)).await.unwrap();
    let now = info(&store).await;
    assert_eq!((now.version, now.files, now.changed_at, now.header.submitted_at), (2, 2, at(1), at(0)));

    let before = store.revision().await.unwrap();
    let first = vec![
        row("Projets!12", Some("q"), true),
        row("Projets!2", Some("p"), true),
        row("Projets!3", Some("p"), false),
    ];
    let changes = puts([samples::project("p", "one"), samples::project("q", "one")]);
    let committed = decide(&store, &changes, decision(2, first.clone())).await.unwrap();
    assert_eq!(committed.last, before + 2);
    let now = info(&store).await;
    assert_eq!((now.state, now.version, now.accepted, now.rejected), (ProposalState::Submitted, 3, 2, 1));

    // A put that changes nothing is accepted all the same, and makes no revision.
    let second = vec![row("Projets!4", Some("p"), true), row("Acteurs!1", None, false)];
    let last = Decision { is_last: true, ..decision(3, second.clone()) };
    decide(&store, &puts([samples::project("p", "one")]), last).await.unwrap();
    let now = info(&store).await;
    assert_eq!((now.state, now.version, now.accepted, now.rejected), (ProposalState::Decided, 4, 3, 2));
    assert_eq!(store.revision().await.unwrap(), before + 2);

    let decided = store.decisions("c").await.unwrap();
    let rows: Vec<DecidedRow> = decided.iter().map(|decided| decided.row.clone()).collect();
    assert_eq!(rows, [first, second].concat(), "in the order in which they were decided");
    let revisions: Vec<_> = decided.iter().map(|decided| decided.revision).collect();
    assert_eq!(revisions, [Some(before + 2), Some(before + 1), None, None, None]);
    let revision = &store.revisions_since(before, 1).await.unwrap()[0];
    assert_eq!(decided[0].decided_at, revision.recorded_at);
    assert_eq!(decided[0].decided_by, "DAECT, cellule de l'atlas");
    assert!(decided.is_sorted_by_key(|decided| decided.decided_at));
    assert_eq!(now.changed_at, decided[4].decided_at);
}

pub(crate) async fn whoever_has_not_seen_the_present_version_changes_nothing(backend: &impl Backend) {
    let store = submitted(backend).await;
    store.revise("c", 1, &sheet("corrected"), at(1)).await.unwrap();
    let before = (info(&store).await, store.revision().await.unwrap());
    for version in [0, 1, 3] {
        let outdated = |result: Result<(), StoreError>| match result {
            Err(StoreError::Outdated(present)) => assert_eq!(present, 2),
            other => panic!("not outdated: {other:?}"),
        };
        outdated(store.revise("c", version, &sheet("late"), at(2)).await);
        outdated(store.withdraw("c", version, at(2)).await);
        let changes = puts([samples::project("p", "late")]);
        let rows = vec![row("Projets!2", Some("p"), true)];
        outdated(decide(&store, &changes, decision(version, rows)).await.map(|_| ()));
    }
    let unknown = |result: Result<(), StoreError>| match result {
        Err(StoreError::NoChangeSet(name)) => assert_eq!(name, "never"),
        other => panic!("not unknown: {other:?}"),
    };
    unknown(store.revise("never", 1, &sheet("late"), at(2)).await);
    unknown(store.withdraw("never", 1, at(2)).await);
    let never = Decision { change_set: "never".to_owned(), ..decision(1, vec![]) };
    unknown(decide(&store, &puts([samples::project("p", "late")]), never).await.map(|_| ()));
    assert_eq!((info(&store).await, store.revision().await.unwrap()), before);
    assert_eq!(store.file("c", None).await.unwrap().unwrap().number, 2);
    assert_eq!(store.decisions("c").await.unwrap(), []);
}

pub(crate) async fn what_was_withdrawn_or_decided_cannot_be_changed_any_more(backend: &impl Backend) {
    for (state, withdrawn) in [(ProposalState::Withdrawn, true), (ProposalState::Decided, false)] {
        let store = backend.open().await;
        let name = state.as_str();
        store.submit(&full(name)).await.unwrap();
        let of = |version: u32, rows: Vec<DecidedRow>| Decision {
            change_set: name.to_owned(),
            is_last: true,
            ..decision(version, rows)
        };
        if withdrawn {
            store.withdraw(name, 1, at(1)).await.unwrap();
        } else {
            decide(&store, &nothing(), of(1, vec![row("Projets!2", None, false)])).await.unwrap();
        }
        let settled = |result: Result<(), StoreError>| match result {
            Err(StoreError::Settled(found)) => assert_eq!(found, state),
            other => panic!("not settled: {other:?}"),
        };
        settled(store.revise(name, 2, &sheet("late"), at(2)).await);
        settled(store.withdraw(name, 2, at(2)).await);
        let late = of(2, vec![row("Projets!3", Some("source"), true)]);
        settled(decide(&store, &puts(samples::all_bare()), late).await.map(|_| ()));
        assert_eq!(store.revision().await.unwrap(), 0);
        let kept = store.change_set(name).await.unwrap().unwrap();
        assert_eq!((kept.state, kept.version, kept.files), (state, 2, 1));
        assert_eq!(store.decisions(name).await.unwrap().len(), usize::from(!withdrawn));
    }
}

pub(crate) async fn every_file_is_kept_byte_for_byte(backend: &impl Backend) {
    const LARGE: usize = 8 << 20;
    let store = backend.open().await;
    let bytes: Bytes = (0..LARGE).map(|n| (n % 251) as u8 ^ (n >> 13) as u8).collect();
    let files = [
        SheetFile { bytes: Bytes::new(), ..sheet("") },
        SheetFile { bytes: (0..=255).collect(), ..sheet("") },
        SheetFile { bytes, ..sheet("") },
        sheet("last"),
    ];
    store.submit(&Submission { sheet: files[0].clone(), ..full("c") }).await.unwrap();
    for (version, file) in (1..).zip(&files[1..]) {
        store.revise("c", version, file, at(i64::from(version))).await.unwrap();
    }
    for (number, file) in (1..).zip(&files) {
        let kept = store.file("c", Some(number)).await.unwrap().unwrap();
        assert!(kept.sheet == *file, "file {number} is another one");
        assert_eq!((kept.number, kept.submitted_at), (number, at(i64::from(number) - 1)));
    }
    let last = store.file("c", None).await.unwrap().unwrap();
    assert_eq!((last.number, &last.sheet), (4, &files[3]));
    // `printf last | sha256sum`
    let hash = last.sha256.map(|byte| format!("{byte:02x}")).concat();
    assert_eq!(hash, "3547cb112ac4489af2310c0626cdba6f3097a2ad5a3b42ddd3b59c76c7a079a3");
    assert_eq!(store.file("c", Some(5)).await.unwrap(), None);
    assert_eq!(store.file("c", Some(0)).await.unwrap(), None);
}

pub(crate) async fn change_sets_are_listed_newest_first_page_by_page(backend: &impl Backend) {
    let store = backend.open().await;
    for n in 0..12_u8 {
        let submission = with(bare(&format!("c{n:02}")), |header| {
            header.campaign = id(["2015", "2016"][usize::from(n % 2)]);
            header.principal = format!("key:{}", n % 3);
            // Several at one time, submitted out of order.
            header.submitted_at = at(i64::from(n * 5 % 12 / 3));
        });
        store.submit(&submission).await.unwrap();
        if n % 4 == 0 {
            store.withdraw(&submission.header.id, 1, at(9)).await.unwrap();
        }
    }
    let all = listed(&store, &ProposalFilter::default(), 100).await;
    assert_eq!(all.len(), 12);
    let key = |info: &ChangeSetInfo| (info.header.submitted_at, info.header.id.clone());
    assert!(all.is_sorted_by(|one, next| key(one) > key(next)), "{all:#?}");
    let campaigns = [None, Some(id("2015")), Some(id("none"))];
    let principals = [None, Some("key:1".to_owned())];
    let states = [None, Some(ProposalState::Withdrawn), Some(ProposalState::Decided)];
    for campaign in &campaigns {
        for principal in &principals {
            for state in &states {
                let filter = ProposalFilter {
                    campaign: campaign.clone(),
                    principal: principal.clone(),
                    state: *state,
                };
                let fits = |info: &&ChangeSetInfo| {
                    campaign.as_ref().is_none_or(|campaign| info.header.campaign == *campaign)
                        && principal.as_ref().is_none_or(|principal| info.header.principal == *principal)
                        && state.is_none_or(|state| info.state == state)
                };
                let expected: Vec<ChangeSetInfo> = all.iter().filter(fits).cloned().collect();
                for size in [1, 5, 100] {
                    assert_eq!(listed(&store, &filter, size).await, expected, "{filter:?} by {size}");
                }
            }
        }
    }
}

/// Reads page after page, as whoever follows the list does.
async fn listed(store: &Arc<dyn Store>, filter: &ProposalFilter, size: u32) -> Vec<ChangeSetInfo> {
    let mut all: Vec<ChangeSetInfo> = Vec::new();
    loop {
        let before = all.last().map(|last| (last.header.submitted_at, last.header.id.as_str()));
        let page = store.change_sets(filter, before, size).await.unwrap();
        assert!(page.len() <= size as usize);
        if page.is_empty() {
            return all;
        }
        all.extend(page);
    }
}

pub(crate) async fn a_copy_has_the_change_sets_of_its_original(backend: &impl Backend) {
    let (there, back) = (Sqlite::new(), Sqlite::new());
    let (origin, copy, returned) = (submitted(&there).await, backend.open().await, back.open().await);
    origin.revise("c", 1, &sheet("corrected"), at(1)).await.unwrap();
    let rows = vec![row("Projets!9", Some("p"), true), row("Projets!10", None, false)];
    decide(&origin, &puts([samples::project("p", "one")]), decision(2, rows)).await.unwrap();
    origin.submit(&bare("d")).await.unwrap();
    origin.withdraw("d", 1, at(2)).await.unwrap();
    copy.restore(&*origin, &mut |_, _| {}).await.unwrap();
    returned.restore(&*copy, &mut |_, _| {}).await.unwrap();
    let everything = async |store: &Arc<dyn Store>| {
        let infos = listed(store, &ProposalFilter::default(), 100).await;
        let mut files = Vec::new();
        for number in [1, 2, 3] {
            files.push((
                store.file("c", Some(number)).await.unwrap(),
                store.file("d", Some(number)).await.unwrap(),
            ));
        }
        (infos, files, store.decisions("c").await.unwrap())
    };
    let expected = everything(&origin).await;
    assert_eq!(expected.0.len(), 2);
    assert_eq!(everything(&copy).await, expected);
    assert_eq!(everything(&returned).await, expected);
    // It goes on as its original would.
    let rest = Decision { is_last: true, ..decision(3, vec![row("Projets!11", None, false)]) };
    decide(&copy, &nothing(), rest).await.unwrap();
    let places: Vec<String> =
        copy.decisions("c").await.unwrap().into_iter().map(|decided: Decided| decided.row.place).collect();
    assert_eq!(places, ["Projets!9", "Projets!10", "Projets!11"]);
}

pub(crate) async fn change_sets_make_no_revision_and_keep_nothing_from_being_deleted(backend: &impl Backend) {
    let store = submitted(backend).await;
    commit(&store, &puts([samples::project("p", "one"), samples::project("q", "one")])).await;
    let before = store.load().await.unwrap();
    let rows = vec![row("Projets!2", Some("p"), false)];
    decide(&store, &nothing(), decision(1, rows)).await.unwrap();
    let of_campaign: Id = id("full");
    store.submit(&with(bare("d"), |header| header.campaign = of_campaign)).await.unwrap();
    assert_eq!(store.load().await.unwrap(), before, "nor do they change the revision");
    commit(&store, &deletes([target(RecordKind::Project, "p")])).await;
    assert_eq!(store.decisions("c").await.unwrap()[0].row.record, Some(id("p")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_was_altered_is_not_taken_for_what_was_submitted() {
    let backend = Postgres::new();
    let store = submitted(&backend).await;
    let mut beside = connect(&backend.location()).await;
    execute(&mut beside, "UPDATE change_set_file SET bytes = 'id;titre'::bytea").await;
    let found = store.file("c", None).await;
    assert!(matches!(found, Err(StoreError::Corrupt(_))), "{found:?}");
}
