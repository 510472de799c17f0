//! The columns of each file of a package.
//!
//! One function per kind of record, in the order of the members of its type; the rows of child
//! tables are in [`children`].

use atlas_index::Indexed;
use atlas_model::{
    Actor, Contact, Dataset, Event, FaultKind, Need, PartialDate, Partnership, Project, Record, RecordKind,
    Resource, Source, SurveyCampaign, Territory, Theme,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::cell::Form;
use super::column::{Column, Layout, Member, member};
use crate::kinds::Kept;

pub(crate) mod children;

/// A type of record that has a file of its own.
pub(crate) trait Tabular: Kept + Clone + Into<Record> {
    /// How its file looks.
    fn layout() -> Layout<Self>;

    /// Its records in a dataset.
    fn list(dataset: &Dataset) -> &Vec<Self>;

    /// Its records in a dataset, to be changed.
    fn list_mut(dataset: &mut Dataset) -> &mut Vec<Self>;

    /// The record, if it is of this type.
    fn from_record(record: Record) -> Option<Self>;

    /// The record, if it is of this type, to be read.
    fn of_record(record: &Record) -> Option<&Self>;

    /// The record, if it is of this type, to be changed.
    fn of_record_mut(record: &mut Record) -> Option<&mut Self>;
}

/// The columns of a provenance, which end every row.
macro_rules! provenance {
    ($layout:ident) => {
        $layout.cell(member!(provenance.kind), "provenance", "Provenance", "The kind of evidence.");
        $layout.cell(member!(provenance.confidence), "confidence", "Confidence", "How sure the record is.");
        $layout.reference(
            member!(provenance.sources),
            RecordKind::Source,
            "sources",
            "Sources",
            "The source that counts most first.",
        );
        $layout.cell(
            member!(provenance.locator),
            "source_locator",
            "Place in the source",
            "Page, section or agenda item of the first source.",
        );
        $layout.cell(
            member!(provenance.date),
            "source_date",
            "Date of the statement",
            "When it was made or last confirmed.",
        );
        $layout.cell(
            member!(provenance.entered_by),
            "entered_by",
            "Entered by",
            "A function, never a person.",
        );
        $layout.cell(
            member!(provenance.note),
            "provenance_note",
            "Note on the provenance",
            "Conflicting dates, doubts, deductions.",
        );
    };
}

/// Ties each record type to its kind, its list and its layout.
macro_rules! tabular {
    ($($type:ident, $kind:ident, $list:ident, $columns:ident, $about:literal, $blank:tt;)+) => {
        $(
            impl Tabular for $type {
                fn layout() -> Layout<Self> {
                    let mut layout =
                        Layout::<Self>::new(Self::KIND.plural(), $about, &["id"], blank(json!($blank)));
                    layout.cell(
                        member!(id),
                        "id",
                        "Identifier",
                        "Letters without accents, digits, '-', '_' and '.'; stable.",
                    );
                    $columns(&mut layout);
                    provenance!(layout);
                    layout
                }

                fn list(dataset: &Dataset) -> &Vec<Self> {
                    &dataset.$list
                }

                fn list_mut(dataset: &mut Dataset) -> &mut Vec<Self> {
                    &mut dataset.$list
                }

                fn from_record(record: Record) -> Option<Self> {
                    match record {
                        Record::$kind(record) => Some(record),
                        _ => None,
                    }
                }

                fn of_record(record: &Record) -> Option<&Self> {
                    match record {
                        Record::$kind(record) => Some(record),
                        _ => None,
                    }
                }

                fn of_record_mut(record: &mut Record) -> Option<&mut Self> {
                    match record {
                        Record::$kind(record) => Some(record),
                        _ => None,
                    }
                }
            }
        )+
    };
}
tabular!(
    Source, Source, sources, source,
        "Where statements come from, and how to credit them.",
        {"title": {}};
    Theme, Theme, themes, theme,
        "What cooperation is about: a tree of subjects.",
        {"label": {}};
    Territory, Territory, territories, territory,
        "Places, past and present; outlines are in boundaries.geojson.",
        {"level": "country", "kind": "", "country": "blank", "name": {}};
    Actor, Actor, actors, actor,
        "Organisations that cooperate.",
        {"kind": "company", "name": {}, "seat": "blank"};
    SurveyCampaign, Campaign, campaigns, campaign,
        "Rounds in which the atlas was brought up to date.",
        {"name": {}};
    Event, Event, events, event,
        "Meetings of partners; their workshops are in workshops.csv and pairs.csv.",
        {"kind": "other", "name": {}};
    Partnership, Partnership, partnerships, partnership,
        "Lasting links between actors of several countries.",
        {"kind": "cooperation", "actors": [], "status": "unknown"};
    Project, Project, projects, project,
        "Bounded activities; who pays is in project_funding.csv.",
        {"title": {}, "theme": "blank", "status": "unknown"};
    Resource, Resource, resources, resource,
        "Shared means: offices, volunteers on site, clubs, platforms.",
        {"kind": "tool", "name": {}, "owner": "blank", "sharing": "unspecified", "status": "unknown"};
    Need, Need, needs, need,
        "What territories and their actors ask for.",
        {"territory": "blank", "theme": "blank", "description": {}};
);

/// The columns of a record, in the order in which they are written, each named by its member: one
/// cell, one cell for each language (`text`), or the identifiers of other records (`->`).
macro_rules! columns {
    ($layout:ident;) => {};
    ($layout:ident; period; $($rest:tt)*) => {
        period($layout, member!(period.start), member!(period.end));
        columns! { $layout; $($rest)* }
    };
    ($layout:ident; text $member:ident, $title:literal, $description:literal; $($rest:tt)*) => {
        $layout.text(member!($member), stringify!($member), $title, $description);
        columns! { $layout; $($rest)* }
    };
    ($layout:ident; $member:ident -> $kind:ident, $title:literal, $description:literal; $($rest:tt)*) => {
        $layout.reference(member!($member), RecordKind::$kind, stringify!($member), $title, $description);
        columns! { $layout; $($rest)* }
    };
    ($layout:ident; $member:ident, $title:literal, $description:literal; $($rest:tt)*) => {
        $layout.cell(member!($member), stringify!($member), $title, $description);
        columns! { $layout; $($rest)* }
    };
}

fn source(layout: &mut Layout<Source>) {
    columns! { layout;
        text title, "Title", "In the source's own language.";
        publisher, "Publisher", "Who published it.";
        url, "Address", "Where it can be read.";
        date, "Date", "When it was published.";
        licence, "Licence", "An SPDX identifier where there is one.";
        attribution, "Attribution", "The credit that every use must show.";
    }
}

fn theme(layout: &mut Layout<Theme>) {
    columns! { layout;
        parent -> Theme, "Parent", "The broader theme.";
        text label, "Label", "Preferred label.";
        text definition, "Definition", "What it covers.";
        aliases, "Other words", "Other words for it, in any language.";
        agreed, "Agreed", "Whether the steering committee agreed on it.";
        cross_cutting, "Cross-cutting", "Whether it cuts across the other themes.";
        codes, "Codes", "Equivalents in other code lists, as scheme:value.";
    }
}

fn territory(layout: &mut Layout<Territory>) {
    columns! { layout;
        level, "Level", "Rank, comparable between countries.";
        kind, "Kind", "The country's own word for this kind of territory.";
        country -> Territory, "Country", "The territory that is its country.";
        text name, "Name", "Usual name.";
        pinyin, "Pinyin", "Hanyu pinyin with tone marks.";
        aliases, "Other names", "Former names, romanisations, abbreviations.";
        codes, "Codes", "Official codes, as scheme:value.";
        parent -> Territory, "Parent", "The territory that contains it today, or contained it when it ended.";
        part_of, "Part of", "Other territories that contain or contained it, as id or id@start/end.";
        valid_from, "Valid from", "First day of existence.";
        valid_to, "Valid to", "First day on which it no longer exists.";
        successors -> Territory, "Successors", "What it was merged into, split into or renamed to.";
        seat -> Territory, "Seat", "The territory where its authority sits.";
        point, "Point", "A point that stands for it: lon,lat in WGS 84 degrees.";
        population, "Population", "Inhabitants.";
    }
}

fn actor(layout: &mut Layout<Actor>) {
    columns! { layout;
        kind, "Kind", "What kind of organisation it is.";
        text name, "Name", "Usual name.";
        aliases, "Other names", "Other names and abbreviations.";
        seat -> Territory, "Seat", "The territory in which it sits; its country is the actor's side.";
        governs -> Territory, "Governs", "The territory that a local authority governs.";
        codes, "Codes", "Official codes, as scheme:value.";
        point, "Point", "Its own point: lon,lat in WGS 84 degrees.";
        website, "Web site", "Its address.";
    }
    contact(layout);
}

/// The two columns of a contact, which exists as a whole or not at all.
fn contact(layout: &mut Layout<Actor>) {
    type Part = for<'a> fn(&'a mut Contact) -> &'a mut String;
    let empty = || Contact { function: String::new(), email: None };
    let parts: [(&str, &str, &str, Part); 2] = [
        ("function", "Contact", "The public function to turn to, never a person.", |c| &mut c.function),
        ("email", "Mailbox", "A generic mailbox, never a person's.", |c| c.email.get_or_insert_default()),
    ];
    for (name, title, description, part) in parts {
        layout.columns.push(Column {
            name: format!("contact_{name}"),
            pointer: format!("/contact/{name}"),
            title: title.to_owned(),
            description,
            form: Form::Text,
            required: false,
            refers: None,
            write: Box::new(move |row, out| {
                if let Some(contact) = &row.contact {
                    out.push_str(part(&mut contact.clone()));
                }
            }),
            read: Box::new(move |row, text| {
                if !text.is_empty() {
                    text.clone_into(part(row.contact.get_or_insert_with(empty)));
                } else if let Some(contact) = &mut row.contact {
                    part(contact).clear();
                    contact.email = contact.email.take().filter(|email| !email.is_empty());
                    if contact.function.is_empty() && contact.email.is_none() {
                        row.contact = None;
                    }
                }
                Ok(())
            }),
        });
    }
    layout.check = |row| {
        let nameless = row.contact.as_ref().is_some_and(|contact| contact.function.is_empty());
        nameless.then_some(("contact_function", FaultKind::Missing))
    };
}

