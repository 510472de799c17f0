//! Personal contacts, and who looked at them.

use std::sync::Arc;

use atlas_model::{ContactAction, Id, RecordKind};
use atlas_store::{PersonalContact, Store, StoreError, Visitor, fingerprint};
use chrono::TimeDelta;

use crate::backend::{Backend, Sqlite, commit, deletes, id, noon, puts, target};
use crate::samples;

fn visitor(name: &str) -> Visitor {
    Visitor { principal: format!("key:{name}"), label: format!("service {name}") }
}

/// A contact with every field set.
fn full(function: &str) -> PersonalContact {
    PersonalContact {
        function: function.to_owned(),
        name: Some("Personne d'exemple « é » 某人".to_owned()),
        email: Some("erase-me@example.org".to_owned()),
        phone: Some("+33 1 00 00 00 00".to_owned()),
        legal_basis: "consentement du 2015-11-23".to_owned(),
        updated_at: noon(),
        updated_by: "service de coopération".to_owned(),
    }
}

/// A contact with nothing set that may be missing.
fn bare(function: &str) -> PersonalContact {
    PersonalContact { name: None, email: None, phone: None, ..full(function) }
}

/// A store with an actor of its own.
async fn with_actor(backend: &impl Backend) -> (Arc<dyn Store>, Id) {
    let store = backend.open().await;
    commit(&store, &puts(samples::world())).await;
    commit(&store, &puts([samples::actor("seated", "bare")])).await;
    (store, id("seated"))
}

pub(crate) async fn contacts_round_trip_in_their_order_and_every_look_is_noted(backend: &impl Backend) {
    let (store, actor) = with_actor(backend).await;
    let (one, two) = (visitor("one"), visitor("two"));
    assert!(store.read_contacts(&actor, &one, noon()).await.unwrap().is_empty());
    let expected = [full("présidence"), bare("accueil"), full("atelier")];
    store.replace_contacts(&actor, &expected, None, &one, noon()).await.unwrap();
    assert_eq!(store.read_contacts(&actor, &two, noon()).await.unwrap(), expected);
    store.replace_contacts(&actor, &expected[1..2], None, &two, noon()).await.unwrap();
    assert_eq!(store.read_contacts(&actor, &one, noon()).await.unwrap(), expected[1..2]);
    assert!(store.read_contacts(&id("full"), &one, noon()).await.unwrap().is_empty(), "another's");
    store.replace_contacts(&actor, &[], None, &one, noon()).await.unwrap();
    assert!(store.every_contact().await.unwrap().is_empty());

    let noted = store.contact_accesses(None, 100).await.unwrap();
    let told: Vec<_> = noted
        .iter()
        .map(|access| (access.visitor.label.as_str(), access.action, access.actor.as_str()))
        .collect();
    use ContactAction::{Erased, Read, Replaced};
    let (first, second) = ("service one", "service two");
    assert_eq!(
        told,
        [
            (first, Erased, "seated"),
            (first, Read, "full"),
            (first, Read, "seated"),
            (second, Replaced, "seated"),
            (second, Read, "seated"),
            (first, Replaced, "seated"),
            (first, Read, "seated"),
        ]
    );
    assert!(noted.iter().all(|access| access.at == noon()));
    let to_nobody = store.replace_contacts(&id("never"), &expected, None, &one, noon()).await;
    assert!(to_nobody.is_err());
    assert_eq!(store.contact_accesses(None, 100).await.unwrap(), noted, "what failed leaves no trace");
}

pub(crate) async fn contacts_go_with_their_actor_and_into_no_revision(backend: &impl Backend) {
    let (store, actor) = with_actor(backend).await;
    let before = store.revisions_since(0, u32::MAX).await.unwrap();
    store.replace_contacts(&actor, &[full("présidence")], None, &visitor("one"), noon()).await.unwrap();
    assert_eq!(store.revisions_since(0, u32::MAX).await.unwrap(), before);
    let mut renamed = samples::actor("seated", "bare");
    renamed.aliases = vec!["other".to_owned()];
    commit(&store, &puts([renamed])).await;
    assert_eq!(store.every_contact().await.unwrap().len(), 1, "an update of the actor keeps them");
    commit(&store, &deletes([target(RecordKind::Actor, "seated")])).await;
    assert!(store.every_contact().await.unwrap().is_empty());
    commit(&store, &puts([samples::actor("seated", "bare")])).await;
    assert!(store.every_contact().await.unwrap().is_empty(), "they do not come back with it");
    assert_eq!(store.contact_accesses(None, 100).await.unwrap().len(), 1);
}

