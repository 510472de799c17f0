//! Where records are: an R-tree for small boxes, a grid of bitmaps for large ones.

use atlas_model::Position;
use foldhash::{HashMap, HashMapExt};
use roaring::MultiOps;
use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};

use crate::part::in_order;
use crate::{Bbox, Set};

/// Up to this number of records, testing each in order is the cheapest way.
const SCAN_LIMIT: u64 = 8_192;

/// How many records are tested in one go.
const BATCH: usize = 256;

type Leaf = GeomWithData<[f64; 2], u32>;

/// Below this number of candidates the R-tree is the cheaper way (measured: its random access
/// costs about as much as scanning ten times as many points in order).
const RTREE_LIMIT: u64 = 2_000;

/// The positions of the records in the base.
#[derive(Debug)]
pub(crate) struct BaseSpace {
    tree: RTree<Leaf>,
    /// The records in each cell of one degree by one degree.
    cells: HashMap<(i16, i16), Set>,
    /// All positions, record after record …
    positions: Vec<Position>,
    /// … and where those of each record begin; one more entry than records.
    offsets: Vec<u32>,
    /// Longitude and latitude of the records that have one position, most of them; NaN for others.
    single: Vec<[f64; 2]>,
}

impl BaseSpace {
    /// Indexes positions, given record after record with how many each has.
    pub(crate) fn new(positions: Vec<Position>, counts: &[u32]) -> Self {
        let mut offsets = Vec::with_capacity(counts.len() + 1);
        offsets.push(0);
        for count in counts {
            offsets.push(offsets.last().copied().unwrap_or(0) + count);
        }
        let mut leaves = Vec::with_capacity(positions.len());
        let mut cells: HashMap<(i16, i16), Set> = HashMap::new();
        let mut single = Vec::with_capacity(counts.len());
        for (ix, range) in offsets.windows(2).enumerate() {
            let ix = u32::try_from(ix).unwrap_or(u32::MAX);
            let of_record = &positions[range[0] as usize..range[1] as usize];
            single.push(match of_record {
                [position] => [position.lon(), position.lat()],
                _ => [f64::NAN; 2],
            });
            for position in of_record {
                leaves.push(Leaf::new([position.lon(), position.lat()], ix));
                cells.entry(cell_of(position.lon(), position.lat())).or_default().insert(ix);
            }
        }
        Self { tree: RTree::bulk_load(leaves), cells, positions, offsets, single }
    }

    /// The positions of one record.
    pub(crate) fn of(&self, ix: u32) -> &[Position] {
        let at = ix as usize;
        match (self.offsets.get(at), self.offsets.get(at + 1)) {
            (Some(from), Some(to)) => &self.positions[*from as usize..*to as usize],
            _ => &[],
        }
    }

    /// The records with a position in the box; of those `within`, where given.
    pub(crate) fn in_box(&self, bbox: &Bbox, within: Option<&Set>) -> Set {
        if let Some(within) = within
            && within.len() <= SCAN_LIMIT
        {
            return self.scan(within, bbox);
        }
        let mut found = Set::new();
        for part in bbox.parts() {
            self.in_part(&part, within, &mut found);
        }
        if let Some(within) = within {
            found &= within;
        }
        found
    }

    /// The members of a set with a position in the box, each tested.
    fn scan(&self, set: &Set, bbox: &Bbox) -> Set {
        let mut found: Vec<u32> = Vec::new();
        let (mut batch, mut inside) = ([0; BATCH], [0; BATCH]);
        let mut members = set.iter();
        loop {
            let batch = members.next_many(&mut batch);
            if batch.is_empty() {
                return in_order(found);
            }
            // Whether a record is kept is as good as random: counting costs less than branching.
            let mut kept = 0;
            for &ix in &*batch {
                inside[kept] = ix;
                kept += usize::from(self.is_in(ix, bbox));
            }
            found.extend_from_slice(&inside[..kept]);
        }
    }

