//! A small made-up world for tests: three countries, every kind of record, each with one record that
//! sets every member and one that sets none but the required.

use atlas_model::{
    Actor, ActorKind, ActorRole, Boundary, CampaignState, Confidence, Contact, Dataset, Event, EventKind,
    Funding, Id, Need, Pair, PartOf, Participant, Partnership, PartnershipKind, Period, Position, Project,
    Provenance, ProvenanceKind, Record, Resource, ResourceKind, Sharing, Source, Status, SurveyCampaign,
    Territory, TerritoryLevel, Text, Theme, Workshop,
};

/// An identifier.
pub(crate) fn id(text: &str) -> Id {
    text.parse().unwrap()
}

fn ids(texts: &[&str]) -> Vec<Id> {
    texts.iter().map(|text| id(text)).collect()
}

fn parse<T: std::str::FromStr>(text: &str) -> T {
    text.parse().unwrap_or_else(|_| panic!("{text} cannot be read"))
}

fn text(fr: &str, en: &str, zh: &str) -> Text {
    let mut text = Text::default();
    for (lang, words) in atlas_model::Lang::ALL.iter().zip([fr, en, zh]) {
        text.set(*lang, words);
    }
    text
}

fn bare() -> Provenance {
    Provenance::new(ProvenanceKind::Synthetic, Confidence::Low, vec![])
}

fn full() -> Provenance {
    Provenance {
        kind: ProvenanceKind::Synthetic,
        confidence: Confidence::High,
        sources: ids(&["minutes", "press"]),
        locator: Some("p. 4, point 2".into()),
        date: Some(parse("2015-11-23")),
        entered_by: Some("chargée de mission".into()),
        note: Some("Two dates: \"2014\",\nand 2015".into()),
    }
}

fn period(start: &str, end: &str) -> Period {
    let date = |text: &str| (!text.is_empty()).then(|| parse(text));
    Period::new(date(start), date(end))
}

/// The whole world.
pub(crate) fn world() -> Dataset {
    let mut records: Vec<Record> = vec![];
    records.extend(sources().into_iter().map(Record::from));
    records.extend(themes().into_iter().map(Record::from));
    records.extend(territories().into_iter().map(Record::from));
    records.extend(actors().into_iter().map(Record::from));
    records.extend(campaigns().into_iter().map(Record::from));
    records.extend(events().into_iter().map(Record::from));
    records.extend(partnerships().into_iter().map(Record::from));
    records.extend(projects().into_iter().map(Record::from));
    records.extend(resources().into_iter().map(Record::from));
    records.extend(needs().into_iter().map(Record::from));
    Dataset::from_records(records)
}

fn sources() -> [Source; 2] {
    let bare_one = Source {
        id: id("press"),
        title: Text::fr("Article"),
        publisher: None,
        url: None,
        date: None,
        licence: None,
        attribution: None,
        provenance: bare(),
    };
    let full_one = Source {
        id: id("minutes"),
        title: text("Compte rendu, \"séance\" du matin", "Minutes", "会议纪要"),
        publisher: Some("Comité".into()),
        url: Some("https://example.org/minutes?a=1,2".into()),
        date: Some(parse("2015-11")),
        licence: Some("etalab-2.0".into()),
        attribution: Some("© Comité; 2015".into()),
        provenance: full(),
    };
    [bare_one, full_one]
}

fn themes() -> [Theme; 3] {
    let theme = |name: &str, parent: Option<&str>, label: Text| Theme {
        id: id(name),
        parent: parent.map(id),
        label,
        definition: Text::default(),
        aliases: vec![],
        agreed: false,
        cross_cutting: false,
        codes: vec![],
        provenance: bare(),
    };
    let hospital = Theme {
        id: id("hopital"),
        parent: Some(id("sante")),
        label: text("Hôpital", "Hospital", "医院"),
        definition: text("Soins; formation", "Care", "护理"),
        aliases: vec!["clinique".into(), "CHU; CHR".into(), "a\\b".into()],
        agreed: true,
        cross_cutting: true,
        codes: vec![parse("oecd-dac:12191"), parse("sdg:3")],
        provenance: full(),
    };
    [theme("sante", None, text("Santé", "Health", "健康")), hospital, theme("eau", None, Text::fr("Eau"))]
}

