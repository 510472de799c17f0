//! The atlas as it was: the snapshot of an earlier revision, made from the present one and the log.
//!
//! What was written since is undone in memory, so an earlier state costs what changed since, not what there
//! is, and shares everything else with the present. A few of them are kept.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use atlas_index::Snapshot;
use atlas_model::{
    Change, Dataset, Fault, FaultKind, Form, Id, PartialDate, RecordKind, RecordRef, RevisionNumber,
};
use chrono::{DateTime, NaiveTime, Utc};

use crate::ask::{Ask, FreeParameter};
use crate::problem::{Problem, ProblemKind};
use crate::state::Atlas;

/// How the atlas stood at a time.
pub(crate) const AS_OF: FreeParameter = FreeParameter {
    name: "as_of",
    doc: "Answers as the atlas answered at that moment (RFC 3339), or at the end of that day, month or year, in UTC.",
    example: "2015-11-30",
};

/// How the atlas stood when a campaign ended.
pub(crate) const OF_CAMPAIGN: FreeParameter = FreeParameter {
    name: "campaign",
    doc: "Answers as the atlas answered when that survey campaign was closed; a campaign that is still open, as it answers now. Its identifier, such as `2015`.",
    example: "2015",
};

/// The parameters that lead to an earlier state.
pub(crate) const WHEN: [FreeParameter; 2] = [AS_OF, OF_CAMPAIGN];

/// The names of those parameters.
pub(crate) const WHEN_NAMES: [&str; 2] = [AS_OF.name, OF_CAMPAIGN.name];

/// How many earlier states are kept.
const MOST_KEPT: usize = 8;

/// How many revisions are read at a time.
const PAGE: u32 = 1_024;

/// The earlier states that were asked for last, the latest at the end.
#[derive(Debug, Default)]
pub(crate) struct Past {
    kept: Mutex<Vec<Arc<Snapshot>>>,
    /// Held by whoever makes one.
    turn: tokio::sync::Mutex<()>,
}

impl Past {
    fn get(&self, revision: RevisionNumber) -> Option<Arc<Snapshot>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|snapshot| snapshot.revision() == revision)?;
        let found = kept.remove(at);
        kept.push(Arc::clone(&found));
        Some(found)
    }

    fn keep(&self, snapshot: Arc<Snapshot>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|other| other.revision() != snapshot.revision());
        kept.push(snapshot);
        let surplus = kept.len().saturating_sub(MOST_KEPT);
        kept.drain(..surplus);
    }
}

impl Atlas {
    /// The snapshot that a request reads from: that of this moment, or an earlier one that it asks for.
    ///
    /// # Errors
    /// A problem: 400 for a moment or a campaign that cannot be understood, 503 where the log cannot be read.
    pub(crate) async fn snapshot_for(&self, ask: &Ask) -> Result<Arc<Snapshot>, Problem> {
        let present = self.snapshot();
        let mut faults = Vec::new();
        let as_of = ask.free(AS_OF.name, &mut faults);
        let campaign = ask.free(OF_CAMPAIGN.name, &mut faults);
        if as_of.is_none() && campaign.is_none() {
            return Ok(present);
        }
        if let (Some(_), Some(campaign)) = (as_of, campaign) {
            let with = atlas_model::Rival::Field(AS_OF.name.to_owned());
            faults.push(Fault::new(OF_CAMPAIGN.name, campaign, FaultKind::Conflict { with }));
        }
        let moment = as_of.and_then(|text| match moment(text) {
            Some(moment) => Some(moment),
            None => {
                let kind = FaultKind::BadForm { form: Form::Moment };
                faults.push(Fault::new(AS_OF.name, text, kind));
                None
            }
        });
        if let Some(id) = campaign.filter(|id| present.find(RecordKind::Campaign, id).is_none()) {
            let nearest = present.nearest_ids(RecordKind::Campaign, id);
            let kind = FaultKind::Dangling { kind: RecordKind::Campaign, nearest };
            faults.push(Fault::new(OF_CAMPAIGN.name, id, kind));
        }
        if !faults.is_empty() {
            return Err(Problem::invalid(faults));
        }
        let revision = match (moment, campaign) {
            (Some(moment), _) => self.store().revision_at(moment).await?,
            (None, Some(id)) => match self.end_of_campaign(id).await? {
                Some(revision) => revision,
                None => return Ok(present),
            },
            (None, None) => return Ok(present),
        };
        self.snapshot_at(present, revision).await
    }

