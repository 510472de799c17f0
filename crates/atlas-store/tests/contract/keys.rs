//! The keys of callers.

use atlas_model::{RecordKind, Role};
use atlas_store::{ApiKey, RANDOM_BYTES, Token};
use chrono::TimeDelta;

use crate::backend::{Backend, Sqlite, commit, deletes, id, noon, puts, target};
use crate::samples;

/// A key with every field set.
fn full(seed: u8) -> ApiKey {
    let token = Token::new(&[seed; RANDOM_BYTES]);
    ApiKey {
        id: token.id().to_owned(),
        label: "Ambassade, service de coopération « é » 使馆".to_owned(),
        role: Role::Embassy,
        country: Some(id("bare")),
        actor: Some(id("full")),
        secret_sha256: token.secret_sha256(),
        created_at: noon() + TimeDelta::milliseconds(i64::from(seed)),
        expires_at: Some(noon() + TimeDelta::days(90)),
        revoked_at: Some(noon() + TimeDelta::days(2)),
        last_used_at: Some(noon() + TimeDelta::milliseconds(86_400_001)),
    }
}

/// A key with nothing set that may be missing.
fn bare(seed: u8) -> ApiKey {
    let missing = ApiKey { country: None, actor: None, expires_at: None, ..full(seed) };
    ApiKey { role: Role::Admin, revoked_at: None, last_used_at: None, ..missing }
}

pub(crate) async fn a_key_round_trips_with_every_field_set_and_unset(backend: &impl Backend) {
    let store = backend.open().await;
    assert!(store.keys().await.unwrap().is_empty());
    let mut expected = vec![full(1), bare(2)];
    expected.extend(Role::ALL.iter().zip(3..).map(|(role, seed)| ApiKey { role: *role, ..bare(seed) }));
    for key in expected.iter().rev() {
        store.create_key(key).await.unwrap();
    }
    assert_eq!(store.keys().await.unwrap(), expected, "the oldest first");
    for key in &expected {
        assert_eq!(store.find_key(&key.id).await.unwrap().as_ref(), Some(key));
    }
    assert_eq!(store.find_key("00000000").await.unwrap(), None);
    let finer = ApiKey { created_at: noon() + TimeDelta::microseconds(9_999), ..bare(9) };
    store.create_key(&finer).await.unwrap();
    let kept = store.find_key(&finer.id).await.unwrap().unwrap();
    assert_eq!(kept.created_at, noon() + TimeDelta::milliseconds(9), "cut to milliseconds");
}

pub(crate) async fn a_key_is_withdrawn_once_and_for_good(backend: &impl Backend) {
    let (store, other) = (backend.open().await, backend.open().await);
    let key = bare(1);
    store.create_key(&key).await.unwrap();
    assert!(key.is_valid(noon()));
    let at = noon() + TimeDelta::hours(1);
    assert!(store.revoke_key(&key.id, at).await.unwrap());
    assert!(!other.revoke_key(&key.id, at + TimeDelta::hours(1)).await.unwrap());
    assert!(!store.revoke_key("00000000", at).await.unwrap());
    let revoked = other.find_key(&key.id).await.unwrap().unwrap();
    assert_eq!(revoked.revoked_at, Some(at));
    assert!(!revoked.is_valid(noon()), "a key that was withdrawn is worth nothing at any time");
}

pub(crate) async fn the_latest_use_is_the_one_that_is_kept(backend: &impl Backend) {
    let store = backend.open().await;
    let (one, two) = (bare(1), bare(2));
    store.create_key(&one).await.unwrap();
    store.create_key(&two).await.unwrap();
    let at = |seconds: i64| noon() + TimeDelta::milliseconds(seconds * 1_000);
    let uses = [(one.id.clone(), at(5)), ("00000000".to_owned(), at(5)), (two.id.clone(), at(1))];
    store.note_key_uses(&uses).await.unwrap();
    // What another replica saw earlier, told later.
    store.note_key_uses(&[(one.id.clone(), at(4)), (two.id, at(6))]).await.unwrap();
    store.note_key_uses(&[]).await.unwrap();
    let used: Vec<_> = store.keys().await.unwrap().into_iter().map(|key| key.last_used_at).collect();
    assert_eq!(used, [Some(at(5)), Some(at(6))]);
}

pub(crate) async fn two_keys_cannot_have_one_identifier(backend: &impl Backend) {
    let store = backend.open().await;
    store.create_key(&bare(1)).await.unwrap();
    assert!(store.create_key(&full(1)).await.is_err());
    assert_eq!(store.keys().await.unwrap(), [bare(1)]);
}

pub(crate) async fn a_copy_has_the_keys_of_its_original(backend: &impl Backend) {
    let there = Sqlite::new();
    let (origin, copy) = (there.open().await, backend.open().await);
    commit(&origin, &puts(samples::world())).await;
    origin.create_key(&full(1)).await.unwrap();
    origin.create_key(&bare(2)).await.unwrap();
    copy.create_key(&bare(2)).await.unwrap();
    copy.restore(&*origin, &mut |_, _| {}).await.unwrap();
    assert_eq!(copy.keys().await.unwrap(), origin.keys().await.unwrap());
}

pub(crate) async fn keys_make_no_revision_and_keep_nothing_from_being_deleted(backend: &impl Backend) {
    let store = backend.open().await;
    commit(&store, &puts(samples::world())).await;
    let before = store.load().await.unwrap();
    store.create_key(&ApiKey { actor: Some(id("seated")), ..bare(1) }).await.unwrap();
    store.revoke_key(&bare(1).id, noon()).await.unwrap();
    assert_eq!(store.load().await.unwrap(), before, "nor do they change the revision");
    commit(&store, &puts([samples::actor("seated", "bare")])).await;
    commit(&store, &deletes([target(RecordKind::Actor, "seated")])).await;
}
