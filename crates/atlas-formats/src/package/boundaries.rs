//! `boundaries.geojson`: the outlines of territories, one feature on each line.
//!
//! Coordinates have at most nine decimals (a tenth of a millimetre), which every JSON reader gives back
//! exactly as they were. Outer rings run counter-clockwise and holes clockwise
//! (RFC 7946 §3.1.6), which is put right on the way out; a `Polygon` is taken for a `MultiPolygon`.

use std::collections::HashMap;
use std::io::{self, Write};

use atlas_model::{Boundary, Fault, FaultKind, Id, Lookup, RecordKind, Territory};
use geo_types::{Geometry, MultiPolygon};
use geojson::feature::Id as FeatureId;
use geojson::{Feature, FeatureCollection};

use crate::geojson::push_outline;

/// The name of the resource.
pub(super) const NAME: &str = "boundaries";
/// Its file.
pub(super) const FILE: &str = "boundaries.geojson";

const DECIMALS: u32 = 9;

/// Writes the outlines of these territories.
///
/// # Errors
/// When the output cannot be written.
pub(super) fn write<'a>(
    territories: impl Iterator<Item = &'a Territory>,
    out: &mut impl Write,
) -> io::Result<()> {
    out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
    let outlined = territories.filter_map(|place| place.boundary.as_ref().map(|shape| (&place.id, shape)));
    let mut coordinates = vec![];
    for (index, (id, boundary)) in outlined.enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        write!(
            out,
            "{{\"type\":\"Feature\",\"id\":\"{id}\",\"properties\":null,\"geometry\":{{\"type\":\"MultiPolygon\",\"coordinates\":"
        )?;
        coordinates.clear();
        push_outline(boundary.shape(), DECIMALS, &mut coordinates);
        out.write_all(&coordinates)?;
        out.write_all(b"}}")?;
    }
    out.write_all(b"\n]}\n")
}

/// Gives territories the outlines that a file holds; what `known` contains may be missing among them.
pub(super) fn read(text: &str, file: &str, territories: &mut [Territory], known: &impl Lookup) -> Vec<Fault> {
    let mut faults = vec![];
    let collection: FeatureCollection = match text.parse::<FeatureCollection>() {
        Ok(collection) => collection,
        Err(error) => {
            let expected = format!("a GeoJSON FeatureCollection ({error})");
            return vec![Fault::at(file, FaultKind::Malformed { expected })];
        }
    };
    let places: HashMap<String, usize> =
        territories.iter().enumerate().map(|(at, place)| (place.id.to_string(), at)).collect();
    for (index, feature) in collection.features.into_iter().enumerate() {
        let at = format!("{file}, feature {}", index + 1);
        let id = match &feature.id {
            Some(FeatureId::String(id)) => id.clone(),
            Some(FeatureId::Number(id)) => id.to_string(),
            None => {
                faults.push(Fault::at(format!("{at}, id"), FaultKind::Missing));
                continue;
            }
        };
        let boundary = match outline(feature) {
            Ok(boundary) => boundary,
            Err(expected) => {
                faults.push(Fault::new(format!("{at}, geometry"), id, FaultKind::Malformed { expected }));
                continue;
            }
        };
        match places.get(&id).and_then(|at| territories.get_mut(*at)) {
            Some(territory) if territory.boundary.is_some() => {
                faults.push(Fault::new(format!("{at}, id"), id, FaultKind::Duplicate));
            }
            Some(territory) => territory.boundary = Some(boundary),
            None => {
                let fault = dangling(&id, known).map(|kind| Fault::new(format!("{at}, id"), &id, kind));
                faults.extend(fault);
            }
        }
    }
    faults
}

/// Why there is no territory of this identifier; none where there may be one.
fn dangling(id: &str, known: &impl Lookup) -> Option<FaultKind> {
    let nearest = match Id::new(id) {
        Ok(id) if known.contains(RecordKind::Territory, &id) => return None,
        Ok(id) => known.nearest(RecordKind::Territory, &id),
        Err(_) => vec![],
    };
    Some(FaultKind::Dangling { kind: RecordKind::Territory, nearest })
}

/// The outline in a feature, or what was expected.
fn outline(feature: Feature) -> Result<Boundary, String> {
    let wanted = || "a Polygon or a MultiPolygon".to_owned();
    let geometry = feature.geometry.ok_or_else(wanted)?;
    let shape = match Geometry::try_from(geometry).map_err(|error| error.to_string())? {
        Geometry::Polygon(polygon) => MultiPolygon::from(polygon),
        Geometry::MultiPolygon(polygons) => polygons,
        _ => return Err(wanted()),
    };
    Boundary::new(shape).map_err(|error| error.to_string())
}
