//! Random small worlds: a few countries with regions that were merged or split, actors, and what
//! they do. Every optional field is sometimes absent. One seed gives one world.

use atlas_model::{
    Actor, ActorKind, ActorRole, CampaignState, Code, Confidence, Dataset, Event, EventKind, Id, Need,
    PartOf, PartialDate, Participant, Partnership, PartnershipKind, Period, Position, Project, Provenance,
    ProvenanceKind, Resource, ResourceKind, Sharing, Source, Status, SurveyCampaign, Territory,
    TerritoryLevel, Text, Theme, Workshop,
};

/// A small deterministic source of chance (SplitMix64).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.roll() % n as u64).unwrap()
    }

    /// True in so many cases out of a hundred.
    pub(crate) fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// Up to `most` distinct members.
    pub(crate) fn some<T: Clone + PartialEq>(&mut self, from: &[T], most: usize) -> Vec<T> {
        let mut found: Vec<T> = Vec::new();
        for _ in 0..self.below(most + 1) {
            let one = self.pick(from);
            if !found.contains(one) {
                found.push(one.clone());
            }
        }
        found
    }
}

pub(crate) fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

pub(crate) fn provenance(dice: &mut Dice) -> Provenance {
    Provenance::new(*dice.pick(ProvenanceKind::ALL), *dice.pick(Confidence::ALL), vec![])
}

pub(crate) const WORDS: &[&str] = &[
    "Ville",
    "Neuve",
    "Saint-Jean",
    "Côte",
    "d'Or",
    "吉林",
    "山东省友好",
    "Jílín",
    "Qingdao",
    "Lac",
    "Œuvre",
    "eau 2015",
];

pub(crate) fn text(dice: &mut Dice) -> Text {
    let words =
        |dice: &mut Dice| (0..=dice.below(3)).map(|_| *dice.pick(WORDS)).collect::<Vec<_>>().join(" ");
    let fr = words(dice);
    let zh = dice.percent(30).then(|| words(dice));
    Text { fr: Some(fr), en: None, zh }
}

fn maybe_text(dice: &mut Dice) -> Text {
    if dice.percent(50) { text(dice) } else { Text::default() }
}

pub(crate) fn date(dice: &mut Dice) -> PartialDate {
    // Few days, so that the ends of periods often meet exactly.
    let year = 2010 + dice.below(6);
    let text = match dice.below(5) {
        0 => format!("{year}"),
        1 => format!("{year}-06"),
        2 => format!("{year}-01-01"),
        3 => format!("{year}-06-30"),
        _ => format!("{year}-12-31"),
    };
    text.parse().unwrap()
}

pub(crate) fn period(dice: &mut Dice) -> Period {
    let start = dice.percent(70).then(|| date(dice));
    let end = dice.percent(40).then(|| date(dice));
    let period = Period::new(start, end);
    if period.is_reversed() { Period::new(period.end, period.start) } else { period }
}

pub(crate) fn position(dice: &mut Dice) -> Position {
    let lon = match dice.below(6) {
        0 => 180.0,
        1 => -180.0,
        _ => f64::from(i32::try_from(dice.below(3600)).unwrap()) / 10.0 - 180.0,
    };
    let lat = f64::from(i32::try_from(dice.below(1801)).unwrap()) / 10.0 - 90.0;
    Position::new(lon, lat).unwrap()
}

pub(crate) fn world(seed: u64) -> Dataset {
    let dice = &mut Dice(seed);
    let mut world = Dataset::default();
    add_territories(dice, &mut world);
    add_themes(dice, &mut world);
    for n in 0..4 {
        let date = dice.percent(60).then(|| date(dice));
        world.sources.push(Source {
            id: id(&format!("source-{n}")),
            title: text(dice),
            publisher: None,
            url: None,
            date,
            licence: None,
            attribution: None,
            provenance: provenance(dice),
        });
    }
    for n in 0..25 {
        let actor = actor(dice, &world, &format!("actor-{n}"));
        world.actors.push(actor);
    }
    let countries = [id("AA"), id("BB"), id("CC")];
    for n in 0..3 {
        world.campaigns.push(SurveyCampaign {
            id: id(&format!("campaign-{n}")),
            name: text(dice),
            countries: dice.some(&countries, 2),
            state: CampaignState::Closed,
            period: period(dice),
            figures: vec![],
            note: maybe_text(dice),
            provenance: provenance(dice),
        });
    }
    for n in 0..6 {
        let event = event(dice, &world, &format!("event-{n}"));
        world.events.push(event);
    }
    for n in 0..20 {
        let partnership = partnership(dice, &world, &format!("partnership-{n}"));
        world.partnerships.push(partnership);
    }
    for n in 0..40 {
        let project = project(dice, &world, &format!("project-{n}"));
        world.projects.push(project);
    }
    for n in 0..10 {
        let resource = resource(dice, &world, &format!("resource-{n}"));
        world.resources.push(resource);
    }
    for n in 0..10 {
        let need = need(dice, &world, &format!("need-{n}"));
        world.needs.push(need);
    }
    world.sort();
    world
}

