//! What `key create` is asked for, read with every fault at once.

use atlas_model::{Dataset, Fault, FaultKind, Id, RecordKind, Rival, Role, TerritoryLevel, nearest};
use atlas_store::{ApiKey, Token};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};

use crate::cli::KeyCreateArgs;

/// How long a key may be valid, in days, unless it is for ever: ten years.
const MOST_DAYS: u64 = 3_650;

/// How many characters a label has at most.
const LONGEST_LABEL: usize = 200;

/// A key to be made.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Order {
    label: String,
    role: Role,
    country: Option<Id>,
    actor: Option<Id>,
    expires_at: Option<DateTime<Utc>>,
}

impl Order {
    /// Reads the arguments against the records that there are.
    pub(super) fn read(
        args: &KeyCreateArgs,
        dataset: &Dataset,
        now: DateTime<Utc>,
    ) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut keep = |fault: Fault| faults.push(fault);
        let role = role(&args.role).map_err(&mut keep).ok();
        let countries = dataset.territories.iter().filter(|one| one.level == TerritoryLevel::Country);
        let country = known(
            "--country",
            RecordKind::Territory,
            args.country.as_deref(),
            countries.map(|territory| &territory.id),
        );
        let country = country.map_err(&mut keep).ok().flatten();
        let actors = dataset.actors.iter().map(|actor| &actor.id);
        let actor = known("--actor", RecordKind::Actor, args.actor.as_deref(), actors);
        let actor = actor.map_err(&mut keep).ok().flatten();
        let expires_at = expiry(&args.expires, now).map_err(&mut keep).ok().flatten();
        let label = args.label.trim();
        if label.is_empty() {
            keep(Fault::at("--label", FaultKind::Missing));
        } else if label.chars().count() > LONGEST_LABEL || label.contains(char::is_control) {
            let expected = format!("a function in one line, {LONGEST_LABEL} characters at most");
            keep(Fault::new("--label", label, FaultKind::Malformed { expected }));
        }
        for (name, given, needed_by) in [
            ("--country", args.country.as_deref(), Role::Embassy),
            ("--actor", args.actor.as_deref(), Role::Authority),
        ] {
            match (given, role) {
                (None, Some(role)) if role == needed_by => keep(Fault::at(name, FaultKind::Missing)),
                (Some(given), Some(role)) if role != needed_by => {
                    let with = Rival::Field(format!("--role {role}"));
                    keep(Fault::new(name, given, FaultKind::Conflict { with }));
                }
                _ => {}
            }
        }
        match role {
            Some(role) if faults.is_empty() => {
                Ok(Self { label: label.to_owned(), role, country, actor, expires_at })
            }
            _ => Err(faults),
        }
    }

    /// The key, with what is kept of its token.
    pub(super) fn into_key(self, token: &Token, now: DateTime<Utc>) -> ApiKey {
        ApiKey {
            id: token.id().to_owned(),
            label: self.label,
            role: self.role,
            country: self.country,
            actor: self.actor,
            secret_sha256: token.secret_sha256(),
            created_at: now,
            expires_at: self.expires_at,
            revoked_at: None,
            last_used_at: None,
        }
    }
}

fn role(given: &str) -> Result<Role, Fault> {
    given.parse().map_err(|_| {
        let known = || Role::ALL.iter().map(|role| role.as_str());
        let mut nearest = nearest(given, known());
        if nearest.is_empty() {
            nearest = known().map(str::to_owned).collect();
        }
        Fault::new("--role", given, FaultKind::UnknownValue { nearest })
    })
}

/// The one of the identifiers that was given.
fn known<'a>(
    name: &str,
    kind: RecordKind,
    given: Option<&str>,
    ids: impl Iterator<Item = &'a Id> + Clone,
) -> Result<Option<Id>, Fault> {
    let Some(given) = given else { return Ok(None) };
    match ids.clone().find(|id| id.as_str() == given) {
        Some(id) => Ok(Some(id.clone())),
        None => {
            let nearest = nearest(given, ids.map(Id::as_str));
            Err(Fault::new(name, given, FaultKind::Dangling { kind, nearest }))
        }
    }
}