fn campaign(layout: &mut Layout<SurveyCampaign>) {
    columns! { layout;
        text name, "Name", "Usual name.";
        countries -> Territory, "Countries", "The countries that it covers.";
        state, "State", "Whether it still takes contributions.";
        period;
        figures, "Figures", "What it counted, as measure=value unit@date.";
        text note, "Note", "What a reader should know of it.";
    }
}

fn event(layout: &mut Layout<Event>) {
    columns! { layout;
        kind, "Kind", "What kind of event it is.";
        text name, "Name", "Usual name.";
        period;
        territory -> Territory, "Territory", "Where.";
        host -> Actor, "Host", "Who receives the others.";
        figures, "Figures", "Attendance, as measure=value unit@date.";
        text note, "Note", "What a reader should know of it.";
    }
}

fn partnership(layout: &mut Layout<Partnership>) {
    columns! { layout;
        text name, "Name", "A title, where it has one of its own.";
        kind, "Kind", "What kind of agreement it rests on.";
        actors -> Actor, "Actors", "The leading actor of each side before the others of that side.";
        status, "Status", "Where it stands.";
        period;
        themes -> Theme, "Themes", "What it is about.";
        text note, "Note", "What a reader should know of it.";
    }
}

fn project(layout: &mut Layout<Project>) {
    columns! { layout;
        text title, "Title", "Usual title.";
        text description, "Description", "What it is, in a few sentences.";
        partnerships -> Partnership, "Partnerships", "The partnerships that it belongs to.";
        participants, "Participants", "Who takes part, as actor:role.";
        territories -> Territory, "Territories",
            "The territories of action, on both sides; the one that stands for the project first.";
        theme -> Theme, "Theme", "The primary theme or sub-theme.";
        themes -> Theme, "Themes", "Further themes.";
        status, "Status", "Where it stands.";
        period;
        budget, "Budget", "What it costs, in whole units: 120000 EUR.";
        results, "Results", "What came of it, as measure=value unit@date.";
        point, "Point", "Its own point: lon,lat in WGS 84 degrees.";
    }
}

