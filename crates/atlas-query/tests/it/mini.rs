//! A world made by hand after the cases of the steering committee: Charente-Maritime in Jilin,
//! Pays de la Loire in Shandong with its office in Qingdao, Lorraine before Grand Est.

use atlas_model::{
    Actor, ActorKind, ActorRole, Code, Confidence, Dataset, Id, PartOf, Participant, Partnership,
    PartnershipKind, Period, Project, Provenance, ProvenanceKind, Resource, ResourceKind, Sharing, Status,
    Territory, TerritoryLevel, Text, Theme,
};

use atlas_index::Snapshot;

use crate::filters::Pairs;
use crate::world::id;

use ActorKind::{Hospital, LocalAuthority, School, StateAgency};
use TerritoryLevel::{Country, Department, Municipality, Region};

fn provenance() -> Provenance {
    Provenance::new(ProvenanceKind::Documented, Confidence::High, vec![])
}

fn ids(list: &[&str]) -> Vec<Id> {
    list.iter().map(|text| id(text)).collect()
}

fn place(name: &str, level: TerritoryLevel, fr: &str, zh: &str, parent: &str, codes: &[&str]) -> Territory {
    let country = name.split('-').next().unwrap();
    Territory {
        id: id(name),
        level,
        kind: level.to_string(),
        country: id(country),
        name: Text { fr: Some(fr.into()), en: None, zh: (!zh.is_empty()).then(|| zh.into()) },
        pinyin: None,
        aliases: vec![],
        codes: codes.iter().map(|code| code.parse::<Code>().unwrap()).collect(),
        parent: (!parent.is_empty()).then(|| id(parent)),
        part_of: vec![],
        valid_from: None,
        valid_to: None,
        successors: vec![],
        seat: None,
        point: None,
        boundary: None,
        population: None,
        provenance: provenance(),
    }
}

fn ended(name: &str, fr: &str, successor: &str) -> Territory {
    Territory {
        valid_to: Some("2016-01-01".parse().unwrap()),
        successors: ids(&[successor]),
        ..place(name, Region, fr, "", "FR", &[])
    }
}

fn within(mut territory: Territory, former: &str) -> Territory {
    territory.part_of.push(PartOf { territory: id(former), start: None, end: None });
    territory
}

fn actor(name: &str, kind: ActorKind, seat: &str) -> Actor {
    Actor {
        id: id(name),
        kind,
        name: Text::fr(name),
        aliases: vec![],
        seat: id(seat),
        governs: (kind == LocalAuthority).then(|| id(seat)),
        codes: vec![],
        point: None,
        website: None,
        contact: None,
        provenance: provenance(),
    }
}

fn partnership(name: &str, actors: &[&str], themes: &[&str], status: Status) -> Partnership {
    Partnership {
        id: id(name),
        name: Text::default(),
        kind: PartnershipKind::Cooperation,
        actors: ids(actors),
        status,
        period: Period::default(),
        themes: ids(themes),
        note: Text::default(),
        provenance: provenance(),
    }
}

fn project(name: &str, within: &[&str], actors: &[&str], territories: &[&str], theme: &str) -> Project {
    let participant = |actor: &&str| Participant { actor: id(actor), role: ActorRole::Implementing };
    Project {
        id: id(name),
        title: Text::fr(name),
        description: Text::default(),
        partnerships: ids(within),
        participants: actors.iter().map(participant).collect(),
        territories: ids(territories),
        theme: id(theme),
        themes: vec![],
        status: Status::Active,
        period: Period::new("2014".parse().ok(), None),
        budget: None,
        funding: vec![],
        results: vec![],
        point: None,
        provenance: provenance(),
    }
}

fn resource(name: &str, owner: &str, seat: Option<&str>, covers: &[&str], sharing: Sharing) -> Resource {
    Resource {
        id: id(name),
        kind: ResourceKind::Office,
        name: Text::fr(name),
        description: Text::default(),
        owner: id(owner),
        seat: seat.map(id),
        covers: ids(covers),
        themes: vec![],
        sharing,
        available_to: Text::default(),
        status: Status::Active,
        period: Period::default(),
        provenance: provenance(),
    }
}

fn theme(name: &str, parent: Option<&str>) -> Theme {
    Theme {
        id: id(name),
        parent: parent.map(id),
        label: Text::fr(name),
        definition: Text::default(),
        aliases: vec![],
        agreed: true,
        cross_cutting: false,
        codes: vec![],
        provenance: provenance(),
    }
}

