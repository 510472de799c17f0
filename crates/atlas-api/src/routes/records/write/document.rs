//! What the description of the interface says of edits.

use atlas_model::{
    Actor, Event, Lang, Need, Partnership, Project, RecordKind, Resource, Source, SurveyCampaign, Territory,
    Theme,
};

use super::{Edit, item_looks};
use crate::ask::{CAMPAIGN, REASON};
use crate::openapi::Operation;

const IF_MATCH: &str = "The `ETag` of a read of this record, in any format or language, or `\"r\"` with the \
    number of the revision that was read. The write succeeds if the record was not changed since. Without it \
    the answer is 428; if the record was changed, 412 with what was read, what stands and what is proposed.";

const IF_MATCH_OR_NEW: &str = "As for every edit; to create the record instead, `If-None-Match: *`.";

const KEY: &str = "Any 1 to 200 visible characters, made up for this request. Sent again with the same key, the \
    request is not done twice: the first answer is given again. Kept for a week.";

const JSON: &str = "application/json";

const RECORD: &str = "The whole record, in its record form (`GET …/record`).";

const LATER: &str = "The write is done and stands; this replica does not answer from it yet. A read with \
    `Atlas-Min-Revision`, set to the `Atlas-Revision` given here, waits for it.";

/// The creation of a record.
pub(super) fn create(kind: RecordKind) -> Operation {
    let (plural, name) = (kind.plural(), kind.label(Lang::En));
    let operation =
        Operation::new(format!("/v1/{plural}"), format!("create_{kind}"), plural, format!("Create a {name}"));
    answers_record(common(record(operation, kind), kind))
}

/// An edit of a record that exists.
pub(super) fn edit(kind: RecordKind, edit: Edit) -> Operation {
    let (plural, name) = (kind.plural(), kind.label(Lang::En));
    let item = format!("/v1/{plural}/{{id}}");
    let (path, id, summary) = match edit {
        Edit::Create | Edit::Replace => {
            (item, format!("replace_{kind}"), format!("Replace a {name} whole, or create it"))
        }
        Edit::Patch => (item, format!("patch_{kind}"), format!("Change some members of a {name}")),
        Edit::Withdraw => (item, format!("withdraw_{kind}"), format!("Withdraw a {name}; its history stays")),
        Edit::Restore(_) => (
            format!("{item}/revisions/{{number}}/restore"),
            format!("restore_{kind}"),
            format!("Make a {name} again what one of its revisions was, withdrawn or not"),
        ),
    };
    let operation =
        Operation::new(path, id, plural, summary).identified(&format!("The identifier of the {name}"));
    let operation = match edit {
        Edit::Restore(_) => operation.numbered("The revision to go back to"),
        _ => operation,
    };
    let operation = match edit {
        Edit::Create | Edit::Replace => {
            record(operation, kind).header("If-Match", false, IF_MATCH).header("If-None-Match", false, IF_MATCH_OR_NEW)
        }
        Edit::Patch => operation
            .takes_object("application/merge-patch+json", "A merge patch (RFC 7396) of the record form: members given replace those of the record, null removes one.")
            .header("If-Match", true, IF_MATCH),
        Edit::Withdraw | Edit::Restore(_) => operation.header("If-Match", true, IF_MATCH),
    };
    let operation = common(operation, kind);
    match edit {
        Edit::Withdraw => operation
            .answers_object(JSON, "`revision`: the revision that withdrew it; `withdrawn`: its identifier"),
        _ => answers_record(operation),
    }
}

fn common(operation: Operation, kind: RecordKind) -> Operation {
    operation.header("Idempotency-Key", false, KEY).free(&[REASON, CAMPAIGN]).looks(item_looks(kind))
}

fn answers_record(operation: Operation) -> Operation {
    operation
        .answers_object(JSON, "The record, as its GET answers it in the same format and language")
        .tells_later(LATER, "The record in its record form (`GET …/record`)")
}

/// The operation, which takes a record of a kind.
fn record(operation: Operation, kind: RecordKind) -> Operation {
    match kind {
        RecordKind::Source => operation.takes::<Source>(JSON, RECORD),
        RecordKind::Theme => operation.takes::<Theme>(JSON, RECORD),
        RecordKind::Territory => operation.takes::<Territory>(JSON, RECORD),
        RecordKind::Actor => operation.takes::<Actor>(JSON, RECORD),
        RecordKind::Campaign => operation.takes::<SurveyCampaign>(JSON, RECORD),
        RecordKind::Event => operation.takes::<Event>(JSON, RECORD),
        RecordKind::Partnership => operation.takes::<Partnership>(JSON, RECORD),
        RecordKind::Project => operation.takes::<Project>(JSON, RECORD),
        RecordKind::Resource => operation.takes::<Resource>(JSON, RECORD),
        RecordKind::Need => operation.takes::<Need>(JSON, RECORD),
    }
}