pub(crate) async fn of_many_who_replace_contacts_at_once_the_last_prevails_whole(backend: &impl Backend) {
    let (store, actor) = with_actor(backend).await;
    let writing: Vec<_> = (0..8)
        .map(|writer| {
            let (store, actor) = (Arc::clone(&store), actor.clone());
            tokio::spawn(async move {
                let contacts = vec![bare(&format!("{writer}")); 5];
                store.replace_contacts(&actor, &contacts, None, &visitor("many"), noon()).await
            })
        })
        .collect();
    for written in writing {
        written.await.unwrap().unwrap();
    }
    let kept = store.read_contacts(&actor, &visitor("one"), noon()).await.unwrap();
    assert!(kept.len() == 5 && kept.iter().all(|contact| *contact == kept[0]), "{kept:?}");
}

pub(crate) async fn contacts_that_were_changed_since_they_were_seen_are_kept(backend: &impl Backend) {
    let (store, actor) = with_actor(backend).await;
    let (first, second) = ([full("présidence"), bare("accueil")], [bare("accueil")]);
    let replace = async |contacts: &[PersonalContact], seen: &[PersonalContact]| {
        let seen = Some(fingerprint(seen));
        store.replace_contacts(&actor, contacts, seen, &visitor("one"), noon()).await
    };
    replace(&first, &[]).await.unwrap();
    for seen in [&[][..], &first[..1], &[first[1].clone(), first[0].clone()]] {
        let refused = replace(&second, seen).await;
        assert!(matches!(refused, Err(StoreError::ContactsChanged)), "{refused:?}");
    }
    assert_eq!(store.contact_accesses(None, 100).await.unwrap().len(), 1, "what was refused is not noted");
    let read = store.read_contacts(&actor, &visitor("two"), noon()).await.unwrap();
    assert_eq!(read, first);
    replace(&second, &read).await.unwrap();
    replace(&[], &second).await.unwrap();
    replace(&first, &[]).await.unwrap();
}

pub(crate) async fn notes_are_read_page_by_page(backend: &impl Backend) {
    let (store, actor) = with_actor(backend).await;
    for number in 0..7 {
        let at = noon() + TimeDelta::milliseconds(number);
        store.read_contacts(&actor, &visitor("one"), at).await.unwrap();
    }
    let (mut before, mut seen) = (None, Vec::new());
    loop {
        let page = store.contact_accesses(before, 3).await.unwrap();
        let Some(last) = page.last() else { break };
        before = Some(last.number);
        seen.extend(page.into_iter().map(|access| (access.at - noon()).num_milliseconds()));
    }
    assert_eq!(seen, [6, 5, 4, 3, 2, 1, 0]);
}

pub(crate) async fn a_copy_has_the_contacts_of_its_original_and_who_looked_at_them(backend: &impl Backend) {
    let there = Sqlite::new();
    let (origin, actor) = with_actor(&there).await;
    let copy = backend.open().await;
    let contacts = [full("présidence"), bare("accueil")];
    origin.replace_contacts(&actor, &contacts, None, &visitor("one"), noon()).await.unwrap();
    origin.replace_contacts(&id("full"), &contacts[..1], None, &visitor("two"), noon()).await.unwrap();
    copy.restore(&*origin, &mut |_, _| {}).await.unwrap();
    assert_eq!(copy.every_contact().await.unwrap(), origin.every_contact().await.unwrap());
    let noted = copy.contact_accesses(None, 100).await.unwrap();
    assert_eq!(noted, origin.contact_accesses(None, 100).await.unwrap());
}

/// RGPD, art. 17: what is erased cannot be read from the bytes of the file, while it is open nor after.
#[tokio::test]
async fn nothing_is_left_in_the_file_of_contacts_that_were_erased() {
    let backend = Sqlite::new();
    let (store, actor) = with_actor(&backend).await;
    let holds = || {
        let files = std::fs::read_dir(backend.path().parent().unwrap()).unwrap();
        files.into_iter().any(|file| {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            bytes.windows(8).any(|bytes| bytes == b"erase-me")
        })
    };
    store.replace_contacts(&actor, &[full("présidence")], None, &visitor("one"), noon()).await.unwrap();
    assert!(holds());
    store.replace_contacts(&actor, &[], None, &visitor("one"), noon()).await.unwrap();
    assert!(!holds());
    store.replace_contacts(&actor, &[full("présidence")], None, &visitor("one"), noon()).await.unwrap();
    commit(&store, &deletes([target(RecordKind::Actor, "seated")])).await;
    store.close().await;
    assert!(!holds());
}
