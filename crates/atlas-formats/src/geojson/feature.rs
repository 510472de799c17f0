//! One record as one feature.

use atlas_index::{Ix, Snapshot};
use atlas_model::{Actor, Id, Partnership, Period, Provenance, RecordKind, Territory, Text, Theme};

use super::arc::great_circle;
use super::geometry::Shape;
use super::members::{Members, push_string};
use crate::kinds::Kept;
use crate::texts::TextChoice;
use crate::world::World;

/// How a territory is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Drawing {
    /// As a point that stands for it.
    Point,
    /// As its outline, where known; else as a point.
    Outline,
}

/// Appends the feature of a record of any kind; nothing if no record stands there or its kind has no
/// features (see [`super::has_features`]).
pub fn feature(
    snapshot: &Snapshot,
    kind: RecordKind,
    ix: Ix,
    texts: TextChoice,
    drawing: Drawing,
    out: &mut Vec<u8>,
) {
    match kind {
        RecordKind::Project => project(snapshot, ix, texts, out),
        RecordKind::Partnership => partnership(snapshot, ix, texts, out),
        RecordKind::Territory => territory(snapshot, ix, texts, drawing, out),
        RecordKind::Actor => actor(snapshot, ix, texts, out),
        RecordKind::Resource => resource(snapshot, ix, texts, out),
        RecordKind::Need => need(snapshot, ix, texts, out),
        RecordKind::Event => event(snapshot, ix, texts, out),
        RecordKind::Source | RecordKind::Theme | RecordKind::Campaign => {}
    }
}

/// Appends a project: a point.
pub fn project(snapshot: &Snapshot, ix: Ix, texts: TextChoice, out: &mut Vec<u8>) {
    let Some(project) = snapshot.projects().record(ix) else { return };
    let world = World(snapshot);
    write(out, texts, &project.id, &point_at(snapshot.projects().positions(ix)), |members| {
        members.words("title", &project.title);
        theme(members, world, &project.theme);
        members.list("themes", project.themes.iter().map(Id::as_str));
        members.term("status", project.status);
        period(members, project.period);
        members.list("countries", world.countries_of_project(project).into_iter().map(Id::as_str));
        members.names("territories", &names_of::<Territory>(world, &project.territories));
        members.names("actors", &names_of::<Actor>(world, project.participants.iter().map(|one| &one.actor)));
        members.list("partnerships", project.partnerships.iter().map(Id::as_str));
        provenance(members, &project.provenance);
    });
}

/// Appends a partnership: a great-circle arc between the leading actors of each pair of its countries.
pub fn partnership(snapshot: &Snapshot, ix: Ix, texts: TextChoice, out: &mut Vec<u8>) {
    let Some(partnership) = snapshot.partnerships().record(ix) else { return };
    let world = World(snapshot);
    write(out, texts, &partnership.id, &arcs(world, partnership), |members| {
        members.proper("name", &world.partnership_name(partnership));
        members.term("kind", partnership.kind);
        if let Some(first) = partnership.themes.first() {
            theme(members, world, first);
        }
        members.list("themes", partnership.themes.iter().map(Id::as_str));
        members.term("status", partnership.status);
        period(members, partnership.period);
        members.list("countries", world.countries([], &partnership.actors).into_iter().map(Id::as_str));
        members.names("actors", &names_of::<Actor>(world, &partnership.actors));
        provenance(members, &partnership.provenance);
    });
}

/// Appends a territory: a point, or its outline.
pub fn territory(snapshot: &Snapshot, ix: Ix, texts: TextChoice, drawing: Drawing, out: &mut Vec<u8>) {
    let Some(territory) = snapshot.territories().record(ix) else { return };
    let shape = match &territory.boundary {
        Some(boundary) if drawing == Drawing::Outline => Shape::Outline(boundary.shape()),
        _ => point_at(territory.point.as_slice()),
    };
    write(out, texts, &territory.id, &shape, |members| {
        members.proper("name", &territory.name);
        if let Some(pinyin) = &territory.pinyin {
            members.text("pinyin", pinyin);
        }
        members.term("level", territory.level);
        members.text("kind", &territory.kind);
        members.list("countries", [territory.country.as_str()]);
        if let Some(parent) = &territory.parent {
            members.text("parent", parent.as_str());
        }
        members.plain("valid_from", territory.valid_from);
        members.plain("valid_to", territory.valid_to);
        members.bare("current", territory.valid_to.is_none());
        if let Some(population) = territory.population {
            members.bare("population", population);
        }
        provenance(members, &territory.provenance);
    });
}

/// Appends an actor: a point.
pub fn actor(snapshot: &Snapshot, ix: Ix, texts: TextChoice, out: &mut Vec<u8>) {
    let Some(actor) = snapshot.actors().record(ix) else { return };
    let world = World(snapshot);
    write(out, texts, &actor.id, &point_at(snapshot.actors().positions(ix)), |members| {
        members.proper("name", &actor.name);
        members.term("kind", actor.kind);
        members.list("countries", world.country(&actor.seat).map(Id::as_str));
        members.text("seat", actor.seat.as_str());
        if let Some(governs) = &actor.governs {
            members.text("governs", governs.as_str());
        }
        provenance(members, &actor.provenance);
    });
}

