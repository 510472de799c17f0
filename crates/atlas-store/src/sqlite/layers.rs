//! Keeps what a GIS sees in step with the records: places of actors and projects, lines of
//! partnerships, and the date and extent of each layer, all in the transaction that changes the records.

use std::collections::{BTreeMap, BTreeSet};

use atlas_model::{Id, Record, RecordKind};
use geo_types::{Geometry, LineString, MultiLineString, coord};
use sqlx::SqliteConnection;

use super::blob::{self, Extent};
use super::statement::id_list;
use crate::StoreError;

/// A partnership with the places of its two ends, as blobs.
type Ends = (String, Option<Vec<u8>>, Option<Vec<u8>>);

/// What one commit did to the layers.
#[derive(Default)]
pub(super) struct Layers {
    changed: BTreeMap<&'static str, Option<Extent>>,
    /// Territories that stood before and have another point or country now.
    moved_territories: BTreeSet<Id>,
    /// Actors that stood before and have another point or seat now.
    moved_actors: BTreeSet<Id>,
}

impl Layers {
    /// Takes note of one change.
    pub(super) fn note(&mut self, before: Option<&Record>, after: Option<&Record>) {
        match (before, after) {
            (Some(Record::Territory(before)), Some(Record::Territory(after)))
                if (before.point, &before.country) != (after.point, &after.country) =>
            {
                self.moved_territories.insert(after.id.clone());
            }
            (Some(Record::Actor(before)), Some(Record::Actor(after)))
                if (before.point, &before.seat) != (after.point, &after.seat) =>
            {
                self.moved_actors.insert(after.id.clone());
            }
            _ => {}
        }
        if let Some(Record::Territory(territory)) = after {
            let point = territory.point.map(|point| point.to_point().into());
            let boundary = territory.boundary.as_ref().map(|boundary| boundary.shape().clone().into());
            self.grow("territory_point", point.as_ref());
            self.grow("territory_boundary", boundary.as_ref());
        } else if let Some(record) = after.or(before) {
            self.grow(layer(record.kind()), None);
        }
        self.grow("revision", None);
    }

    fn grow(&mut self, layer: &'static str, geometry: Option<&Geometry<f64>>) {
        let extent = self.changed.entry(layer).or_default();
        if let Some(new) = geometry.and_then(Extent::of) {
            *extent = Some(new.joined(*extent));
        }
    }

    /// Places the records of one kind that were just written.
    pub(super) async fn place(
        &mut self,
        connection: &mut SqliteConnection,
        kind: RecordKind,
        ids: &[&Id],
    ) -> Result<(), StoreError> {
        let ids = id_list(ids.iter().copied());
        match kind {
            RecordKind::Actor => {
                let sql = "UPDATE actor
                     SET place = COALESCE(point, (SELECT t.point FROM territory t WHERE t.id = actor.seat))
                     WHERE id IN (SELECT value FROM json_each($1))
                     RETURNING place";
                self.place_with(connection, "actor_point", sql, &ids).await
            }
            RecordKind::Project => {
                self.place_with(connection, "project_point", include_str!("place_projects.sql"), &ids).await
            }
            RecordKind::Partnership => self.draw(connection, &ids).await,
            _ => Ok(()),
        }
    }

    async fn place_with(
        &mut self,
        connection: &mut SqliteConnection,
        layer: &'static str,
        sql: &'static str,
        ids: &str,
    ) -> Result<(), StoreError> {
        let places: Vec<Option<Vec<u8>>> = sqlx::query_scalar(sql).bind(ids).fetch_all(connection).await?;
        for place in places {
            let place = place.as_deref().map(blob::decode).transpose()?;
            self.grow(layer, place.as_ref());
        }
        Ok(())
    }

    /// Draws the lines of some partnerships.
    async fn draw(&mut self, connection: &mut SqliteConnection, ids: &str) -> Result<(), StoreError> {
        let ends: Vec<Ends> = sqlx::query_as(
            "SELECT e.partnership, a.place, b.place
             FROM partnership_end e
             JOIN actor a ON a.id = e.first_actor
             LEFT JOIN actor b ON b.id = e.second_actor
             WHERE e.partnership IN (SELECT value FROM json_each($1))",
        )
        .bind(ids)
        .fetch_all(&mut *connection)
        .await?;
        for (partnership, first, second) in ends {
            let line = match (first, second) {
                (Some(first), Some(second)) => line(&blob::decode(&first)?, &blob::decode(&second)?),
                _ => None,
            };
            self.grow("partnership_line", line.as_ref());
            sqlx::query("UPDATE partnership SET line = $2 WHERE id = $1")
                .bind(partnership)
                .bind(line.as_ref().map(blob::encode).transpose()?)
                .execute(&mut *connection)
                .await?;
        }
        Ok(())
    }

