//! Records that seem to be entered twice.

use std::collections::HashMap;

use atlas_index::{Snapshot, fold};
use atlas_model::{Id, Lang, Project, RecordKind, RecordRef, Text};

use super::{Check, Finding};

/// Same name in the same place, same actors, same title with a common participant.
pub(super) fn find(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let mut territories = Groups::new(RecordKind::Territory);
    for (_, entry) in snapshot.territories().iter() {
        let territory = &entry.record;
        // One that ended and its successor often share a name.
        if territory.valid_to.is_none() {
            let place = territory.parent.as_ref().unwrap_or(&territory.country);
            territories.add(format!("{} {} {place}", name(&territory.name), territory.level), &territory.id);
        }
    }
    territories.report("same name, level and parent as", findings);

    let mut actors = Groups::new(RecordKind::Actor);
    for (_, entry) in snapshot.actors().iter() {
        let actor = &entry.record;
        actors.add(format!("{} {} {}", name(&actor.name), actor.kind, actor.seat), &actor.id);
    }
    actors.report("same name, kind and seat as", findings);

    let mut partnerships = Groups::new(RecordKind::Partnership);
    for (_, entry) in snapshot.partnerships().iter() {
        let mut actors: Vec<&str> = entry.record.actors.iter().map(Id::as_str).collect();
        actors.sort_unstable();
        partnerships.add(actors.join(" "), &entry.record.id);
    }
    partnerships.report("same actors as", findings);

    let mut projects = Groups::new(RecordKind::Project);
    for (_, entry) in snapshot.projects().iter() {
        projects.add(project_key(&entry.record), &entry.record.id);
    }
    projects.report("same title and partners as", findings);

    let mut resources = Groups::new(RecordKind::Resource);
    for (_, entry) in snapshot.resources().iter() {
        resources.add(format!("{} {}", name(&entry.record.name), entry.record.owner), &entry.record.id);
    }
    resources.report("same name and owner as", findings);

    let mut needs = Groups::new(RecordKind::Need);
    for (_, entry) in snapshot.needs().iter() {
        let need = &entry.record;
        needs.add(format!("{} {}", name(&need.description), need.territory), &need.id);
    }
    needs.report("same words and territory as", findings);
}

fn name(text: &Text) -> String {
    fold(text.get(Lang::default()))
}

/// The title with whoever takes part: partnerships where there are some, else actors.
fn project_key(project: &Project) -> String {
    let mut with: Vec<&str> = if project.partnerships.is_empty() {
        project.participants.iter().map(|participant| participant.actor.as_str()).collect()
    } else {
        project.partnerships.iter().map(Id::as_str).collect()
    };
    with.sort_unstable();
    format!("{} {}", name(&project.title), with.join(" "))
}

/// Records of one kind by what makes them alike.
struct Groups<'a> {
    kind: RecordKind,
    members: HashMap<String, Vec<&'a Id>>,
}

impl<'a> Groups<'a> {
    fn new(kind: RecordKind) -> Self {
        Self { kind, members: HashMap::new() }
    }

    fn add(&mut self, key: String, id: &'a Id) {
        self.members.entry(key).or_default().push(id);
    }

    /// Each record that is like an earlier one.
    fn report(self, likeness: &str, findings: &mut Vec<Finding>) {
        for members in self.members.into_values() {
            let [first, others @ ..] = members.as_slice() else { continue };
            for id in others {
                let record = RecordRef { kind: self.kind, id: (*id).clone() };
                findings.push(Finding::new(Check::ProbableDuplicate, record, format!("{likeness} {first}")));
            }
        }
    }
}