fn resource(layout: &mut Layout<Resource>) {
    columns! { layout;
        kind, "Kind", "What it is.";
        text name, "Name", "Usual name.";
        text description, "Description", "What it offers.";
        owner -> Actor, "Owner", "Whose it is.";
        seat -> Territory, "Seat", "Where it sits.";
        covers -> Territory, "Covers", "The territories in which it serves; none means wherever its users work.";
        themes -> Theme, "Themes", "What it is good for; none means any theme.";
        sharing, "Sharing", "Whether others may use it.";
        text available_to, "Available to", "Who may use it, in the source's words.";
        status, "Status", "Where it stands.";
        period;
    }
}

fn need(layout: &mut Layout<Need>) {
    columns! { layout;
        territory -> Territory, "Territory", "Where it is felt.";
        expressed_by -> Actor, "Expressed by", "Who put it into words.";
        theme -> Theme, "Theme", "What it is about.";
        text description, "Description", "What is asked for.";
        text addressed_to, "Addressed to", "To whom it was put, in the source's words.";
        event -> Event, "Event", "Where it was put.";
        date, "Date", "When it was put.";
        met_by -> Project, "Met by", "The projects that answer it.";
    }
}

type Date = Option<PartialDate>;

fn period<R: 'static>(layout: &mut Layout<R>, start: Member<R, Date>, end: Member<R, Date>) {
    layout.cell(start, "start", "Start", "When it began: YYYY, YYYY-MM or YYYY-MM-DD.");
    layout.cell(end, "end", "End", "When it ended, or is due to end.");
}

/// A row to be filled in. Its members are placeholders: a row is kept only once every required
/// column has set its own.
fn blank<R: DeserializeOwned>(mut members: Value) -> R {
    members["id"] = json!("blank");
    members["provenance"] = json!({"kind": "synthetic", "confidence": "low"});
    serde_json::from_value(members).expect("a blank row has the members that its type requires")
}
