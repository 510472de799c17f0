//! Points that lie far outside the territory that should contain them.

use atlas_index::{Ix, Snapshot, distance_m};
use atlas_model::{Boundary, Id, Position, RecordKind, RecordRef};
use geo::{Closest, HaversineClosestPoint};

use super::{Check, Finding};

/// How far outside a simplified boundary a point may lie, in metres.
const TOLERANCE_M: f64 = 20_000.0;

/// Territories outside their parent, actors outside their seat, projects outside every territory in
/// which they act. A territory without a boundary stands for its nearest ancestor with one.
pub(super) fn outside(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let mut examine = |kind: RecordKind, id: &Id, point: Option<Position>, places: &[&Id]| {
        let Some(point) = point else { return };
        let distances = places.iter().filter_map(|place| {
            let (name, boundary) = nearest_boundary(snapshot, place)?;
            Some((distance_outside_m(point, boundary), name))
        });
        let nearest = distances.min_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((distance, place)) = nearest.filter(|(distance, _)| *distance > TOLERANCE_M) {
            let message = format!(
                "the point {:.4}, {:.4} lies {:.0} km outside {place}",
                point.lon(),
                point.lat(),
                distance / 1000.0
            );
            let record = RecordRef { kind, id: id.clone() };
            findings.push(Finding::new(Check::OutsideTerritory, record, message));
        }
    };
    for (_, entry) in snapshot.territories().iter() {
        let territory = &entry.record;
        let parent: Vec<&Id> = territory.parent.iter().collect();
        examine(RecordKind::Territory, &territory.id, territory.point, &parent);
    }
    for (_, entry) in snapshot.actors().iter() {
        examine(RecordKind::Actor, &entry.record.id, entry.record.point, &[&entry.record.seat]);
    }
    for (_, entry) in snapshot.projects().iter() {
        let places: Vec<&Id> = entry.record.territories.iter().collect();
        examine(RecordKind::Project, &entry.record.id, entry.record.point, &places);
    }
}

/// The boundary of a territory, or of the nearest one that contains it, with its identifier.
fn nearest_boundary<'a>(snapshot: &'a Snapshot, id: &Id) -> Option<(&'a Id, &'a Boundary)> {
    let start = snapshot.territories().by_id(id.as_str())?;
    let boundary = |ix: Ix| {
        let territory = &snapshot.territories().get(ix)?.record;
        Some((&territory.id, territory.boundary.as_ref()?))
    };
    std::iter::successors(Some(start), |ix| snapshot.places().parent(*ix)).find_map(boundary)
}

/// How far outside a boundary a point lies, in metres; 0 inside.
fn distance_outside_m(point: Position, boundary: &Boundary) -> f64 {
    match boundary.shape().haversine_closest_point(&point.to_point()) {
        Closest::SinglePoint(nearest) => {
            Position::new(nearest.x(), nearest.y()).map_or(0.0, |nearest| distance_m(point, nearest))
        }
        Closest::Intersection(_) | Closest::Indeterminate => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_from_the_rim_and_only_outside() {
        let square: Boundary = serde_json::from_str("[[[[0,0],[2,0],[2,2],[0,2],[0,0]]]]").unwrap();
        let distance = |lon, lat| distance_outside_m(Position::new(lon, lat).unwrap(), &square);
        assert!(distance(1.0, 1.0) < 1.0);
        assert!((distance(3.0, 1.0) - 111_000.0).abs() < 1_000.0);
    }
}