/// A territory with nothing but what it must have.
pub(crate) fn place(
    name: &str,
    level: TerritoryLevel,
    country: &str,
    point: Option<(f64, f64)>,
) -> Territory {
    Territory {
        id: id(name),
        level,
        kind: "area".into(),
        country: id(country),
        name: Text::fr(name),
        pinyin: None,
        aliases: vec![],
        codes: vec![],
        parent: (name != country).then(|| id(country)),
        part_of: vec![],
        valid_from: None,
        valid_to: None,
        successors: vec![],
        seat: None,
        point: point.map(|(lon, lat)| Position::new(lon, lat).unwrap()),
        boundary: None,
        population: None,
        provenance: bare(),
    }
}

fn territories() -> Vec<Territory> {
    use TerritoryLevel::{Country, Municipality, Region};
    let square = "[[[[-2.5,46.5],[-0.5,46.5],[-0.5,48.25],[-2.5,48.25],[-2.5,46.5]]]]";
    let loire = Territory {
        id: id("FR-REG-52"),
        level: Region,
        kind: "région".into(),
        country: id("FR"),
        name: text("Pays de la Loire", "Loire Region", "卢瓦尔河大区"),
        pinyin: Some("Lúwǎ'ěr Hé Dàqū".into()),
        aliases: vec!["PDL".into(), "Loire; Pays de la".into()],
        codes: vec![parse("insee-reg:52"), parse("iso3166-2:FR-PDL")],
        parent: Some(id("FR")),
        part_of: vec![PartOf { territory: id("FR"), start: Some(parse("1956")), end: None }],
        valid_from: Some(parse("1956-06")),
        valid_to: None,
        successors: vec![],
        seat: Some(id("FR-COM-44109")),
        point: Some(Position::new(-0.8, 47.4).unwrap()),
        boundary: Some(serde_json::from_str::<Boundary>(square).unwrap()),
        population: Some(3_660_852),
        provenance: full(),
    };
    let nantes = Territory {
        parent: Some(id("FR-REG-52")),
        ..place("FR-COM-44109", Municipality, "FR", Some((-1.554, 47.218)))
    };
    let jilin = Territory {
        name: text("Jilin", "Jilin", "吉林省"),
        pinyin: Some("Jílín Shěng".into()),
        ..place("CN-220000", Region, "CN", Some((125.3, 43.9)))
    };
    let old = Territory {
        valid_to: Some(parse("2016-01-01")),
        successors: vec![id("FR-REG-52")],
        ..place("FR-REG-OLD", Region, "FR", None)
    };
    vec![
        place("FR", Country, "FR", Some((2.5, 46.6))),
        place("CN", Country, "CN", Some((104.0, 35.0))),
        place("US", Country, "US", Some((-98.5, 39.8))),
        loire,
        nantes,
        jilin,
        old,
        place("US-CA", Region, "US", Some((-121.5, 38.6))),
    ]
}

