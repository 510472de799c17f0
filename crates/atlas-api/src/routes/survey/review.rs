//! A change set against the atlas as it is now.

use std::sync::Arc;

use atlas_index::Snapshot;
use atlas_model::{Change, Id, PartialDate, RecordKind, Text};
use atlas_store::SheetFile;
use atlas_survey::{Grid, Remark, Review, Said, Scope, State, Submission, review};
use chrono::{DateTime, Utc};

use crate::identity::{Caller, rights};
use crate::problem::Problem;
use crate::routes::compute;
use crate::state::Atlas;

/// What was reviewed, and upon what.
pub(super) struct Reviewed {
    /// The atlas as it was then.
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) review: Review,
}

/// Reviews a file for its submitter: what it says, what would come of it, and what is out of reach.
///
/// # Errors
/// A problem (503) where the log is needed, which knows how the atlas was when the sheet was taken.
pub(super) async fn against_now(
    atlas: &Atlas,
    submitter: Caller,
    sheet: &SheetFile,
    submitted_at: DateTime<Utc>,
    grid: Arc<Grid>,
) -> Result<Reviewed, Problem> {
    let snapshot = atlas.snapshot();
    let base = match sheet.sheet_revision {
        Some(revision) => Some(atlas.snapshot_at(Arc::clone(&snapshot), revision).await?),
        None => None,
    };
    let scope = sheet.territories.clone().map(|territories| Scope { territories });
    let now = Arc::clone(&snapshot);
    let review = compute(true, move || {
        let past = |kind: RecordKind, id: &Id| base.as_ref().and_then(|base| base.record(kind, id.as_str()));
        let submission = Submission {
            snapshot: &now,
            base: base.is_some().then_some(&past),
            scope: scope.as_ref(),
            entered_by: &submitter.label,
            date: day(submitted_at),
        };
        let mut review = review(&grid, &submission);
        refuse_out_of_reach(&mut review, &submitter, &now);
        review
    })
    .await?;
    Ok(Reviewed { snapshot, review })
}

/// Rows that their submitter has no right to become errors, in one wording.
fn refuse_out_of_reach(review: &mut Review, submitter: &Caller, snapshot: &Snapshot) {
    let changes: Vec<Change> = review.proposals.iter().map(|proposal| proposal.change.clone()).collect();
    for at in rights::denied(submitter, snapshot, &changes).into_iter().rev() {
        let proposal = review.proposals.remove(at);
        if let Some(row) = review.report.rows.get_mut(proposal.row) {
            row.state = State::Error;
            row.faults.push(Remark {
                code: "out_of_reach".to_owned(),
                place: row.place.clone(),
                column: None,
                value: None,
                message: out_of_reach(),
                nearest: Vec::new(),
            });
        }
    }
    review.report.count();
}

fn out_of_reach() -> Said {
    let fr = "hors de votre ressort : cette fiche relève d'une autre autorité";
    let en = "out of your reach: this record belongs to another authority";
    let zh = "超出您的权限：该记录属于其他机构";
    let [fr, en, zh] = [fr, en, zh].map(|text| Some(text.to_owned()));
    Said::All(Box::new(Text { fr, en, zh }))
}

/// The day of a moment, in UTC. A clock that is centuries wrong gives the first day of the era.
fn day(at: DateTime<Utc>) -> PartialDate {
    let day = PartialDate::from_day(at.date_naive()).or_else(|_| PartialDate::from_year(1970));
    day.unwrap_or_else(|_| unreachable!("1970 is a year"))
}