fn add_territories(dice: &mut Dice, world: &mut Dataset) {
    for country in ["AA", "BB", "CC"] {
        let mut of_country = vec![territory(dice, country, TerritoryLevel::Country, country, None)];
        let names = |level: &str, count: usize| -> Vec<String> {
            (0..count).map(|n| format!("{country}-{level}{n}")).collect()
        };
        let regions = names("R", 4);
        for (n, name) in regions.iter().enumerate() {
            let mut region = territory(dice, name, TerritoryLevel::Region, country, Some(country));
            if n < 2 && dice.percent(60) {
                region.valid_to = dice.percent(80).then(|| "2016-01-01".parse().unwrap());
                let heirs: Vec<Id> = regions[n + 1..].iter().map(|name| id(name)).collect();
                region.successors = dice.some(&heirs, 2);
            }
            of_country.push(region);
        }
        let departments = names("D", 4);
        for name in &departments {
            let parent = dice.pick(&regions).clone();
            let mut department = territory(dice, name, TerritoryLevel::Department, country, Some(&parent));
            if dice.percent(40) {
                let territory = id(dice.pick(&regions).as_str());
                department.part_of.push(PartOf { territory, start: None, end: None });
            }
            of_country.push(department);
        }
        let parent = dice.pick(&departments).clone();
        let grouping = format!("{country}-G0");
        of_country.push(territory(dice, &grouping, TerritoryLevel::Grouping, country, Some(&parent)));
        for name in names("M", 5) {
            let parent = dice.pick(&departments).clone();
            let mut town = territory(dice, &name, TerritoryLevel::Municipality, country, Some(&parent));
            if dice.percent(40) {
                town.part_of.push(PartOf { territory: id(&grouping), start: None, end: None });
            }
            of_country.push(town);
        }
        world.territories.extend(of_country);
    }
}

fn territory(
    dice: &mut Dice,
    name: &str,
    level: TerritoryLevel,
    country: &str,
    parent: Option<&str>,
) -> Territory {
    Territory {
        id: id(name),
        level,
        kind: "any".into(),
        country: id(country),
        name: text(dice),
        pinyin: dice.percent(20).then(|| "Jílín Shěng".into()),
        aliases: if dice.percent(20) { vec!["Vieux Nom".into()] } else { vec![] },
        codes: vec![Code::new("uid", format!("u{name}"))],
        parent: parent.map(id),
        part_of: vec![],
        valid_from: dice.percent(30).then(|| "2000".parse().unwrap()),
        valid_to: None,
        successors: vec![],
        seat: None,
        point: dice.percent(80).then(|| position(dice)),
        boundary: None,
        population: None,
        provenance: provenance(dice),
    }
}

fn add_themes(dice: &mut Dice, world: &mut Dataset) {
    let tree = [
        ("eau", None),
        ("sante", None),
        ("tourisme", None),
        ("hopital", Some("sante")),
        ("urgence", Some("hopital")),
        ("riviere", Some("eau")),
        ("lacs", Some("eau")),
    ];
    for (name, parent) in tree {
        world.themes.push(Theme {
            id: id(name),
            parent: parent.map(id),
            label: text(dice),
            definition: maybe_text(dice),
            aliases: vec![],
            agreed: dice.percent(50),
            cross_cutting: false,
            codes: vec![],
            provenance: provenance(dice),
        });
    }
}

fn ids_of(world: &Dataset) -> (Vec<Id>, Vec<Id>, Vec<Id>, Vec<Id>) {
    let territories = world.territories.iter().map(|t| t.id.clone()).collect();
    let themes = world.themes.iter().map(|t| t.id.clone()).collect();
    let actors = world.actors.iter().map(|a| a.id.clone()).collect();
    let partnerships = world.partnerships.iter().map(|p| p.id.clone()).collect();
    (territories, themes, actors, partnerships)
}

