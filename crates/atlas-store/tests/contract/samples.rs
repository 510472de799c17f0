//! Records to commit: of every kind one with every field set and one with none that may be left out.

use atlas_model::*;
use serde_json::json;

use crate::backend::id;

fn text(word: &str) -> Text {
    Text {
        fr: Some(format!("{word} é")), en: Some(format!("{word} 'q\"")), zh: Some(format!("{word} 吉林"))
    }
}

fn date(text: &str) -> Option<PartialDate> {
    Some(text.parse().unwrap())
}

fn period() -> Period {
    Period::new(date("2014-03"), date("2016-02-29"))
}

fn provenance() -> Provenance {
    Provenance {
        kind: ProvenanceKind::Minutes,
        confidence: Confidence::Medium,
        sources: vec![id("full"), id("bare")],
        locator: Some("point 4, p. 2".to_owned()),
        date: date("2015-11-23"),
        entered_by: Some("bureau de la coopération".to_owned()),
        note: Some("two dates in conflict".to_owned()),
    }
}

fn figures() -> Vec<Figure> {
    vec![
        "doctors trained=1000 persons@2015".parse().unwrap(),
        "z=0.1".parse().unwrap(),
        "a=-3.5 m2".parse().unwrap(),
    ]
}

fn codes() -> Vec<Code> {
    vec![Code::new("insee-com", "01001"), Code::new("gbt2260", "220000"), Code::new("insee-com", "2A004")]
}

fn aliases() -> Vec<String> {
    vec!["Kirin".to_owned(), "a, \"b\" [c]".to_owned()]
}

fn position(lon: f64, lat: f64) -> Option<Position> {
    Some(Position::new(lon, lat).unwrap())
}

/// One record of every kind, identifier `full`, with every field set.
pub(crate) fn full() -> Vec<Record> {
    let boundary = json!([
        [
            [[2.0, 48.0], [3.0, 48.0], [3.0, 49.0], [2.0, 48.0]],
            [[2.5, 48.1], [2.6, 48.1], [2.6, 48.2], [2.5, 48.1]]
        ],
        [[[5.0, 45.0], [6.0, 45.0], [6.0, 46.0], [5.0, 45.0]]]
    ]);
    let pair = |actors: &[&str], project: Option<&str>| Pair {
        actors: actors.iter().map(|actor| id(actor)).collect(),
        project: project.map(id),
    };
    vec![
        Source {
            id: id("full"),
            title: text("source"),
            publisher: Some("publisher".to_owned()),
            url: Some("https://example.org/a?b=c".to_owned()),
            date: date("2015"),
            licence: Some("etalab-2.0".to_owned()),
            attribution: Some("© INSEE".to_owned()),
            provenance: provenance(),
        }
        .into(),
        Theme {
            id: id("full"),
            parent: Some(id("bare")),
            label: text("theme"),
            definition: text("definition"),
            aliases: aliases(),
            agreed: true,
            cross_cutting: true,
            codes: codes(),
            provenance: provenance(),
        }
        .into(),
        Territory {
            id: id("full"),
            level: TerritoryLevel::Department,
            kind: "prefecture-level-city".to_owned(),
            country: id("bare"),
            name: text("territory"),
            pinyin: Some("Jílín".to_owned()),
            aliases: aliases(),
            codes: codes(),
            parent: Some(id("bare")),
            part_of: vec![
                PartOf { territory: id("bare"), start: date("1994"), end: date("2016-01-01") },
                PartOf { territory: id("other"), start: None, end: None },
            ],
            valid_from: date("1790-03-04"),
            valid_to: date("2016-01-01"),
            successors: vec![id("other"), id("bare")],
            seat: Some(id("other")),
            point: position(2.25, 48.75),
            boundary: Some(serde_json::from_value(boundary).unwrap()),
            population: Some(u32::MAX),
            provenance: provenance(),
        }
        .into(),
        Actor {
            id: id("full"),
            kind: ActorKind::LocalAuthority,
            name: text("actor"),
            aliases: aliases(),
            seat: id("full"),
            governs: Some(id("full")),
            codes: codes(),
            point: position(-1.553_621, 47.218_371),
            website: Some("https://example.org".to_owned()),
            contact: Some(Contact {
                function: "international relations office".to_owned(),
                email: Some("ri@example.org".to_owned()),
            }),
            provenance: provenance(),
        }
        .into(),
        SurveyCampaign {
            id: id("full"),
            name: text("campaign"),
            countries: vec![id("other"), id("bare")],
            state: CampaignState::Open,
            period: period(),
            figures: figures(),
            note: text("note"),
            provenance: provenance(),
        }
        .into(),
        Event {
            id: id("full"),
            kind: EventKind::Rencontres,
            name: text("event"),
            period: period(),
            territory: Some(id("full")),
            host: Some(id("bare")),
            figures: figures(),
            note: text("note"),
            workshops: vec![
                Workshop {
                    id: id("z"),
                    theme: Some(id("full")),
                    question: text("question"),
                    pairs: vec![
                        pair(&["full", "bare"], Some("full")),
                        pair(&["bare", "full"], None),
                        pair(&[], Some("bare")),
                    ],
                },
                Workshop { id: id("a"), theme: None, question: text("other"), pairs: vec![] },
                Workshop {
                    id: id("m"),
                    theme: None,
                    question: Text::default(),
                    pairs: vec![pair(&["bare"], None)],
                },
            ],
            provenance: provenance(),
        }
        .into(),
        Partnership {
            id: id("full"),
            name: text("partnership"),
            kind: PartnershipKind::FriendshipCharter,
            actors: vec![id("full"), id("bare")],
            status: Status::Suspended,
            period: period(),
            themes: vec![id("full"), id("bare")],
            note: text("note"),
            provenance: provenance(),
        }
        .into(),
        Project {
            id: id("full"),
            title: text("project"),
            description: text("description"),
            partnerships: vec![id("full"), id("bare")],
            participants: vec![
                Participant { actor: id("full"), role: ActorRole::Funding },
                Participant { actor: id("bare"), role: ActorRole::Implementing },
                Participant { actor: id("full"), role: ActorRole::Accountable },
            ],
            territories: vec![id("other"), id("bare"), id("full")],
            theme: id("full"),
            themes: vec![id("bare"), id("full")],
            status: Status::Ended,
            period: period(),
            budget: Some("120000 EUR".parse().unwrap()),
            funding: vec![
                Funding {
                    programme: "Climat".to_owned(),
                    actor: Some(id("bare")),
                    amount: Some("9223372036854775807 CNY".parse().unwrap()),
                },
                Funding { programme: "own means".to_owned(), actor: None, amount: None },
            ],
            results: figures(),
            point: position(180.0, -90.0),
            provenance: provenance(),
        }
        .into(),
        Resource {
            id: id("full"),
            kind: ResourceKind::Office,
            name: text("resource"),
            description: text("description"),
            owner: id("full"),
            seat: Some(id("full")),
            covers: vec![id("other"), id("bare")],
            themes: vec![id("full"), id("bare")],
            sharing: Sharing::Shared,
            available_to: text("others"),
            status: Status::Active,
            period: period(),
            provenance: provenance(),
        }
        .into(),
        Need {
            id: id("full"),
            territory: id("full"),
            expressed_by: Some(id("full")),
            theme: id("full"),
            description: text("need"),
            addressed_to: text("whom"),
            event: Some(id("full")),
            date: date("2015-11"),
            met_by: vec![id("full"), id("bare")],
            provenance: provenance(),
        }
        .into(),
    ]
}

