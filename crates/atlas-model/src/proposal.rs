//! How far a change set that was submitted in a survey has come. What it proposes row by row, and what is
//! decided of it, is kept by the store.

use crate::terms::vocabulary;

vocabulary! {
    /// Where a submitted change set stands.
    ProposalState {
        /// It waits for decisions; its author may still correct or withdraw it.
        Submitted = "submitted", "déposée", "submitted", "已提交";
        /// Its author took it back. What was decided before stays decided.
        Withdrawn = "withdrawn", "retirée", "withdrawn", "已撤回";
        /// Every row of it was accepted or rejected.
        Decided = "decided", "traitée", "decided", "已处理";
    }
}