/// Appends a resource: a point.
pub fn resource(snapshot: &Snapshot, ix: Ix, texts: TextChoice, out: &mut Vec<u8>) {
    let Some(resource) = snapshot.resources().record(ix) else { return };
    let world = World(snapshot);
    write(out, texts, &resource.id, &point_at(snapshot.resources().positions(ix)), |members| {
        members.words("name", &resource.name);
        members.term("kind", resource.kind);
        members.names("owner", &names_of::<Actor>(world, [&resource.owner]));
        members.names("covers", &names_of::<Territory>(world, &resource.covers));
        members.list("themes", resource.themes.iter().map(Id::as_str));
        members.term("sharing", resource.sharing);
        members.term("status", resource.status);
        period(members, resource.period);
        let places = resource.seat.iter().chain(&resource.covers);
        members.list("countries", world.countries(places, [&resource.owner]).into_iter().map(Id::as_str));
        provenance(members, &resource.provenance);
    });
}

/// Appends a need: a point.
pub fn need(snapshot: &Snapshot, ix: Ix, texts: TextChoice, out: &mut Vec<u8>) {
    let Some(need) = snapshot.needs().record(ix) else { return };
    let world = World(snapshot);
    write(out, texts, &need.id, &point_at(snapshot.needs().positions(ix)), |members| {
        members.words("description", &need.description);
        theme(members, world, &need.theme);
        members.names("territories", &names_of::<Territory>(world, [&need.territory]));
        members.names("actors", &names_of::<Actor>(world, &need.expressed_by));
        members.list("countries", world.countries([&need.territory], []).into_iter().map(Id::as_str));
        members.plain("date", need.date);
        members.bare("met", !need.met_by.is_empty());
        provenance(members, &need.provenance);
    });
}

/// Appends an event: a point.
pub fn event(snapshot: &Snapshot, ix: Ix, texts: TextChoice, out: &mut Vec<u8>) {
    let Some(event) = snapshot.events().record(ix) else { return };
    let world = World(snapshot);
    write(out, texts, &event.id, &point_at(snapshot.events().positions(ix)), |members| {
        members.words("name", &event.name);
        members.term("kind", event.kind);
        period(members, event.period);
        members.names("territories", &names_of::<Territory>(world, &event.territory));
        members.list("countries", world.countries(&event.territory, []).into_iter().map(Id::as_str));
        provenance(members, &event.provenance);
    });
}

/// Appends a feature whose properties begin with the identifier.
fn write(
    out: &mut Vec<u8>,
    texts: TextChoice,
    id: &Id,
    shape: &Shape<'_>,
    properties: impl FnOnce(&mut Members<'_>),
) {
    out.extend_from_slice(b"{\"type\":\"Feature\",\"id\":");
    push_string(id.as_str(), out);
    out.push(b',');
    shape.push_members(out);
    out.extend_from_slice(b",\"properties\":{");
    let mut members = Members::new(out, texts);
    members.text("id", id.as_str());
    properties(&mut members);
    out.extend_from_slice(b"}}");
}

fn theme(members: &mut Members<'_>, world: World<'_>, id: &Id) {
    members.text("theme", id.as_str());
    if let Some(theme) = world.get::<Theme>(id) {
        members.words("theme_label", &theme.label);
    }
}

fn period(members: &mut Members<'_>, period: Period) {
    members.plain("start", period.start);
    members.plain("end", period.end);
}

fn provenance(members: &mut Members<'_>, provenance: &Provenance) {
    members.term("provenance", provenance.kind);
    members.term("confidence", provenance.confidence);
}

/// The names of records, each record once.
fn names_of<'a, T: Kept>(world: World<'a>, ids: impl IntoIterator<Item = &'a Id>) -> Vec<&'a Text> {
    let mut seen = vec![];
    for id in ids {
        if !seen.contains(&id) {
            seen.push(id);
        }
    }
    seen.into_iter().filter_map(|id| world.get::<T>(id)).map(Kept::name).collect()
}

fn point_at(positions: &[atlas_model::Position]) -> Shape<'static> {
    positions.first().map_or(Shape::Nowhere, |at| Shape::Point([at.lon(), at.lat()]))
}

/// The arcs between each pair of leading actors that are somewhere; a point if only one is, or if all
/// are in the same place.
fn arcs(world: World<'_>, partnership: &Partnership) -> Shape<'static> {
    let mut places = vec![];
    for place in world.leading(partnership).into_iter().filter_map(|actor| world.position_of(actor)) {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    if places.len() < 2 {
        return point_at(&places);
    }
    // Within one country the first actor leads, and nobody is linked without it.
    let hubs = if world.countries([], &partnership.actors).len() > 1 { places.len() } else { 1 };
    let mut lines = vec![];
    for (index, from) in places.iter().enumerate().take(hubs) {
        for to in &places[index + 1..] {
            lines.extend(great_circle(*from, *to));
        }
    }
    Shape::Lines(lines)
}
