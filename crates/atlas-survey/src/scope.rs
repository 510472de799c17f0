//! What a sheet is about: the records that have to do with some territories.

use std::rc::Rc;

use atlas_index::{Ix, Set, Snapshot};
use atlas_model::{Id, Record, RecordKind};
use serde::{Deserialize, Serialize};

use crate::names::Names;

/// The territories that a sheet is about: countries, for an embassy; a région, a province, a city for an
/// authority.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Scope {
    /// The territories; what lies within them, and what became part of them, belongs to them.
    #[schema(value_type = Vec<String>)]
    pub territories: Vec<Id>,
}

impl Scope {
    /// Its territories with all that lies within them or became part of them.
    pub(crate) fn places(&self, snapshot: &Snapshot) -> Set {
        let mut places = Set::new();
        for ix in self.territories.iter().filter_map(|id| snapshot.territories().by_id(id.as_str())) {
            places |= snapshot.places().lineage(ix);
        }
        places
    }
}

/// A scope on one atlas.
pub(crate) struct Reach<'n, 's> {
    names: &'n Names<'s>,
    places: Rc<Set>,
}

impl<'n, 's> Reach<'n, 's> {
    pub(crate) fn new(scope: &Scope, names: &'n Names<'s>) -> Self {
        Self::within(Rc::new(scope.places(names.snapshot())), names)
    }

    /// The scope of these territories.
    pub(crate) fn within(places: Rc<Set>, names: &'n Names<'s>) -> Self {
        Self { names, places }
    }

    /// Whether a record has to do with the territories: by where it is or acts, by where its actors sit or
    /// what they govern, by the actors of its partnerships.
    pub(crate) fn holds(&self, record: &Record) -> bool {
        self.holds_at(record, 0)
    }

    fn holds_at(&self, record: &Record, depth: usize) -> bool {
        record.references().iter().any(|reference| match reference.kind {
            RecordKind::Territory => self.is_within(reference.id),
            RecordKind::Actor | RecordKind::Partnership if depth < 2 => self
                .names
                .record(reference.kind, reference.id)
                .is_some_and(|other| self.holds_at(&other, depth + 1)),
            _ => false,
        })
    }

    /// The identifiers of the records of a kind that the scope holds, in their order.
    pub(crate) fn ids(&self, kind: RecordKind) -> Vec<Id> {
        let all = self.names.ids(kind);
        let holds = |id: &Id| {
            let record = self.names.snapshot().record(kind, id.as_str());
            record.is_some_and(|record| self.holds(&record))
        };
        all.into_iter().filter(holds).collect()
    }

    fn is_within(&self, id: &Id) -> bool {
        let found: Option<Ix> = self.names.snapshot().territories().by_id(id.as_str());
        found.is_some_and(|ix| self.places.contains(ix.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::atlas;

    fn count(territory: &str, kind: RecordKind) -> usize {
        let names = Names::new(atlas());
        let scope = Scope { territories: vec![Id::new(territory).unwrap()] };
        Reach::new(&scope, &names).ids(kind).len()
    }

    #[test]
    fn the_scope_of_a_country_holds_both_sides_of_its_partnerships() {
        assert_eq!(count("CN", RecordKind::Partnership), 57);
        assert_eq!(count("FR", RecordKind::Partnership), 57);
        assert_eq!(count("CN", RecordKind::Project), 150);
    }

    #[test]
    fn the_scope_of_a_region_holds_what_has_to_do_with_it_and_nothing_else() {
        let names = Names::new(atlas());
        let scope = Scope { territories: vec![Id::new("FR-REG-44").unwrap()] };
        let reach = Reach::new(&scope, &names);
        let ids = reach.ids(RecordKind::Partnership);
        assert!(ids.iter().any(|id| id.as_str() == "alsace--prov-jiangsu"), "{ids:?}");
        assert!(ids.len() < 20);
    }
}
