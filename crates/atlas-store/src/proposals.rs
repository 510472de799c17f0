//! Change sets that wait for decisions: who submitted what in a survey, and what was decided of each row.
//!
//! A submission is a file and its circumstances; it is reviewed against the atlas whenever somebody asks,
//! elsewhere, and nothing of the review is kept until rows are decided. A decision is part of a commit
//! ([`Terms::decision`](crate::Terms)): it stands together with the records that it wrote, or not at all.
//! Nothing is ever removed: a corrected file, a withdrawn change set, a rejected row stay.
//!
//! Texts are kept as given, but for NUL characters, which PostgreSQL refuses: they become `␀` (U+2400), in
//! what is looked for too. Times are cut to milliseconds.

mod copy;
mod decision;
mod statements;
mod tables;

use async_trait::async_trait;
use atlas_model::{Id, ProposalState, RevisionNumber};
use bytes::Bytes;
use chrono::{DateTime, Utc};

use crate::StoreError;

pub(crate) use copy::{copy, load_with_change_sets};
pub use decision::{DecidedRow, Decision};
pub(crate) use decision::{Made, claim, write};
pub(crate) use statements::proposal_statements;
pub(crate) use tables::{
    ProposalTables, Reached, Step, clean, hash, read_count, read_decided, read_hash, read_territories,
    revise, submit, withdraw, write_territories,
};

/// Who proposes something, where, when and why: what never changes of a change set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeSetHeader {
    /// Its identifier, made up by the caller, who shows it to people.
    pub id: String,
    /// The campaign in which it is submitted; that may be withdrawn later.
    pub campaign: Id,
    /// Who submits it, as known to the service: by this it is found again.
    pub principal: String,
    /// Who submits it, as shown to people: a function, never a person's name.
    pub author: String,
    /// The country in which the author serves then, by territory identifier.
    pub country: Option<Id>,
    /// The actor for which the author speaks.
    pub actor: Option<Id>,
    /// Why, in the author's words.
    pub reason: String,
    /// When it is submitted.
    pub submitted_at: DateTime<Utc>,
}

/// A change set that is submitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// What stays.
    pub header: ChangeSetHeader,
    /// The file.
    pub sheet: SheetFile,
}

/// A file that proposes changes, and to what it refers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetFile {
    /// Its name on the author's side: shown, never used as a path.
    pub name: String,
    /// What it is, such as `text/csv`.
    pub media_type: String,
    /// Its content, kept byte for byte. A clone shares it.
    pub bytes: Bytes,
    /// The revision at which the sheet was handed out that was filled in, if known: what was changed later
    /// was not seen by the author.
    pub sheet_revision: Option<RevisionNumber>,
    /// The territories that it is to cover; none where it does not say.
    pub territories: Option<Vec<Id>>,
}

/// A file as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmittedFile {
    /// 1 for the first file of its change set; a correction has the next number.
    pub number: u32,
    /// The file. That it is unchanged was checked when it was read.
    pub sheet: SheetFile,
    /// SHA-256 of its content.
    pub sha256: [u8; 32],
    /// When it was submitted.
    pub submitted_at: DateTime<Utc>,
}

/// What is known of a change set without its files and rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeSetInfo {
    /// What stays.
    pub header: ChangeSetHeader,
    /// Where it stands.
    pub state: ProposalState,
    /// 1 at first, one more with every change of it. Whoever changes it names the version that was seen.
    pub version: u32,
    /// How many files it has: the number of the latest.
    pub files: u32,
    /// How many rows were accepted.
    pub accepted: u32,
    /// How many rows were rejected.
    pub rejected: u32,
    /// When anything of it changed last.
    pub changed_at: DateTime<Utc>,
}

impl ChangeSetInfo {
    /// A change set just submitted, with its first file.
    #[must_use]
    pub const fn submitted(header: ChangeSetHeader) -> Self {
        let changed_at = header.submitted_at;
        let state = ProposalState::Submitted;
        Self { header, state, version: 1, files: 1, accepted: 0, rejected: 0, changed_at }
    }

    /// How many rows are decided.
    #[must_use]
    pub const fn decided(&self) -> u32 {
        self.accepted.saturating_add(self.rejected)
    }
}

/// What was decided of one row of the latest file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// What was decided, and of what.
    pub row: DecidedRow,
    /// Who decided, as shown to people: a function, never a person's name.
    pub decided_by: String,
    /// When.
    pub decided_at: DateTime<Utc>,
    /// The revision that it made of its record; none where it was rejected or changed nothing.
    pub revision: Option<RevisionNumber>,
}

/// Which change sets are asked for: those that fulfil all that is given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProposalFilter {
    /// Those of this campaign.
    pub campaign: Option<Id>,
    /// Those that this principal submitted.
    pub principal: Option<String>,
    /// Those that stand there.
    pub state: Option<ProposalState>,
}

/// What a store keeps of surveys beside its records.
#[async_trait]
pub trait Proposals: Send + Sync {
    /// Keeps a new change set with its first file, at version 1.
    ///
    /// # Errors
    /// [`StoreError::ChangeSetExists`] where one has this identifier already, whoever submitted it, or a
    /// failure of the database.
    async fn submit(&self, submission: &Submission) -> Result<(), StoreError>;

    /// Adds a corrected file to a change set, which then has the next version. The earlier ones stay.
    ///
    /// # Errors
    /// [`StoreError::NoChangeSet`] if there is none; [`StoreError::Outdated`] unless the version is the
    /// present one; [`StoreError::Settled`] if it was withdrawn or wholly decided;
    /// [`StoreError::AlreadyDecided`] if any of its rows is decided; or a failure of the database.
    async fn revise(
        &self,
        id: &str,
        version: u32,
        sheet: &SheetFile,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError>;

    /// Takes a change set back for good; it then has the next version. What was decided before stays.
    ///
    /// # Errors
    /// [`StoreError::NoChangeSet`], [`StoreError::Outdated`] and [`StoreError::Settled`] as with
    /// [`Proposals::revise`], or a failure of the database.
    async fn withdraw(&self, id: &str, version: u32, at: DateTime<Utc>) -> Result<(), StoreError>;

    /// The change set of an identifier.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when a row cannot be read as what it should be, or a failure of the
    /// database.
    async fn change_set(&self, id: &str) -> Result<Option<ChangeSetInfo>, StoreError>;

    /// At most `limit` change sets, those submitted last first; where two were at one time, by identifier
    /// backwards. `before` gives time and identifier of the one after which to go on.
    ///
    /// # Errors
    /// As [`Proposals::change_set`].
    async fn change_sets(
        &self,
        filter: &ProposalFilter,
        before: Option<(DateTime<Utc>, &str)>,
        limit: u32,
    ) -> Result<Vec<ChangeSetInfo>, StoreError>;

    /// A file of a change set: that of a number, or the latest.
    ///
    /// # Errors
    /// As [`Proposals::change_set`]; [`StoreError::Corrupt`] also where the content is not what was
    /// submitted.
    async fn file(&self, id: &str, number: Option<u32>) -> Result<Option<SubmittedFile>, StoreError>;

    /// Every decision about a change set, in the order in which they were made; those made together in the
    /// order in which they were given.
    ///
    /// # Errors
    /// As [`Proposals::change_set`].
    async fn decisions(&self, id: &str) -> Result<Vec<Decided>, StoreError>;
}