/// From when a key is no longer valid: the end of a day in UTC, so many days from now, or never.
fn expiry(given: &str, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, Fault> {
    let fault = |kind| Fault::new("--expires", given, kind);
    let malformed = || {
        let expected = "a last day such as 2027-12-31, a number of days such as 90d, or never".to_owned();
        fault(FaultKind::Malformed { expected })
    };
    if given == "never" {
        return Ok(None);
    }
    let latest = now + Days::new(MOST_DAYS);
    let out_of_range = || {
        fault(FaultKind::OutOfRange {
            min: now.date_naive().to_string(),
            max: latest.date_naive().to_string(),
        })
    };
    let end = if let Some(days) = given.strip_suffix('d') {
        let days: u64 = days.parse().map_err(|_| malformed())?;
        if !(1..=MOST_DAYS).contains(&days) {
            return Err(fault(FaultKind::OutOfRange { min: "1d".to_owned(), max: format!("{MOST_DAYS}d") }));
        }
        now + Days::new(days)
    } else {
        let last = NaiveDate::parse_from_str(given, "%Y-%m-%d").map_err(|_| malformed())?;
        let end = last.succ_opt().ok_or_else(out_of_range)?;
        end.and_time(NaiveTime::MIN).and_utc()
    };
    if end <= now || end > latest + Days::new(1) { Err(out_of_range()) } else { Ok(Some(end)) }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    fn now() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 24, 16, 0, 0).unwrap()
    }

    fn args(role: &str, country: Option<&str>, actor: Option<&str>, expires: &str) -> KeyCreateArgs {
        KeyCreateArgs {
            role: role.to_owned(),
            label: "service de coopération".to_owned(),
            country: country.map(str::to_owned),
            actor: actor.map(str::to_owned),
            expires: expires.to_owned(),
        }
    }

    #[test]
    fn every_fault_is_told_at_once_with_the_nearest_values() {
        let world = atlas_synth::world(30, 1);
        let actor = world.actors[0].id.as_str();
        let misspelt = format!("{actor}x");
        let told = |args: &KeyCreateArgs| {
            let faults = Order::read(args, &world, now()).unwrap_err();
            faults.iter().map(|fault| format!("{} {}", fault.at, fault.kind.code())).collect::<Vec<_>>()
        };
        let wrong =
            KeyCreateArgs { label: " ".to_owned(), ..args("embasy", Some("Chine"), Some(&misspelt), "soon") };
        assert_eq!(
            told(&wrong),
            [
                "--role unknown_value",
                "--country dangling",
                "--actor dangling",
                "--expires malformed",
                "--label missing",
            ]
        );
        let faults = Order::read(&wrong, &world, now()).unwrap_err();
        assert_eq!(faults[0].nearest(), ["embassy"]);
        assert!(faults[2].nearest().iter().any(|near| near == actor), "{:?}", faults[2]);
        assert_eq!(
            told(&args("embassy", None, Some(actor), "90d")),
            ["--country missing", "--actor conflict"]
        );
        assert_eq!(told(&args("authority", None, None, "90d")), ["--actor missing"]);
        assert!(Order::read(&args("authority", None, Some(actor), "90d"), &world, now()).is_ok());
        assert!(Order::read(&args("daect", None, None, "never"), &world, now()).is_ok());
    }

    #[test]
    fn a_key_ends_after_its_last_day_or_after_so_many_days() {
        let end = |given| expiry(given, now()).map(|end| end.map(|end| end.to_rfc3339()));
        assert_eq!(end("2026-12-31"), Ok(Some("2027-01-01T00:00:00+00:00".to_owned())));
        assert_eq!(
            end("2026-11-24"),
            Ok(Some("2026-11-25T00:00:00+00:00".to_owned())),
            "today is a last day"
        );
        assert_eq!(end("90d"), Ok(Some("2027-02-22T16:00:00+00:00".to_owned())));
        assert_eq!(end("never"), Ok(None));
        for (given, code) in [
            ("2026-11-23", "out_of_range"),
            ("9999-12-31", "out_of_range"),
            ("0d", "out_of_range"),
            ("99999999999d", "out_of_range"),
            ("2026-13-01", "malformed"),
            ("-1d", "malformed"),
            ("", "malformed"),
            ("d", "malformed"),
        ] {
            assert_eq!(end(given).unwrap_err().kind.code(), code, "{given}");
        }
    }
}