    fn is_in(&self, ix: u32, bbox: &Bbox) -> bool {
        match self.single.get(ix as usize) {
            Some([lon, lat]) if !lon.is_nan() => bbox.holds(*lon, *lat),
            _ => self.of(ix).iter().any(|position| bbox.contains(*position)),
        }
    }

    fn in_part(&self, part: &Bbox, within: Option<&Set>, found: &mut Set) {
        let mut inner: Vec<&Set> = Vec::new();
        let mut border: Vec<&Set> = Vec::new();
        self.each_cell(part, |(col, row), set| {
            let (west, south) = (f64::from(col), f64::from(row));
            let whole = west >= part.west
                && west + 1.0 < part.east
                && south >= part.south
                && south + 1.0 < part.north;
            if whole { inner.push(set) } else { border.push(set) }
        });
        *found |= inner.union();
        let candidates: u64 = border.iter().map(|set| set.len()).sum();
        let asked = within.map_or(u64::MAX, Set::len);
        if candidates.min(asked) > RTREE_LIMIT || asked < candidates / 16 {
            for set in border {
                *found |= match within {
                    Some(within) => self.scan(&(set & within), part),
                    None => self.scan(set, part),
                };
            }
        } else if candidates > 0 {
            let envelope = AABB::from_corners([part.west, part.south], [part.east, part.north]);
            found.extend(self.tree.locate_in_envelope(&envelope).map(|leaf| leaf.data));
        }
    }

    /// Visits the cells that touch a box, by whichever is shorter: the cells of the box or all cells.
    fn each_cell<'a>(&'a self, part: &Bbox, mut each: impl FnMut((i16, i16), &'a Set)) {
        let (west, south) = cell_of(part.west, part.south);
        let (east, north) = cell_of(part.east, part.north);
        let area = (i64::from(east - west) + 1) * (i64::from(north - south) + 1);
        if area > i64::try_from(self.cells.len()).unwrap_or(i64::MAX) {
            for (cell, set) in &self.cells {
                if (west..=east).contains(&cell.0) && (south..=north).contains(&cell.1) {
                    each(*cell, set);
                }
            }
            return;
        }
        for col in west..=east {
            for row in south..=north {
                if let Some(set) = self.cells.get(&(col, row)) {
                    each((col, row), set);
                }
            }
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "degrees lie between -180 and 180")]
fn cell_of(lon: f64, lat: f64) -> (i16, i16) {
    (lon.floor() as i16, lat.floor() as i16)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn world() -> impl Strategy<Value = Vec<Vec<(f64, f64)>>> {
        let near = (0.0..3.0f64, 0.0..3.0f64);
        let far = (-180.0..=180.0f64, -90.0..=90.0f64);
        let corner =
            prop_oneof![Just((180.0, 0.0)), Just((-180.0, 0.0)), Just((1.0, 1.0)), Just((0.0, 90.0))];
        proptest::collection::vec(proptest::collection::vec(prop_oneof![near, far, corner], 0..3), 0..300)
    }

    proptest! {
        #[test]
        fn every_plan_finds_what_a_scan_finds(
            records in world(),
            west in -180.0..=180.0f64, east in -180.0..=180.0f64,
            south in -90.0..=90.0f64, height in 0.0..120.0f64,
            keep in 1u32..4,
        ) {
            let bbox = Bbox { west, south, east, north: (south + height).min(90.0) };
            let mut positions = Vec::new();
            let mut counts = Vec::new();
            for record in &records {
                positions.extend(record.iter().map(|(lon, lat)| Position::new(*lon, *lat).unwrap()));
                counts.push(u32::try_from(record.len()).unwrap());
            }
            let space = BaseSpace::new(positions, &counts);
            let all = u32::try_from(records.len()).unwrap();
            let scan: Set = (0..all).filter(|ix| space.of(*ix).iter().any(|p| bbox.contains(*p))).collect();
            prop_assert_eq!(&space.in_box(&bbox, None), &scan);
            let within: Set = (0..all).filter(|ix| ix % keep == 0).collect();
            prop_assert_eq!(space.in_box(&bbox, Some(&within)), scan & within);
        }
    }
}
