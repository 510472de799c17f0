//! The actors, partnerships, projects, resources and needs of a synthetic world.

use atlas_model::{
    Actor, ActorKind, ActorRole, Dataset, Id, Need, PartialDate, Participant, Partnership, PartnershipKind,
    Period, Project, Resource, ResourceKind, Sharing, Status, Text,
};

use crate::territories::Places;
use crate::text::{any_theme, place_name, title};
use crate::{COUNTRIES, Random, id, provenance};

/// An actor with its seat.
type Seated = (Id, Id);

/// Adds the actors and what they do.
pub(crate) fn fill(dataset: &mut Dataset, places: &Places, projects: usize, random: &mut Random) {
    let sides: Vec<Vec<Seated>> = (0..COUNTRIES).map(|country| actors(dataset, places, country)).collect();
    let partnerships = partnerships(dataset, &sides, projects, random);
    for number in 0..projects {
        let (partnership, hub, partner) = &partnerships[random.below(partnerships.len())];
        dataset.projects.push(project(number, partnership, hub, partner, random));
    }
    for number in 0..(projects / 200).max(1) {
        let (_, hub, partner) = &partnerships[random.below(partnerships.len())];
        dataset.resources.push(resource(number, hub, partner, random));
        dataset.needs.push(need(number, partner, random));
    }
}

/// One local authority for each municipality of a country.
fn actors(dataset: &mut Dataset, places: &Places, country: usize) -> Vec<Seated> {
    let mut seated = Vec::new();
    for (number, place) in places.by_country[country].iter().enumerate() {
        let actor = id(&format!("a{country:03}-{number:05}"));
        dataset.actors.push(Actor {
            id: actor.clone(),
            kind: ActorKind::LocalAuthority,
            name: Text::fr(format!("Autorité synthétique {place}")),
            aliases: Vec::new(),
            seat: place.clone(),
            governs: Some(place.clone()),
            codes: Vec::new(),
            point: None,
            website: None,
            contact: None,
            provenance: provenance(),
        });
        seated.push((actor, place.clone()));
    }
    seated
}

fn partnerships(
    dataset: &mut Dataset,
    sides: &[Vec<Seated>],
    projects: usize,
    random: &mut Random,
) -> Vec<(Id, Seated, Seated)> {
    let count = (projects * 2 / 5).max(1);
    let mut made = Vec::with_capacity(count);
    for number in 0..count {
        let hub = random.pick(&sides[0]).clone();
        let country = 1 + random.skewed(COUNTRIES - 1);
        let partner = random.pick(&sides[country]).clone();
        let partnership = id(&format!("partnership-{number:06}"));
        dataset.partnerships.push(Partnership {
            id: partnership.clone(),
            name: Text::default(),
            kind: *random.pick(PartnershipKind::ALL),
            actors: vec![hub.0.clone(), partner.0.clone()],
            status: status(random),
            period: period(random),
            themes: vec![any_theme(random)],
            note: Text::default(),
            provenance: provenance(),
        });
        made.push((partnership, hub, partner));
    }
    made
}

fn project(number: usize, partnership: &Id, hub: &Seated, partner: &Seated, random: &mut Random) -> Project {
    let theme = any_theme(random);
    let further = any_theme(random);
    let place = place_name(random);
    Project {
        id: id(&format!("project-{number:07}")),
        title: title(&place, random),
        description: Text::default(),
        partnerships: vec![partnership.clone()],
        participants: vec![
            Participant { actor: hub.0.clone(), role: ActorRole::Accountable },
            Participant { actor: partner.0.clone(), role: ActorRole::Implementing },
        ],
        territories: vec![partner.1.clone(), hub.1.clone()],
        themes: if further == theme || random.below(3) > 0 { Vec::new() } else { vec![further] },
        theme,
        status: status(random),
        period: period(random),
        budget: None,
        funding: Vec::new(),
        results: Vec::new(),
        point: None,
        provenance: provenance(),
    }
}

fn resource(number: usize, hub: &Seated, partner: &Seated, random: &mut Random) -> Resource {
    Resource {
        id: id(&format!("resource-{number:05}")),
        kind: *random.pick(ResourceKind::ALL),
        name: Text::fr(format!("Ressource synthétique {number}")),
        description: Text::default(),
        owner: hub.0.clone(),
        seat: Some(partner.1.clone()),
        covers: vec![partner.1.clone()],
        themes: Vec::new(),
        sharing: *random.pick(Sharing::ALL),
        available_to: Text::default(),
        status: status(random),
        period: period(random),
        provenance: provenance(),
    }
}

fn need(number: usize, partner: &Seated, random: &mut Random) -> Need {
    Need {
        id: id(&format!("need-{number:05}")),
        territory: partner.1.clone(),
        expressed_by: Some(partner.0.clone()),
        theme: any_theme(random),
        description: Text::fr(format!("Besoin synthétique {number}")),
        addressed_to: Text::default(),
        event: None,
        date: year(2010 + random.below(15)),
        met_by: Vec::new(),
        provenance: provenance(),
    }
}

fn status(random: &mut Random) -> Status {
    [Status::Active, Status::Ended, Status::PresumedActive, Status::Planned, Status::Unknown]
        [random.skewed(5)]
}

fn period(random: &mut Random) -> Period {
    let start = 2024 - random.skewed(45);
    let end = (random.below(3) > 0).then(|| start + random.skewed(12)).and_then(year);
    Period::new(if random.below(10) > 0 { year(start) } else { None }, end)
}

fn year(year: usize) -> Option<PartialDate> {
    i32::try_from(year).ok().and_then(|year| PartialDate::from_year(year).ok())
}
