//! Keeps what a GIS sees in step with the records: places of actors and projects, lines of
//! partnerships, and the date and extent of each layer, all in the transaction that changes the records.

use std::collections::BTreeMap;

use atlas_model::{Id, Record, RecordKind};
use geo_types::Geometry;
use sqlx::SqliteConnection;

use super::blob::{self, Extent};
use super::statement::id_list;
use crate::StoreError;
use crate::write::line;

/// A partnership with the places of its two ends, as blobs.
type Ends = (String, Option<Vec<u8>>, Option<Vec<u8>>);

/// What one commit did to the layers.
#[derive(Default)]
pub(super) struct Layers {
    changed: BTreeMap<&'static str, Option<Extent>>,
}

impl Layers {
    /// Takes note of one change.
    pub(super) fn note(&mut self, before: Option<&Record>, after: Option<&Record>) {
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
        let ids = id_list(ids);
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
            let place = |end: Option<Vec<u8>>| end.as_deref().map(blob::decode).transpose();
            let line = line(place(first)?, place(second)?);
            self.grow("partnership_line", line.as_ref());
            sqlx::query("UPDATE partnership SET line = $2 WHERE id = $1")
                .bind(partnership)
                .bind(line.as_ref().map(blob::encode).transpose()?)
                .execute(&mut *connection)
                .await?;
        }
        Ok(())
    }

    /// Dates the layers and widens their extents.
    pub(super) async fn date(
        &mut self,
        connection: &mut SqliteConnection,
        at: &str,
    ) -> Result<(), StoreError> {
        for (layer, extent) in std::mem::take(&mut self.changed) {
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
