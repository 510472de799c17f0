//! From a request to the record that it proposes, and from what is wrong with that to what would be right.

use atlas_formats::record;
use atlas_index::Snapshot;
use atlas_model::{Fault, FaultKind, Id, Record, RecordRef};
use atlas_store::Expected;
use axum::body::Bytes;
use axum::http::header;
use serde_json::Value;

use super::{Edit, Request};
use crate::problem::{Problem, ProblemKind};
use crate::routes::by_name;
use crate::state::Atlas;

/// The media type of a merge patch (RFC 7396).
const MERGE_PATCH: &str = "application/merge-patch+json";
const JSON: &str = "application/json";

/// What it takes to understand what a request proposes.
pub(super) struct Proposal<'a> {
    pub(super) atlas: &'a Atlas,
    pub(super) snapshot: &'a Snapshot,
    pub(super) request: &'a Request,
    pub(super) expected: Expected,
    pub(super) body: &'a Bytes,
}

impl Proposal<'_> {
    /// Which record is meant, how it stands, and what it shall be; none where it is withdrawn.
    ///
    /// # Errors
    /// A problem: 404 where a record that must be there is not, 415 for another media type, 422 with every
    /// fault of the record.
    pub(super) async fn read(&self) -> Result<(RecordRef, Option<Record>, Option<Record>), Problem> {
        let kind = self.request.kind;
        let Some(id) = &self.request.id else {
            let record = self.record(&self.json(&[JSON])?)?;
            let before = self.snapshot.record(kind, record.id().as_str());
            return Ok((record.reference(), before, Some(record)));
        };
        let before = self.snapshot.record(kind, id);
        let may_be_new = self.request.edit == Edit::Replace && self.expected == Expected::Absent;
        let target = match Id::new(id) {
            Ok(id) if before.is_some() || may_be_new || self.restores() => RecordRef { kind, id },
            _ => {
                let nearest = self.snapshot.nearest_ids(kind, id);
                let fault = FaultKind::Dangling { kind, nearest };
                return Err(Problem::with(ProblemKind::NotFound, "id", id, fault));
            }
        };
        let after = match self.request.edit {
            Edit::Create | Edit::Replace => Some(self.whole(self.json(&[JSON])?, id)?),
            Edit::Patch => {
                let mut form = before.as_ref().map_or(Value::Null, record::write);
                record::merge(&mut form, &self.json(&[MERGE_PATCH, JSON])?);
                Some(self.whole(form, id)?)
            }
            Edit::Withdraw => None,
            Edit::Restore(number) => Some(self.earlier(&target, number).await?),
        };
        Ok((target, before, after))
    }

    const fn restores(&self) -> bool {
        matches!(self.request.edit, Edit::Restore(_))
    }

    /// The body as JSON, if it is said to be.
    fn json(&self, accepted: &[&str]) -> Result<Value, Problem> {
        let given = self.request.headers.get(header::CONTENT_TYPE).map(|value| value.to_str().unwrap_or("?"));
        let essence = given.unwrap_or(JSON).split(';').next().unwrap_or_default().trim();
        if !accepted.iter().any(|media_type| essence.eq_ignore_ascii_case(media_type)) {
            let nearest = accepted.iter().map(|media_type| (*media_type).to_owned()).collect();
            let fault = FaultKind::UnknownValue { nearest };
            let kind = ProblemKind::UnsupportedMediaType;
            return Err(Problem::with(kind, "Content-Type", essence, fault));
        }
        record::parse(self.body).map_err(|fault| Problem::invalid(vec![fault]))
    }

    /// A record that must have the identifier of the path; it need not repeat it.
    fn whole(&self, mut form: Value, id: &str) -> Result<Record, Problem> {
        if let Value::Object(members) = &mut form {
            let given = members.entry("id").or_insert_with(|| id.into());
            if given != id {
                let shown = given.as_str().map_or_else(|| given.to_string(), str::to_owned);
                let kind = FaultKind::UnknownValue { nearest: vec![id.to_owned()] };
                return Err(Problem::with(ProblemKind::InvalidRecord, "/id", &shown, kind));
            }
        }
        self.record(&form)
    }

    fn record(&self, form: &Value) -> Result<Record, Problem> {
        record::read(self.request.kind, form).map_err(|faults| refused(faults, self.snapshot))
    }

    /// What a revision of the record made of it.
    async fn earlier(&self, target: &RecordRef, number: u64) -> Result<Record, Problem> {
        let history = self.atlas.store().history(target).await?;
        let found = history.iter().find(|revision| revision.number == number);
        if let Some(record) = found.and_then(|revision| revision.after.clone()) {
            return Ok(record);
        }
        let usable = history.iter().filter(|revision| revision.after.is_some());
        let nearest = usable.rev().take(5).map(|revision| revision.number.to_string()).collect();
        let fault = FaultKind::UnknownValue { nearest };
        Err(Problem::with(ProblemKind::NotFound, "number", &number.to_string(), fault))
    }
}

/// The problem of a record that breaks rules. A reference that leads nowhere is often a name where an
/// identifier is due: then the records of that name are what is nearest.
pub(super) fn refused(faults: impl IntoIterator<Item = Fault>, snapshot: &Snapshot) -> Problem {
    let faults = faults.into_iter().map(|mut fault| {
        if let (FaultKind::Dangling { kind, nearest }, Some(value)) = (&mut fault.kind, &fault.value) {
            let named = by_name(snapshot, *kind, value);
            if !named.is_empty() {
                *nearest = named;
            }
        }
        fault
    });
    Problem::of(ProblemKind::InvalidRecord, faults.collect())
}
