//! `atlas key`: makes, lists and withdraws the keys of callers. Works while services run: they see a new
//! key at once, and a withdrawal within half a minute.

mod order;

use std::fmt::Write as _;
use std::io::Write as _;

use atlas_model::{Fault, FaultKind, nearest};
use atlas_store::{ApiKey, RANDOM_BYTES, Store, Token};
use chrono::{DateTime, SecondsFormat, Utc};

use super::print;
use crate::cli::{KeyCommand, KeyCreateArgs};
use crate::config::Config;
use crate::database;
use crate::failure::{Failure, Refusal};
use order::Order;

/// Does what is to be done with keys.
pub(super) async fn run(command: &KeyCommand, config: &Config) -> Result<(), Failure> {
    let store = database::open_existing(config).await?;
    let done = match command {
        KeyCommand::Create(args) => create(&*store, args, config).await,
        KeyCommand::List => list(&*store, config).await,
        KeyCommand::Revoke { id } => revoke(&*store, id, config).await,
    };
    store.close().await;
    done
}

/// Makes a key and prints its token, alone on standard output, so that a script can keep it.
async fn create(store: &dyn Store, args: &KeyCreateArgs, config: &Config) -> Result<(), Failure> {
    let now = Utc::now();
    let dataset = database::load(store, config).await?;
    let order = Order::read(args, &dataset, now).map_err(|faults| refused("key create", &faults))?;
    let mut random = [0; RANDOM_BYTES];
    getrandom::fill(&mut random).map_err(|error| Failure::outside("the system's random numbers", error))?;
    let token = Token::new(&random);
    let key = order.into_key(&token, now);
    store.create_key(&key).await.map_err(|error| Failure::outside(config.shown_database(), error))?;
    let told = format!("{}\nThis is the token; it is shown this once:\n", line(&key, now));
    // The token is what was asked for: it is printed even if standard error is gone.
    _ = std::io::stderr().write_all(told.as_bytes());
    print(&format!("{}\n", token.reveal()))
}

async fn list(store: &dyn Store, config: &Config) -> Result<(), Failure> {
    let now = Utc::now();
    let keys = store.keys().await.map_err(|error| Failure::outside(config.shown_database(), error))?;
    let mut text = String::new();
    for key in &keys {
        _ = writeln!(text, "{}", line(key, now));
    }
    if keys.is_empty() {
        _ = writeln!(text, "{}: no keys", config.shown_database());
    }
    print(&text)
}

async fn revoke(store: &dyn Store, given: &str, config: &Config) -> Result<(), Failure> {
    let failed = |error| Failure::outside(config.shown_database(), error);
    // Whoever has the whole token need not look for its identifier.
    let token = Token::parse(given);
    let id = token.as_ref().map_or(given, Token::id);
    let keys = store.keys().await.map_err(failed)?;
    let Some(key) = keys.iter().find(|key| key.id == id) else {
        let nearest = nearest(id, keys.iter().map(|key| key.id.as_str()));
        let fault = Fault::new("ID", id, FaultKind::UnknownValue { nearest });
        return Err(refused("key revoke", &[fault]));
    };
    if store.revoke_key(id, Utc::now()).await.map_err(failed)? {
        print(&format!("{id} ({}) is revoked; running services refuse it within 30 seconds\n", key.label))
    } else {
        print(&format!("{id} ({}) was revoked before\n", key.label))
    }
}

/// A key in one line.
fn line(key: &ApiKey, now: DateTime<Utc>) -> String {
    let time = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let mut text = format!("{}  {}", key.id, key.role);
    for of in [&key.country, &key.actor].into_iter().flatten() {
        _ = write!(text, " {of}");
    }
    _ = write!(text, "  \"{}\"  created {}, ", key.label, time(key.created_at));
    text += &match (key.revoked_at, key.expires_at) {
        (Some(at), _) => format!("revoked {}", time(at)),
        (None, Some(end)) if !key.is_valid(now) => format!("expired {}", time(end)),
        (None, Some(end)) => format!("valid until {}", time(end)),
        (None, None) => "valid until revoked".to_owned(),
    };
    text += &key.last_used_at.map_or(", never used".to_owned(), |at| format!(", last used {}", time(at)));
    text
}

fn refused(what: &str, faults: &[Fault]) -> Failure {
    Failure::Refused(vec![Refusal::files(what, faults)])
}
