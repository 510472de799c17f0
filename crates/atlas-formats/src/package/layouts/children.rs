//! The files for what a record holds several of, when it does not fit one cell.
//!
//! Their rows name the record that they belong to and stand in the order in which it holds them.

use atlas_model::{Dataset, Event, Funding, Id, Pair, RecordKind, Text, Workshop};

use crate::package::column::{Layout, member};

/// Who pays for a project.
#[derive(Clone)]
pub(crate) struct FundingRow {
    pub(crate) project: Id,
    pub(crate) funding: Funding,
}

/// A workshop of an event, without its pairs.
#[derive(Clone)]
pub(crate) struct WorkshopRow {
    pub(crate) event: Id,
    pub(crate) workshop: Workshop,
}

/// A pair of actors proposed for a workshop.
#[derive(Clone)]
pub(crate) struct PairRow {
    pub(crate) event: Id,
    pub(crate) workshop: Id,
    pub(crate) pair: Pair,
}

/// `project_funding.csv`.
pub(crate) fn funding() -> Layout<FundingRow> {
    let blank = FundingRow {
        project: blank_id(),
        funding: Funding { programme: String::new(), actor: None, amount: None },
    };
    let mut layout = Layout::new("project_funding", "Who pays for projects.", &[], blank);
    layout.reference(member!(project), RecordKind::Project, "project", "Project", "What is paid for.");
    layout.cell(
        member!(funding.programme),
        "programme",
        "Programme",
        "The programme or call, in the source's words.",
    );
    layout.reference(
        member!(funding.actor),
        RecordKind::Actor,
        "actor",
        "Funder",
        "Who pays, where it is an actor of the atlas.",
    );
    layout.cell(member!(funding.amount), "amount", "Amount", "In whole units: 6000 EUR.");
    layout
}

/// `workshops.csv`.
pub(crate) fn workshops() -> Layout<WorkshopRow> {
    let workshop = Workshop { id: blank_id(), theme: None, question: Text::default(), pairs: vec![] };
    let blank = WorkshopRow { event: blank_id(), workshop };
    let mut layout = Layout::new("workshops", "The workshops of events.", &["event", "id"], blank);
    layout.reference(member!(event), RecordKind::Event, "event", "Event", "Where it takes place.");
    layout.cell(member!(workshop.id), "id", "Identifier", "Unique within the event.");
    layout.reference(
        member!(workshop.theme),
        RecordKind::Theme,
        "theme",
        "Theme",
        "None for a question that cuts across themes.",
    );
    layout.text(member!(workshop.question), "question", "Question", "The problem, as a question.");
    layout
}

/// `pairs.csv`.
pub(crate) fn pairs() -> Layout<PairRow> {
    let pair = Pair { actors: vec![], project: None };
    let blank = PairRow { event: blank_id(), workshop: blank_id(), pair };
    let mut layout = Layout::new("pairs", "Actors proposed to present together in workshops.", &[], blank);
    layout.reference(member!(event), RecordKind::Event, "event", "Event", "Where they would present.");
    layout.cell(member!(workshop), "workshop", "Workshop", "The workshop, by its identifier in the event.");
    layout.reference(member!(pair.actors), RecordKind::Actor, "actors", "Actors", "One of each side.");
    layout.reference(
        member!(pair.project),
        RecordKind::Project,
        "project",
        "Project",
        "The project that they present.",
    );
    layout
}

/// The rows of `project_funding.csv`.
pub(crate) fn funding_rows(dataset: &Dataset) -> impl Iterator<Item = FundingRow> {
    dataset.projects.iter().flat_map(|project| {
        let row = |funding: &Funding| FundingRow { project: project.id.clone(), funding: funding.clone() };
        project.funding.iter().map(row)
    })
}

/// The rows of `workshops.csv`.
pub(crate) fn workshop_rows(dataset: &Dataset) -> impl Iterator<Item = WorkshopRow> {
    each_workshop(dataset).map(|(event, workshop)| WorkshopRow {
        event: event.id.clone(),
        workshop: Workshop { pairs: vec![], ..workshop.clone() },
    })
}

/// The rows of `pairs.csv`.
pub(crate) fn pair_rows(dataset: &Dataset) -> impl Iterator<Item = PairRow> {
    each_workshop(dataset).flat_map(|(event, workshop)| {
        let row = |pair: &Pair| PairRow {
            event: event.id.clone(),
            workshop: workshop.id.clone(),
            pair: pair.clone(),
        };
        workshop.pairs.iter().map(row)
    })
}

fn each_workshop(dataset: &Dataset) -> impl Iterator<Item = (&Event, &Workshop)> {
    dataset.events.iter().flat_map(|event| event.workshops.iter().map(move |workshop| (event, workshop)))
}

/// The placeholder that a row's own identifiers replace.
fn blank_id() -> Id {
    Id::new("blank").expect("letters make an identifier")
}