fn actors() -> Vec<Actor> {
    let actor = |name: &str, kind: ActorKind, seat: &str, governs: Option<&str>, words: Text| Actor {
        id: id(name),
        kind,
        name: words,
        aliases: vec![],
        seat: id(seat),
        governs: governs.map(id),
        codes: vec![],
        point: None,
        website: None,
        contact: None,
        provenance: bare(),
    };
    let region = Actor {
        id: id("fr-loire"),
        kind: ActorKind::LocalAuthority,
        name: text("Région Pays de la Loire", "Loire Regional Council", "卢瓦尔河大区议会"),
        aliases: vec!["CR PDL".into()],
        seat: id("FR-COM-44109"),
        governs: Some(id("FR-REG-52")),
        codes: vec![parse("siren:234400034")],
        point: Some(Position::new(-1.53, 47.211_25).unwrap()),
        website: Some("https://example.org/".into()),
        contact: Some(Contact {
            function: "service international".into(),
            email: Some("x@example.org".into()),
        }),
        provenance: full(),
    };
    let hospital = Actor {
        contact: Some(Contact { function: "=cmd()".into(), email: None }),
        ..actor("fr-chu", ActorKind::Hospital, "FR-COM-44109", None, text("CHU", "", ""))
    };
    vec![
        region,
        hospital,
        actor(
            "cn-jilin",
            ActorKind::LocalAuthority,
            "CN-220000",
            Some("CN-220000"),
            text("Jilin", "", "吉林省人民政府"),
        ),
        actor(
            "us-ca",
            ActorKind::LocalAuthority,
            "US-CA",
            Some("US-CA"),
            text("Californie", "California", ""),
        ),
    ]
}

fn campaigns() -> [SurveyCampaign; 2] {
    let campaign = |name: &str| SurveyCampaign {
        id: id(name),
        name: Text::fr(name),
        countries: vec![],
        state: CampaignState::Open,
        period: Period::default(),
        figures: vec![],
        note: Text::default(),
        provenance: bare(),
    };
    let full_one = SurveyCampaign {
        id: id("2015"),
        name: text("Enquête 2015", "Survey 2015", "2015年调查"),
        countries: ids(&["FR", "CN"]),
        state: CampaignState::Closed,
        period: period("2015-01", "2015-11-23"),
        figures: vec![parse("partenariats=57@2015-11-23"), parse("surface=3600.5 m2")],
        note: text("Note", "Note", "注"),
        provenance: full(),
    };
    [campaign("2016"), full_one]
}

fn events() -> [Event; 2] {
    let bare_one = Event {
        id: id("visit"),
        kind: EventKind::Other,
        name: Text::fr(" Visite "),
        period: Period::default(),
        territory: None,
        host: None,
        figures: vec![],
        note: Text::default(),
        workshops: vec![],
        provenance: bare(),
    };
    let full_one = Event {
        id: id("meeting"),
        kind: EventKind::Rencontres,
        name: text("Rencontres", "Meeting", "高层论坛"),
        period: period("2016-11-01", ""),
        territory: Some(id("CN-220000")),
        host: Some(id("cn-jilin")),
        figures: vec![parse("participants=55 personnes")],
        note: text("Une note\r\nsur deux lignes", "", ""),
        workshops: vec![
            Workshop {
                id: id("w2"),
                theme: Some(id("sante")),
                question: text("Comment soigner ?", "How to heal?", "如何治疗？"),
                pairs: vec![
                    Pair { actors: ids(&["fr-chu", "cn-jilin"]), project: Some(id("training")) },
                    Pair { actors: ids(&["fr-loire", "us-ca"]), project: None },
                ],
            },
            Workshop { id: id("w1"), theme: None, question: Text::default(), pairs: vec![] },
        ],
        provenance: full(),
    };
    [bare_one, full_one]
}

fn partnerships() -> [Partnership; 2] {
    let bare_one = Partnership {
        id: id("jilin--california"),
        name: Text::default(),
        kind: PartnershipKind::Twinning,
        actors: ids(&["cn-jilin", "us-ca"]),
        status: Status::Unknown,
        period: Period::default(),
        themes: vec![],
        note: Text::default(),
        provenance: bare(),
    };
    let full_one = Partnership {
        id: id("loire--jilin"),
        name: text("Loire et Jilin", "Loire and Jilin", "卢瓦尔河与吉林"),
        kind: PartnershipKind::CooperationAgreement,
        actors: ids(&["fr-loire", "fr-chu", "cn-jilin"]),
        status: Status::PresumedActive,
        period: period("2006-03", "2018"),
        themes: ids(&["sante", "eau"]),
        note: text("Accord-cadre", "Framework", "框架"),
        provenance: full(),
    };
    [bare_one, full_one]
}

