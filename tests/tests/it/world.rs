//! The fixtures as rows of their CSV files, scanned naively: what the service should say, worked out
//! without its code.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use atlas_tests::harness::{LISTS, PACKAGES, repository};

/// One row, by column.
pub(crate) type Row = BTreeMap<String, String>;

/// A set of identifiers.
pub(crate) type Ids = BTreeSet<String>;

/// The fixtures.
pub(crate) struct World {
    /// The rows of each file, by identifier.
    files: BTreeMap<&'static str, BTreeMap<String, Row>>,
    /// All that contain each territory.
    above: BTreeMap<String, Ids>,
    /// All that each territory contains.
    below: BTreeMap<String, Ids>,
    /// The territories that became others.
    merged: Ids,
}

/// The fixtures, read once.
pub(crate) fn world() -> &'static World {
    static WORLD: LazyLock<World> = LazyLock::new(|| {
        let files: BTreeMap<_, _> = LISTS.map(|list| (list, read(list))).into();
        let territories = &files["territories"];
        let above: BTreeMap<String, Ids> =
            territories.keys().map(|id| (id.clone(), above(territories, id))).collect();
        let mut below: BTreeMap<String, Ids> = BTreeMap::new();
        for (id, containers) in &above {
            for container in containers {
                below.entry(container.clone()).or_default().insert(id.clone());
            }
        }
        let merged = territories.values().filter(|row| !row["successors"].is_empty());
        let merged = merged.map(|row| row["id"].clone()).collect();
        World { files, above, below, merged }
    });
    &WORLD
}

fn read(list: &str) -> BTreeMap<String, Row> {
    let mut rows = BTreeMap::new();
    for package in PACKAGES {
        let path = repository().join(package).join(format!("{list}.csv"));
        if !path.exists() {
            continue;
        }
        for row in csv::Reader::from_path(path).unwrap().deserialize() {
            let row: Row = row.unwrap();
            rows.insert(row["id"].clone(), row);
        }
    }
    rows
}

/// All that contain or contained a territory, itself excluded.
fn above(territories: &BTreeMap<String, Row>, id: &str) -> Ids {
    let mut found = Ids::new();
    let mut todo = vec![id.to_owned()];
    while let Some(next) = todo.pop() {
        let row = &territories[&next];
        let former = parts(&row["part_of"]).map(|part| part.split('@').next().unwrap());
        for container in parts(&row["parent"]).chain(former) {
            if found.insert(container.to_owned()) {
                todo.push(container.to_owned());
            }
        }
    }
    found
}

/// The parts of a cell that holds several.
pub(crate) fn parts(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';').filter(|part| !part.is_empty())
}

impl World {
    /// The rows of a file.
    pub(crate) fn all(&self, list: &str) -> impl Iterator<Item = &Row> {
        self.files[list].values()
    }

    /// One row.
    pub(crate) fn row(&self, list: &str, id: &str) -> &Row {
        self.files[list].get(id).unwrap_or_else(|| panic!("{list} has no {id}"))
    }

    /// The identifiers of the rows that hold.
    pub(crate) fn which(&self, list: &str, holds: impl Fn(&Row) -> bool) -> Ids {
        self.all(list).filter(|row| holds(row)).map(|row| row["id"].clone()).collect()
    }

    /// All that contain a territory, itself excluded.
    pub(crate) fn above(&self, id: &str) -> &Ids {
        &self.above[id]
    }

    /// A territory with all that it contains.
    pub(crate) fn within(&self, id: &str) -> Ids {
        let mut found = self.below.get(id).cloned().unwrap_or_default();
        found.insert(id.to_owned());
        found
    }

    /// A territory with all that it contains, and what these were before: a predecessor that went over
    /// whole brings what it contained.
    pub(crate) fn lineage(&self, id: &str) -> Ids {
        let mut found = self.within(id);
        loop {
            let became = |row: &&Row| parts(&row["successors"]).any(|heir| found.contains(heir));
            let mut gained = Ids::new();
            for row in self.merged.iter().map(|id| self.row("territories", id)).filter(became) {
                if !row["valid_to"].is_empty() && parts(&row["successors"]).count() == 1 {
                    gained.extend(self.within(&row["id"]));
                } else {
                    gained.insert(row["id"].clone());
                }
            }
            if gained.is_subset(&found) {
                return found;
            }
            found.extend(gained);
        }
    }

    /// A theme with those under it.
    pub(crate) fn subjects(&self, id: &str) -> Ids {
        let mut found = Ids::from([id.to_owned()]);
        loop {
            let more = self.which("themes", |row| found.contains(&row["parent"]));
            if more.is_subset(&found) {
                return found;
            }
            found.extend(more);
        }
    }

    /// The territory that an actor governs, else its seat.
    pub(crate) fn place(&self, actor: &str) -> &str {
        let row = self.row("actors", actor);
        if row["governs"].is_empty() { &row["seat"] } else { &row["governs"] }
    }

    /// The country of an actor's seat.
    pub(crate) fn country(&self, actor: &str) -> &str {
        &self.row("territories", &self.row("actors", actor)["seat"])["country"]
    }

    /// The actors that take part in a project, roles left out.
    pub(crate) fn participants(project: &Row) -> Ids {
        parts(&project["participants"]).map(|part| part.split(':').next().unwrap().to_owned()).collect()
    }

    /// What a question about a territory looks at: its lineage and, below the country, what contains it.
    fn around(&self, target: &str) -> Ids {
        let is_country = |id: &String| self.row("territories", id)["level"] == "country";
        let above = self.above(target).iter().filter(|id| !is_country(id)).cloned();
        self.lineage(target).into_iter().chain(above).collect()
    }

    /// The resources that cover a territory or are seated there.
    pub(crate) fn covering(&self, target: &str) -> Ids {
        let area = self.around(target);
        self.which("resources", |row| {
            parts(&row["covers"]).chain(parts(&row["seat"])).any(|id| area.contains(id))
        })
    }

    /// The actors of a country that partnerships, projects and resources put in a territory: see the
    /// rule in the description of the operation.
    pub(crate) fn at_work(&self, from: &str, target: &str) -> Ids {
        let area = self.around(target);
        let home = self.lineage(from);
        let mut found = Ids::new();
        for partnership in self.all("partnerships") {
            let actors: Vec<&str> = parts(&partnership["actors"]).collect();
            for actor in &actors {
                let mut partners = actors.iter().filter(|other| self.country(other) != self.country(actor));
                if partners.any(|partner| area.contains(self.place(partner))) {
                    found.insert((*actor).to_owned());
                }
            }
        }
        for project in
            self.all("projects").filter(|row| parts(&row["territories"]).any(|id| area.contains(id)))
        {
            let participants = Self::participants(project);
            let named: Ids = participants.iter().map(|actor| self.country(actor).to_owned()).collect();
            for partnership in parts(&project["partnerships"]) {
                let actors = parts(&self.row("partnerships", partnership)["actors"]);
                found.extend(actors.filter(|actor| !named.contains(self.country(actor))).map(str::to_owned));
            }
            found.extend(participants);
        }
        found.extend(self.covering(target).iter().map(|id| self.row("resources", id)["owner"].clone()));
        found.retain(|actor| home.contains(self.place(actor)));
        found
    }
}