fn actor(dice: &mut Dice, world: &Dataset, name: &str) -> Actor {
    let (territories, ..) = ids_of(world);
    let seat = dice.pick(&territories).clone();
    let country = world.territories.iter().find(|t| t.id == seat).unwrap().country.clone();
    let at_home: Vec<Id> =
        world.territories.iter().filter(|t| t.country == country).map(|t| t.id.clone()).collect();
    Actor {
        id: id(name),
        kind: *dice.pick(ActorKind::ALL),
        name: text(dice),
        aliases: vec![],
        seat,
        governs: dice.percent(50).then(|| dice.pick(&at_home).clone()),
        codes: vec![],
        point: dice.percent(20).then(|| position(dice)),
        website: None,
        contact: None,
        provenance: provenance(dice),
    }
}

fn event(dice: &mut Dice, world: &Dataset, name: &str) -> Event {
    let (territories, themes, actors, _) = ids_of(world);
    let workshop = |dice: &mut Dice, n: usize| Workshop {
        id: id(&format!("w{n}")),
        theme: dice.percent(70).then(|| dice.pick(&themes).clone()),
        question: Text::fr("Comment ?"),
        pairs: vec![],
    };
    Event {
        id: id(name),
        kind: *dice.pick(EventKind::ALL),
        name: text(dice),
        period: period(dice),
        territory: dice.percent(70).then(|| dice.pick(&territories).clone()),
        host: dice.percent(50).then(|| dice.pick(&actors).clone()),
        figures: vec![],
        note: maybe_text(dice),
        workshops: (0..dice.below(3)).map(|n| workshop(dice, n)).collect(),
        provenance: provenance(dice),
    }
}

fn partnership(dice: &mut Dice, world: &Dataset, name: &str) -> Partnership {
    let (_, themes, all, _) = ids_of(world);
    let mut actors = dice.some(&all, 3);
    if actors.is_empty() {
        actors.push(all[0].clone());
    }
    Partnership {
        id: id(name),
        name: maybe_text(dice),
        kind: *dice.pick(PartnershipKind::ALL),
        actors,
        status: *dice.pick(Status::ALL),
        period: period(dice),
        themes: dice.some(&themes, 2),
        note: maybe_text(dice),
        provenance: provenance(dice),
    }
}

pub(crate) fn project(dice: &mut Dice, world: &Dataset, name: &str) -> Project {
    let (territories, themes, actors, partnerships) = ids_of(world);
    let participants = dice.some(&actors, 3).into_iter();
    Project {
        id: id(name),
        title: text(dice),
        description: maybe_text(dice),
        partnerships: dice.some(&partnerships, 2),
        participants: participants
            .map(|actor| Participant { actor, role: *dice.pick(ActorRole::ALL) })
            .collect(),
        territories: if dice.percent(70) { dice.some(&territories, 3) } else { vec![] },
        theme: dice.pick(&themes).clone(),
        themes: dice.some(&themes, 1),
        status: *dice.pick(Status::ALL),
        period: period(dice),
        budget: None,
        funding: vec![],
        results: vec![],
        point: dice.percent(20).then(|| position(dice)),
        provenance: provenance(dice),
    }
}

fn resource(dice: &mut Dice, world: &Dataset, name: &str) -> Resource {
    let (territories, themes, actors, _) = ids_of(world);
    Resource {
        id: id(name),
        kind: *dice.pick(ResourceKind::ALL),
        name: text(dice),
        description: maybe_text(dice),
        owner: dice.pick(&actors).clone(),
        seat: dice.percent(50).then(|| dice.pick(&territories).clone()),
        covers: dice.some(&territories, 2),
        themes: dice.some(&themes, 1),
        sharing: *dice.pick(Sharing::ALL),
        available_to: maybe_text(dice),
        status: *dice.pick(Status::ALL),
        period: period(dice),
        provenance: provenance(dice),
    }
}

fn need(dice: &mut Dice, world: &Dataset, name: &str) -> Need {
    let (territories, themes, actors, _) = ids_of(world);
    Need {
        id: id(name),
        territory: dice.pick(&territories).clone(),
        expressed_by: dice.percent(50).then(|| dice.pick(&actors).clone()),
        theme: dice.pick(&themes).clone(),
        description: text(dice),
        addressed_to: maybe_text(dice),
        event: None,
        date: dice.percent(60).then(|| date(dice)),
        met_by: vec![],
        provenance: provenance(dice),
    }
}