/// A project with nothing but what it must have.
pub(crate) fn project(name: &str) -> Project {
    Project {
        id: id(name),
        title: Text::fr(name),
        description: Text::default(),
        partnerships: vec![],
        participants: vec![],
        territories: vec![],
        theme: id("eau"),
        themes: vec![],
        status: Status::Planned,
        period: Period::default(),
        budget: None,
        funding: vec![],
        results: vec![],
        point: None,
        provenance: bare(),
    }
}

fn projects() -> [Project; 2] {
    let full_one = Project {
        id: id("training"),
        title: text("Formation de médecins", "Training of doctors", "医生培训"),
        description: text("Une \"formation\", en deux temps", "", "培训"),
        partnerships: ids(&["loire--jilin"]),
        participants: vec![
            Participant { actor: id("fr-chu"), role: ActorRole::Implementing },
            Participant { actor: id("fr-chu"), role: ActorRole::Accountable },
            Participant { actor: id("cn-jilin"), role: ActorRole::Funding },
        ],
        territories: ids(&["CN-220000", "FR-COM-44109"]),
        theme: id("hopital"),
        themes: ids(&["eau"]),
        status: Status::Active,
        period: period("2014", ""),
        budget: Some(parse("120000 EUR")),
        funding: vec![
            Funding {
                programme: "Climat; 2014".into(),
                actor: Some(id("fr-loire")),
                amount: Some(parse("6000 EUR")),
            },
            Funding { programme: "Dons".into(), actor: None, amount: None },
        ],
        results: vec![parse("médecins formés=1000 personnes@2015")],
        point: Some(Position::new(125.35, 43.88).unwrap()),
        provenance: full(),
    };
    [project("well"), full_one]
}

fn resources() -> [Resource; 2] {
    let bare_one = Resource {
        id: id("site"),
        kind: ResourceKind::Tool,
        name: Text::fr("Site"),
        description: Text::default(),
        owner: id("fr-chu"),
        seat: None,
        covers: vec![],
        themes: vec![],
        sharing: Sharing::Unspecified,
        available_to: Text::default(),
        status: Status::Active,
        period: Period::default(),
        provenance: bare(),
    };
    let full_one = Resource {
        id: id("office"),
        kind: ResourceKind::Office,
        name: text("Bureau", "Office", "办事处"),
        description: text("Un bureau", "An office", "办公室"),
        owner: id("fr-loire"),
        seat: Some(id("CN-220000")),
        covers: ids(&["CN-220000", "CN"]),
        themes: ids(&["eau"]),
        sharing: Sharing::Shared,
        available_to: text("Tous", "All", "所有"),
        status: Status::Ended,
        period: period("2006-03-01", "2017"),
        provenance: full(),
    };
    [bare_one, full_one]
}

fn needs() -> [Need; 2] {
    let bare_one = Need {
        id: id("rivers"),
        territory: id("CN-220000"),
        expressed_by: None,
        theme: id("eau"),
        description: Text::fr("Dépolluer une rivière"),
        addressed_to: Text::default(),
        event: None,
        date: None,
        met_by: vec![],
        provenance: bare(),
    };
    let full_one = Need {
        id: id("doctors"),
        territory: id("CN-220000"),
        expressed_by: Some(id("cn-jilin")),
        theme: id("hopital"),
        description: text("Former des médecins", "Train doctors", "培训医生"),
        addressed_to: text("Aux régions", "To regions", "各大区"),
        event: Some(id("meeting")),
        date: Some(parse("2015-11-23")),
        met_by: ids(&["training"]),
        provenance: full(),
    };
    [bare_one, full_one]
}