pub(crate) fn dataset() -> Dataset {
    let mut world = Dataset {
        themes: vec![
            theme("sante", None),
            theme("cooperation-hospitaliere", Some("sante")),
            theme("economie", None),
            theme("gouvernance-formation", None),
        ],
        territories: vec![
            place("FR", Country, "France", "法国", "", &["iso3166-1-alpha2:FR"]),
            place("CN", Country, "Chine", "中国", "", &["iso3166-1-alpha2:CN"]),
            place("FR-REG-52", Region, "Pays de la Loire", "", "FR", &["insee-reg:52", "iso3166-2:FR-PDL"]),
            place("FR-COM-44109", Municipality, "Nantes", "南特", "FR-REG-52", &["insee-com:44109"]),
            place("FR-REG-75", Region, "Nouvelle-Aquitaine", "", "FR", &["insee-reg:75"]),
            place("FR-DEP-75", Department, "Paris", "巴黎", "FR", &["insee-dep:75"]),
            ended("FR-REG-54", "Poitou-Charentes", "FR-REG-75"),
            within(place("FR-DEP-17", Department, "Charente-Maritime", "", "FR-REG-75", &[]), "FR-REG-54"),
            place("FR-REG-44", Region, "Grand Est", "", "FR", &["insee-reg:44"]),
            ended("FR-REG-41", "Lorraine", "FR-REG-44"),
            ended("FR-REG-42", "Alsace", "FR-REG-44"),
            ended("FR-REG-21", "Champagne-Ardenne", "FR-REG-44"),
            within(place("FR-DEP-57", Department, "Moselle", "", "FR-REG-44", &[]), "FR-REG-41"),
            place("CN-220000", Region, "Jilin", "吉林省", "CN", &["gbt2260:220000"]),
            place("CN-220100", Department, "Changchun", "长春市", "CN-220000", &["gbt2260:220100"]),
            place("CN-370000", Region, "Shandong", "山东省", "CN", &["gbt2260:370000"]),
            place("CN-370200", Department, "Qingdao", "青岛市", "CN-370000", &["gbt2260:370200"]),
            place("CN-370600", Department, "Yantai", "烟台市", "CN-370000", &["gbt2260:370600"]),
            place("CN-420000", Region, "Hubei", "湖北省", "CN", &["gbt2260:420000"]),
        ],
        actors: vec![
            actor("fr-charente-maritime", LocalAuthority, "FR-DEP-17"),
            actor("fr-pays-de-la-loire", LocalAuthority, "FR-REG-52"),
            actor("fr-nantes", LocalAuthority, "FR-COM-44109"),
            actor("fr-lorraine", LocalAuthority, "FR-REG-41"),
            actor("fr-agence", StateAgency, "FR"),
            actor("chu-nantes", Hospital, "FR-COM-44109"),
            actor("cn-jilin", LocalAuthority, "CN-220000"),
            actor("cn-shandong", LocalAuthority, "CN-370000"),
            actor("cn-qingdao", LocalAuthority, "CN-370200"),
            actor("cn-hubei", LocalAuthority, "CN-420000"),
            actor("ecole-changchun", School, "CN-220100"),
        ],
        partnerships: vec![
            partnership(
                "charente-maritime--jilin",
                &["fr-charente-maritime", "cn-jilin"],
                &["economie", "gouvernance-formation"],
                Status::Active,
            ),
            partnership(
                "pays-de-la-loire--shandong",
                &["fr-pays-de-la-loire", "cn-shandong"],
                &["economie"],
                Status::Active,
            ),
            partnership(
                "nantes--qingdao",
                &["fr-nantes", "cn-qingdao"],
                &["economie"],
                Status::PresumedActive,
            ),
            partnership("lorraine--hubei", &["fr-lorraine", "cn-hubei"], &["sante"], Status::Active),
        ],
        projects: vec![
            project(
                "plateforme-nord-est",
                &["charente-maritime--jilin"],
                &["fr-charente-maritime", "cn-jilin"],
                &[],
                "gouvernance-formation",
            ),
            project(
                "formation-changchun",
                &["charente-maritime--jilin"],
                &["ecole-changchun"],
                &["CN-220100"],
                "gouvernance-formation",
            ),
            project(
                "hopitaux-qingdao",
                &[],
                &["chu-nantes", "cn-qingdao"],
                &["CN-370200"],
                "cooperation-hospitaliere",
            ),
        ],
        resources: vec![
            resource(
                "bureau-qingdao",
                "fr-pays-de-la-loire",
                Some("CN-370200"),
                &["CN-370000"],
                Sharing::Shared,
            ),
            resource(
                "plateforme-chine-nord-est",
                "fr-charente-maritime",
                None,
                &["CN-220000"],
                Sharing::Unspecified,
            ),
            resource("fonds-chine", "fr-agence", None, &["CN"], Sharing::Shared),
        ],
        ..Dataset::default()
    };
    world.sort();
    world
}

/// The world made by hand, indexed.
pub(crate) fn snapshot() -> Snapshot {
    Snapshot::build(dataset()).unwrap()
}

/// The parameters of a query string without escapes.
pub(crate) fn pairs(query: &str) -> Pairs {
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name.into(), value.into()))
        .collect()
}
