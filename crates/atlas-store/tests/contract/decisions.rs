//! Decisions about the rows of a change set: once, all or nothing, and by whoever has seen what stands.

use std::sync::Arc;
use std::time::Duration;

use atlas_model::{ProposalState, RecordKind};
use atlas_store::{
    Committed, Decision, Expected, OpenOptions, Receipt, Store, StoreError, Terms, Written, open,
};

use crate::backend::{Backend, Postgres, connect, execute, puts, target};
use crate::proposals::{at, bare, decide, decision, info, nothing, row, sheet, submitted};
use crate::samples;

pub(crate) async fn a_row_is_decided_once(backend: &impl Backend) {
    let store = submitted(backend).await;
    let rows = vec![row("Projets!2", Some("p"), true), row("Projets!3", None, false)];
    decide(&store, &puts([samples::project("p", "one")]), decision(1, rows)).await.unwrap();
    let before = (info(&store).await, store.load().await.unwrap());
    let twice = |result: Result<(), StoreError>| match result {
        Err(StoreError::AlreadyDecided(places)) => places,
        other => panic!("not decided: {other:?}"),
    };
    let rows = ["Projets!4", "Projets!3", "Projets!5", "Projets!5"].map(|place| row(place, None, false));
    let again = decide(&store, &puts([samples::project("p", "two")]), decision(2, rows.to_vec())).await;
    assert_eq!(twice(again.map(|_| ())), ["Projets!3", "Projets!5"]);
    // Whoever corrects the file would move the rows on which somebody has decided.
    let corrected = store.revise("c", 2, &sheet("corrected"), at(2)).await;
    assert_eq!(twice(corrected), ["Projets!2", "Projets!3"]);
    assert_eq!((info(&store).await, store.load().await.unwrap()), before);
    assert_eq!(store.decisions("c").await.unwrap().len(), 2);
    // The rest may be taken back; what was decided stays.
    store.withdraw("c", 2, at(3)).await.unwrap();
    assert_eq!(info(&store).await.accepted, 1);
    assert_eq!(store.decisions("c").await.unwrap().len(), 2);
}

pub(crate) async fn a_decision_and_its_records_stand_or_fall_together(backend: &impl Backend) {
    let store = submitted(backend).await;
    let before = (info(&store).await, store.load().await.unwrap());
    let rows = vec![row("Projets!2", Some("p"), true), row("Projets!3", None, false)];
    let dangling = samples::actor("seated", "nowhere");
    let refused = decide(&store, &puts([dangling]), decision(1, rows.clone())).await;
    assert!(matches!(refused, Err(StoreError::Refused(_))), "{refused:?}");
    let stale = Terms {
        expected: vec![(target(RecordKind::Project, "full"), Expected::Absent)],
        decision: Some(decision(1, rows.clone())),
        ..Terms::default()
    };
    let refused = store.commit_on(&puts([samples::project("p", "one")]), &stale, at(1)).await;
    assert!(matches!(refused, Err(StoreError::Stale(_))), "{refused:?}");
    assert_eq!((info(&store).await, store.load().await.unwrap()), before);
    assert_eq!(store.decisions("c").await.unwrap(), []);
    decide(&store, &puts([samples::project("p", "one")]), decision(1, rows)).await.unwrap();
    assert_eq!(store.decisions("c").await.unwrap().len(), 2);
}

pub(crate) async fn a_decision_that_is_sent_again_is_not_made_twice(backend: &impl Backend) {
    let store = submitted(backend).await;
    let receipt = |key: &str| {
        let (principal, request) = ("key:daect".to_owned(), "accept".to_owned());
        Some(Receipt { principal, key: key.to_owned(), request })
    };
    let rows = vec![row("Projets!2", Some("p"), true)];
    let terms = Terms { receipt: receipt("1"), decision: Some(decision(1, rows)), ..Terms::default() };
    let changes = puts([samples::project("p", "one")]);
    let first = store.commit_on(&changes, &terms, at(1)).await.unwrap();
    let again = store.commit_on(&changes, &terms, at(2)).await.unwrap();
    assert_eq!(again, Committed { is_repeated: true, ..first });
    let rejected = vec![row("Projets!3", None, false)];
    let terms = Terms { receipt: receipt("2"), decision: Some(decision(2, rejected)), ..Terms::default() };
    for is_repeated in [false, true] {
        let written = store.import(&nothing(), &terms, at(3), &mut |_, _| {}).await.unwrap();
        assert_eq!(written, Written { last: again.last, revisions: 0, is_repeated });
    }
    assert_eq!((info(&store).await.version, store.decisions("c").await.unwrap().len()), (3, 2));
}