    /// Moves what depends on territories and actors that moved, then dates the layers.
    pub(super) async fn finish(
        mut self,
        connection: &mut SqliteConnection,
        at: &str,
    ) -> Result<(), StoreError> {
        if !self.moved_territories.is_empty() || !self.moved_actors.is_empty() {
            self.follow(connection).await?;
        }
        for (layer, extent) in self.changed {
            // An extent only grows: it is informative, and shrinking it would take a full scan.
            sqlx::query(
                "UPDATE gpkg_contents
                 SET last_change = $2,
                     min_x = MIN(COALESCE(min_x, $3), COALESCE($3, min_x)),
                     min_y = MIN(COALESCE(min_y, $4), COALESCE($4, min_y)),
                     max_x = MAX(COALESCE(max_x, $5), COALESCE($5, max_x)),
                     max_y = MAX(COALESCE(max_y, $6), COALESCE($6, max_y))
                 WHERE table_name = $1",
            )
            .bind(layer)
            .bind(at)
            .bind(extent.map(|extent| extent.west))
            .bind(extent.map(|extent| extent.south))
            .bind(extent.map(|extent| extent.east))
            .bind(extent.map(|extent| extent.north))
            .execute(&mut *connection)
            .await?;
        }
        Ok(())
    }

    async fn follow(&mut self, connection: &mut SqliteConnection) -> Result<(), StoreError> {
        let territories = id_list(&self.moved_territories);
        let seated = "SELECT id FROM actor WHERE seat IN (SELECT value FROM json_each($1))
             UNION SELECT value FROM json_each($2)";
        let actors: Vec<Id> = ask(connection, seated, &territories, &id_list(&self.moved_actors)).await?;
        self.place(connection, RecordKind::Actor, &actors.iter().collect::<Vec<_>>()).await?;

        let actors = id_list(&actors);
        let projects =
            "SELECT project FROM project_territory WHERE territory IN (SELECT value FROM json_each($1))
             UNION SELECT project FROM project_participant WHERE actor IN (SELECT value FROM json_each($2))";
        let projects = ask(connection, projects, &territories, &actors).await?;
        self.place(connection, RecordKind::Project, &projects.iter().collect::<Vec<_>>()).await?;

        let partnerships = "SELECT DISTINCT partnership FROM partnership_actor WHERE actor IN (SELECT value FROM json_each($2))";
        let partnerships = ask(connection, partnerships, &territories, &actors).await?;
        self.place(connection, RecordKind::Partnership, &partnerships.iter().collect::<Vec<_>>()).await
    }
}

async fn ask(
    connection: &mut SqliteConnection,
    sql: &'static str,
    territories: &str,
    actors: &str,
) -> Result<Vec<Id>, StoreError> {
    let ids: Vec<String> =
        sqlx::query_scalar(sql).bind(territories).bind(actors).fetch_all(connection).await?;
    ids.iter().map(|id| super::lookup::read_id(id)).collect()
}

/// The layer that shows the records of a kind other than territories.
fn layer(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Territory => "territory_point",
        RecordKind::Actor => "actor_point",
        RecordKind::Partnership => "partnership_line",
        RecordKind::Project => "project_point",
        other => other.as_str(),
    }
}

/// A straight line on the map between two points, the short way round: cut at the antimeridian where it
/// crosses it, both parts ending at the same latitude. Great circles belong to the API.
fn line(from: &Geometry<f64>, to: &Geometry<f64>) -> Option<Geometry<f64>> {
    let (Geometry::Point(from), Geometry::Point(to)) = (from, to) else {
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
        let Some(Geometry::MultiLineString(lines)) = line(&fiji.into(), &samoa.into()) else {
            panic!("two parts");
        };
        assert_eq!(lines.0[0].0, [fiji.0, coord! { x: 180.0, y: -17.2 }]);
        assert_eq!(lines.0[1].0, [coord! { x: -180.0, y: -17.2 }, samoa.0]);
    }

    #[test]
    fn a_line_within_half_the_world_is_one_part() {
        let (nantes, qingdao) = (Point::new(-1.55, 47.2), Point::new(120.3, 36.1));
        let Some(Geometry::MultiLineString(lines)) = line(&nantes.into(), &qingdao.into()) else {
            panic!("one part");
        };
        assert_eq!(lines.0.len(), 1);
    }
}
