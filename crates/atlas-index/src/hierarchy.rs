//! What contains what, and what became what.

use std::collections::HashMap;

use atlas_model::{Id, Territory, Theme};

use crate::{Ix, Set};

/// The containment and the lineage of territories, or the tree of themes.
///
/// A territory may be contained in several others: its parent, an intercommunality, a former
/// région. Lineage is many-to-many: a region may be merged, a département split.
#[derive(Debug, Default)]
pub struct Hierarchy {
    parents: Vec<Option<Ix>>,
    ancestors: Vec<Box<[Ix]>>,
    children: Vec<Vec<Ix>>,
    predecessors: Vec<Vec<Ix>>,
    successors: Vec<Vec<Ix>>,
    /// For each territory, those whose lineage it belongs to, where that is more than what they contain.
    heirs: Vec<Vec<Ix>>,
    ended: Set,
    countries: Vec<Option<Ix>>,
}

/// One member, as the hierarchy needs it.
struct Member<'a> {
    id: &'a Id,
    country: Option<&'a Id>,
    parent: Option<&'a Id>,
    part_of: Vec<&'a Id>,
    successors: &'a [Id],
    ended: bool,
}

impl Hierarchy {
    /// The hierarchy of territories, given sorted by identifier.
    pub(crate) fn of_territories(territories: &[Territory]) -> Self {
        let members = territories.iter().map(|territory| Member {
            id: &territory.id,
            country: Some(&territory.country),
            parent: territory.parent.as_ref(),
            part_of: territory.part_of.iter().map(|part| &part.territory).collect(),
            successors: &territory.successors,
            ended: territory.valid_to.is_some(),
        });
        Self::new(&members.collect::<Vec<_>>())
    }

    /// The tree of themes, given sorted by identifier.
    pub(crate) fn of_themes(themes: &[Theme]) -> Self {
        let members = themes.iter().map(|theme| Member {
            id: &theme.id,
            country: None,
            parent: theme.parent.as_ref(),
            part_of: Vec::new(),
            successors: &[],
            ended: false,
        });
        Self::new(&members.collect::<Vec<_>>())
    }

    fn new(members: &[Member<'_>]) -> Self {
        let at: HashMap<&Id, Ix> = (0u32..).zip(members).map(|(ix, member)| (member.id, Ix(ix))).collect();
        let empty = || vec![Vec::new(); members.len()];
        let mut made = Self {
            children: empty(),
            predecessors: empty(),
            successors: empty(),
            heirs: empty(),
            ..Self::default()
        };
        let mut containers: Vec<Vec<Ix>> = empty();
        for (ix, member) in (0u32..).map(Ix).zip(members) {
            made.countries.push(member.country.and_then(|id| at.get(id)).copied());
            made.parents.push(member.parent.and_then(|id| at.get(id)).copied());
            for container in
                member.parent.into_iter().chain(member.part_of.iter().copied()).filter_map(|id| at.get(id))
            {
                if !containers[ix.index()].contains(container) {
                    containers[ix.index()].push(*container);
                    made.children[container.index()].push(ix);
                }
            }
            for successor in member.successors.iter().filter_map(|id| at.get(id)) {
                made.successors[ix.index()].push(*successor);
                made.predecessors[successor.index()].push(ix);
            }
            if member.ended {
                made.ended.insert(ix.0);
            }
        }
        made.ancestors = (0..members.len()).map(|ix| above(ix, &containers)).collect();
        for ix in (0..u32::try_from(members.len()).unwrap_or(u32::MAX)).map(Ix) {
            let lineage = made.lineage(ix);
            if lineage != made.descendants(ix) {
                for member in &lineage {
                    made.heirs[member as usize].push(ix);
                }
            }
        }
        made
    }

    /// The one that contains it today, or contained it when it ended.
    #[must_use]
    pub fn parent(&self, ix: Ix) -> Option<Ix> {
        self.parents.get(ix.index()).copied().flatten()
    }

    /// The country of a territory; none for a theme.
    #[must_use]
    pub fn country(&self, ix: Ix) -> Option<Ix> {
        self.countries.get(ix.index()).copied().flatten()
    }

    /// All that contain or contained it, the nearest first, itself excluded.
    #[must_use]
    pub fn ancestors(&self, ix: Ix) -> &[Ix] {
        self.ancestors.get(ix.index()).map_or(&[], |found| found)
    }

    /// What it directly contains or contained.
    #[must_use]
    pub fn children(&self, ix: Ix) -> &[Ix] {
        of(&self.children, ix)
    }

    /// All that it contains or contained, itself included.
    #[must_use]
    pub fn descendants(&self, ix: Ix) -> Set {
        let mut found = Set::new();
        self.descend(ix, &mut found);
        found
    }

    /// What was merged into it, split into it, or renamed to it: directly.
    #[must_use]
    pub fn predecessors(&self, ix: Ix) -> &[Ix] {
        of(&self.predecessors, ix)
    }

    /// What it was merged into, split into, or renamed to: directly.
    #[must_use]
    pub fn successors(&self, ix: Ix) -> &[Ix] {
        of(&self.successors, ix)
    }

    /// Itself, its descendants, and all their predecessors.
    ///
    /// The descendants of a predecessor belong to the lineage where it went over whole: it has
    /// ended and has one successor. Of one that was split, only it itself does, since nobody can
    /// tell which part became what.
    #[must_use]
    pub fn lineage(&self, ix: Ix) -> Set {
        let mut found = self.descendants(ix);
        let mut todo: Vec<u32> = found.iter().collect();
        while let Some(member) = todo.pop() {
            for predecessor in self.predecessors(Ix(member)) {
                let whole = self.ended.contains(predecessor.0) && self.successors(*predecessor).len() == 1;
                let gained =
                    if whole { self.descendants(*predecessor) } else { Set::from_iter([predecessor.0]) };
                let new = gained - &found;
                todo.extend(&new);
                found |= new;
            }
        }
        found
    }

    /// Those in whose lineage it is, as far as they have predecessors: the inverse of
    /// [`Hierarchy::lineage`], without those whose lineage is no more than what they contain.
    pub(crate) fn heirs(&self, ix: Ix) -> &[Ix] {
        of(&self.heirs, ix)
    }

    fn descend(&self, ix: Ix, found: &mut Set) {
        let mut todo = vec![ix];
        while let Some(next) = todo.pop() {
            if found.insert(next.0) {
                todo.extend(self.children(next));
            }
        }
    }
}

fn of(lists: &[Vec<Ix>], ix: Ix) -> &[Ix] {
    lists.get(ix.index()).map_or(&[], |found| found)
}

/// Everything above a member, nearest first. A chain that returns to its start stops there.
fn above(start: usize, containers: &[Vec<Ix>]) -> Box<[Ix]> {
    let mut found: Vec<Ix> = Vec::new();
    let mut next = 0;
    found.extend(&containers[start]);
    while next < found.len() {
        for container in &containers[found[next].index()] {
            if container.index() != start && !found.contains(container) {
                found.push(*container);
            }
        }
        next += 1;
    }
    found.into_boxed_slice()
}