pub(crate) async fn of_two_who_decide_at_once_one_is_told_to_look_again(backend: &impl Backend) {
    let (store, other) = (submitted(backend).await, backend.open().await);
    let decides = async |store: &Arc<dyn Store>, title: &str| {
        let rows = vec![row("Projets!2", Some("p"), true)];
        decide(store, &puts([samples::project("p", title)]), decision(1, rows)).await
    };
    let revises = async |store: &Arc<dyn Store>| store.revise("c", 1, &sheet("late"), at(1)).await;
    let (one, two, three) = tokio::join!(decides(&store, "one"), decides(&other, "two"), revises(&other));
    let outcomes = [one.map(|_| "one"), two.map(|_| "two"), three.map(|()| "three")];
    let won: Vec<_> = outcomes.iter().filter_map(|outcome| outcome.as_ref().ok().copied()).collect();
    assert_eq!(won.len(), 1, "{outcomes:?}");
    let told = outcomes.iter().filter(|outcome| matches!(outcome, Err(StoreError::Outdated(2))));
    assert_eq!(told.count(), 2, "{outcomes:?}");
    let dataset = store.load().await.unwrap();
    let found = dataset.projects.iter().find(|project| project.id.as_str() == "p");
    let decided = store.decisions("c").await.unwrap().len();
    match won[0] {
        "three" => assert!(found.is_none() && decided == 0),
        title => {
            assert_eq!((found.unwrap().title.fr.as_deref(), decided), (Some(title), 1));
        }
    }
    assert_eq!(info(&store).await.version, 2);
}

pub(crate) async fn many_rows_are_decided_at_once_with_progress(backend: &impl Backend) {
    const ROWS: usize = 2_500;
    let store = submitted(backend).await;
    let before = store.revision().await.unwrap();
    let names: Vec<String> = (0..ROWS).map(|n| format!("p{n}")).collect();
    let rows = names.iter().map(|name| row(&format!("Projets!{name}"), Some(name), true)).collect();
    let terms = Terms { decision: Some(Decision { is_last: true, ..decision(1, rows) }), ..Terms::default() };
    let changes = puts(names.iter().map(|name| samples::project(name, "many")));
    let mut told = Vec::new();
    let mut tell = |done, of| told.push((done, of));
    let written = store.import(&changes, &terms, at(1), &mut tell).await.unwrap();
    let last = before + ROWS as u64;
    assert_eq!(written, Written { last, revisions: ROWS as u64, is_repeated: false });
    assert!(told.len() > 2 && told.last() == Some(&(ROWS, ROWS)), "{told:?}");
    let decided = store.decisions("c").await.unwrap();
    let revisions: Vec<_> = decided.iter().filter_map(|decided| decided.revision).collect();
    assert_eq!(revisions, (before + 1..=last).collect::<Vec<_>>());
    let now = info(&store).await;
    assert_eq!((now.state, now.accepted as usize), (ProposalState::Decided, ROWS));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_corrects_what_somebody_decides_of_waits_no_longer_than_asked() {
    let backend = Postgres::new();
    submitted(&backend).await;
    let options = OpenOptions { busy_timeout: Duration::from_millis(200), ..OpenOptions::default() };
    let store = open(&backend.location(), options).await.unwrap();
    let mut beside = connect(&backend.location()).await;
    execute(&mut beside, "BEGIN; UPDATE change_set SET version = 2").await;
    let late = store.revise("c", 1, &sheet("late"), at(1)).await;
    assert!(matches!(late, Err(StoreError::Busy)), "{late:?}");
    // Others are not kept waiting by it.
    store.submit(&bare("d")).await.unwrap();
    assert_eq!(info(&store).await.version, 1);
    execute(&mut beside, "ROLLBACK").await;
    store.revise("c", 1, &sheet("late"), at(1)).await.unwrap();
}