/// The bare record of one kind with this identifier; it refers to bare records alone.
pub(crate) fn bare(kind: RecordKind, text: &str) -> Record {
    let name = json!({ "fr": text });
    let mut record = json!({ "id": text, "provenance": { "kind": "synthetic", "confidence": "low" } });
    let own = match kind {
        RecordKind::Source => json!({ "title": name }),
        RecordKind::Theme => json!({ "label": name }),
        RecordKind::Territory => {
            json!({ "name": name, "level": "country", "kind": "country", "country": "bare" })
        }
        RecordKind::Actor => json!({ "name": name, "kind": "company", "seat": "bare" }),
        RecordKind::Campaign => json!({ "name": name }),
        RecordKind::Event => json!({ "name": name, "kind": "other" }),
        RecordKind::Partnership => json!({ "kind": "twinning", "status": "unknown", "actors": ["bare"] }),
        RecordKind::Project => json!({ "title": name, "theme": "bare", "status": "planned" }),
        RecordKind::Resource => {
            json!({ "name": name, "kind": "club", "owner": "bare", "sharing": "unspecified", "status": "ended" })
        }
        RecordKind::Need => json!({ "territory": "bare", "theme": "bare", "description": name }),
    };
    record.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
    serde_json::from_value(json!({ "kind": kind, "record": record })).unwrap()
}

/// The bare record of every kind.
pub(crate) fn all_bare() -> Vec<Record> {
    RecordKind::ALL.iter().map(|kind| bare(*kind, "bare")).collect()
}

/// A small whole world: every kind, full and bare, and one more territory.
pub(crate) fn world() -> Vec<Record> {
    let mut records = full();
    records.extend(all_bare());
    records.push(bare(RecordKind::Territory, "other"));
    records
}

/// A project that is easy to change.
pub(crate) fn project(name: &str, title: &str) -> Project {
    match bare(RecordKind::Project, name) {
        Record::Project(mut project) => {
            project.title = Text::fr(title);
            project
        }
        _ => unreachable!("a project was asked for"),
    }
}

/// A territory with a point.
pub(crate) fn territory(name: &str, country: &str, lon: f64, lat: f64) -> Territory {
    match bare(RecordKind::Territory, name) {
        Record::Territory(mut territory) => {
            territory.country = id(country);
            territory.point = position(lon, lat);
            territory
        }
        _ => unreachable!("a territory was asked for"),
    }
}

/// An actor at a seat.
pub(crate) fn actor(name: &str, seat: &str) -> Actor {
    match bare(RecordKind::Actor, name) {
        Record::Actor(mut actor) => {
            actor.seat = id(seat);
            actor
        }
        _ => unreachable!("an actor was asked for"),
    }
}

/// A partnership of some actors.
pub(crate) fn partnership(name: &str, actors: &[&str]) -> Record {
    match bare(RecordKind::Partnership, name) {
        Record::Partnership(mut partnership) => {
            partnership.actors = actors.iter().map(|actor| id(actor)).collect();
            partnership.into()
        }
        _ => unreachable!("a partnership was asked for"),
    }
}

/// A theme below another.
pub(crate) fn theme(name: &str, parent: Option<&str>) -> Theme {
    match bare(RecordKind::Theme, name) {
        Record::Theme(mut theme) => {
            theme.parent = parent.map(id);
            theme
        }
        _ => unreachable!("a theme was asked for"),
    }
}
