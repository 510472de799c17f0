//! What moves with territories and actors, and how a partnership is drawn: the same on every database.

use std::collections::BTreeSet;

use atlas_model::{Id, Record, RecordKind};
use geo_types::{Geometry, LineString, MultiLineString, coord};

use super::Tables;
use crate::StoreError;

/// What one commit moved.
#[derive(Default)]
pub(super) struct Moves {
    /// Territories that stood before and have another point or country now.
    territories: BTreeSet<Id>,
    /// Actors that stood before and have another point or seat now.
    actors: BTreeSet<Id>,
}

impl Moves {
    /// Takes note of one change.
    pub(super) fn note(&mut self, before: Option<&Record>, after: Option<&Record>) {
        match (before, after) {
            (Some(Record::Territory(before)), Some(Record::Territory(after)))
                if (before.point, &before.country) != (after.point, &after.country) =>
            {
                self.territories.insert(after.id.clone());
            }
            (Some(Record::Actor(before)), Some(Record::Actor(after)))
                if (before.point, &before.seat) != (after.point, &after.seat) =>
            {
                self.actors.insert(after.id.clone());
            }
            _ => {}
        }
    }

    /// Moves what depends on territories and actors that moved.
    pub(super) async fn follow(&self, tables: &mut impl Tables) -> Result<(), StoreError> {
        if self.territories.is_empty() && self.actors.is_empty() {
            return Ok(());
        }
        let territories: Vec<&Id> = self.territories.iter().collect();
        let mut moved = self.actors.iter().cloned().collect::<Vec<Id>>();
        // Actors first: the places of the others are made from theirs.
        for kind in [RecordKind::Actor, RecordKind::Project, RecordKind::Partnership] {
            let actors: Vec<&Id> = moved.iter().collect();
            let depending = tables.depending(kind, &territories, &actors).await?;
            tables.place(kind, &depending.iter().collect::<Vec<_>>()).await?;
            if kind == RecordKind::Actor {
                moved = depending;
            }
        }
        Ok(())
    }
}

/// A straight line on the map between two points, the short way round: cut at the antimeridian where it
/// crosses it, both parts ending at the same latitude. None where an end is missing. Great circles belong to the
/// API.
pub(crate) fn line(from: Option<Geometry<f64>>, to: Option<Geometry<f64>>) -> Option<Geometry<f64>> {
    let (Some(Geometry::Point(from)), Some(Geometry::Point(to))) = (from, to) else {
        return None;
    };
    let (a, b) = (from.0, to.0);
    let lines = if (b.x - a.x).abs() <= 180.0 {
        vec![LineString::from(vec![a, b])]
    } else {
        let edge = if a.x > 0.0 { 180.0 } else { -180.0 };
        let (to_edge, from_edge) = ((edge - a.x).abs(), (b.x + edge).abs());
        let part = to_edge / (to_edge + from_edge).max(f64::MIN_POSITIVE);
        let y = a.y + (b.y - a.y) * part;
        vec![
            LineString::from(vec![a, coord! { x: edge, y: y }]),
            LineString::from(vec![coord! { x: -edge, y: y }, b]),
        ]
    };
    Some(MultiLineString::new(lines).into())
}

#[cfg(test)]
mod tests {
    use geo_types::Point;

    use super::*;

    #[test]
    fn a_line_across_the_antimeridian_is_cut_there() {
        let (fiji, samoa) = (Point::new(178.0, -18.0), Point::new(-172.0, -14.0));
        let Some(Geometry::MultiLineString(lines)) = line(Some(fiji.into()), Some(samoa.into())) else {
            panic!("two parts");
        };
        assert_eq!(lines.0[0].0, [fiji.0, coord! { x: 180.0, y: -17.2 }]);
        assert_eq!(lines.0[1].0, [coord! { x: -180.0, y: -17.2 }, samoa.0]);
    }

    #[test]
    fn a_line_within_half_the_world_is_one_part() {
        let (nantes, qingdao) = (Point::new(-1.55, 47.2), Point::new(120.3, 36.1));
        let Some(Geometry::MultiLineString(lines)) = line(Some(nantes.into()), Some(qingdao.into())) else {
            panic!("one part");
        };
        assert_eq!(lines.0.len(), 1);
    }
}