    /// The last revision of the commit that closed a campaign; none while it is open.
    async fn end_of_campaign(&self, id: &str) -> Result<Option<RevisionNumber>, Problem> {
        let Ok(id) = Id::new(id) else { return Ok(None) };
        let target = RecordRef { kind: RecordKind::Campaign, id };
        let history = self.store().history(&target).await?;
        let is_closed = |record: &Option<atlas_model::Record>| matches!(record, Some(atlas_model::Record::Campaign(campaign)) if campaign.is_closed());
        // Closed by the first of the revisions that have left it closed ever since.
        let closed = history.iter().rev().take_while(|revision| is_closed(&revision.after)).last();
        match closed {
            Some(revision) => Ok(Some(self.store().revision_at(revision.recorded_at).await?)),
            None => Ok(None),
        }
    }

    /// The snapshot of a revision that is not later than that of the present one.
    pub(crate) async fn snapshot_at(
        &self,
        present: Arc<Snapshot>,
        revision: RevisionNumber,
    ) -> Result<Arc<Snapshot>, Problem> {
        if revision >= present.revision() {
            return Ok(present);
        }
        if let Some(kept) = self.past().get(revision) {
            return Ok(kept);
        }
        // On a task of its own: a request that gives up leaves the state for those who ask again.
        let atlas = self.clone();
        let making = tokio::spawn(async move { atlas.make(present, revision).await });
        making.await.unwrap_or_else(|error| Err(failed(revision, &error)))
    }

    /// Makes an earlier state, one at a time: whoever asks for the same meanwhile waits for it.
    async fn make(&self, present: Arc<Snapshot>, revision: RevisionNumber) -> Result<Arc<Snapshot>, Problem> {
        let _turn = self.past().turn.lock().await;
        if let Some(kept) = self.past().get(revision) {
            return Ok(kept);
        }
        // Before the first commit there was nothing: no need to undo everything.
        let undone = match revision {
            0 => None,
            _ => Some(self.undone(revision, present.revision()).await?),
        };
        let made = tokio::task::spawn_blocking(move || match undone {
            Some(undone) => present.apply(&undone, revision),
            None => Snapshot::build(Dataset::default()),
        });
        let made = made.await.map_err(|error| failed(revision, &error))?;
        let snapshot = Arc::new(made.map_err(|error| failed(revision, &error))?);
        self.past().keep(Arc::clone(&snapshot));
        Ok(snapshot)
    }

    /// The changes that undo every revision after one and up to another.
    async fn undone(&self, after: RevisionNumber, until: RevisionNumber) -> Result<Vec<Change>, Problem> {
        let mut first: HashMap<RecordRef, Change> = HashMap::new();
        let mut read = after;
        while read < until {
            let page = self.store().revisions_since(read, PAGE).await?;
            if page.is_empty() {
                tracing::error!(read, "a revision is missing from the log");
                return Err(Problem::new(ProblemKind::Internal));
            }
            for revision in page.into_iter().take_while(|revision| revision.number <= until) {
                read = revision.number;
                let target = revision.target;
                first.entry(target.clone()).or_insert_with(|| match revision.before {
                    Some(before) => Change::Put(before),
                    None => Change::Delete(target),
                });
            }
        }
        Ok(first.into_values().collect())
    }
}

fn failed(revision: RevisionNumber, error: &(dyn std::error::Error + 'static)) -> Problem {
    tracing::error!(error, revision, "an earlier state cannot be made");
    Problem::new(ProblemKind::Internal)
}

/// A moment, or the last instant of a day, a month or a year in UTC.
fn moment(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return Some(moment.with_timezone(&Utc));
    }
    let last: PartialDate = text.parse().ok()?;
    let next = last.last_day().succ_opt()?.and_time(NaiveTime::MIN).and_utc();
    next.checked_sub_signed(chrono::TimeDelta::milliseconds(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_an_instant_or_the_end_of_a_date() {
        let check = |text: &str, expected: Option<&str>| {
            let found = moment(text).map(|moment| moment.to_rfc3339());
            assert_eq!(found.as_deref(), expected, "{text}");
        };
        check("2015-11-23T13:00:00+01:00", Some("2015-11-23T12:00:00+00:00"));
        check("2015-11-30", Some("2015-11-30T23:59:59.999+00:00"));
        check("2015-02", Some("2015-02-28T23:59:59.999+00:00"));
        check("2015", Some("2015-12-31T23:59:59.999+00:00"));
        for text in ["", "yesterday", "2015-11-31", "2015-11-23 12:00", "2015-11-23T12:00:00"] {
            check(text, None);
        }
    }
}
