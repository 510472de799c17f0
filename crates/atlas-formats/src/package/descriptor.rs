//! `datapackage.json`: what a package says of itself, and the Table Schema of each of its files.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use atlas_model::{Fault, FaultKind, Id, RecordKind, nearest};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::cell::Form;
use super::column::{Column, Layout};
use super::layouts::children;
use super::{DESCRIPTOR, boundaries};

/// What a package says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// Short name: lower-case letters, digits, `-`, `_`, `.` and `/`.
    pub name: String,
    /// Title for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What it holds, how it was made, what it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Version of the data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// When it was made (RFC 3339).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// The licences under which it may be used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub licenses: Vec<License>,
    /// Members that the atlas has no use for (keywords, contributors …); kept as they are.
    #[serde(flatten)]
    pub other: BTreeMap<String, Value>,
}

impl About {
    /// A package of this name, without further words.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            title: None,
            description: None,
            version: None,
            created: None,
            licenses: vec![],
            other: BTreeMap::new(),
        }
    }

    /// What is wrong with it, if anything.
    pub(super) fn fault(&self) -> Option<Fault> {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_./".contains(c);
        let good = !self.name.is_empty() && self.name.chars().all(allowed);
        let expected = "lower-case letters, digits, '-', '_', '.' and '/'".to_owned();
        (!good).then(|| {
            Fault::new(format!("{DESCRIPTOR}, /name"), &self.name, FaultKind::Malformed { expected })
        })
    }
}

/// A licence, as Data Package names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct License {
    /// Open Definition or SPDX identifier: `etalab-2.0`, `CC-BY-4.0`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where its text can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Title for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// Every resource that a package may list.
pub(super) fn resource_names() -> Vec<&'static str> {
    let mut names: Vec<_> = RecordKind::ALL.iter().map(|kind| kind.plural()).collect();
    names.extend([
        children::funding().name,
        children::workshops().name,
        children::pairs().name,
        boundaries::NAME,
    ]);
    names
}

/// The file of a resource, where this crate names it.
pub(super) fn file_of(resource: &str) -> String {
    if resource == boundaries::NAME { boundaries::FILE.to_owned() } else { format!("{resource}.csv") }
}

/// A file that a descriptor lists: the name of the resource and its path within the package.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) name: String,
    pub(super) path: String,
}

/// Reads a descriptor.
///
/// # Errors
/// Every fault of it: JSON that cannot be read, unknown or repeated resources, paths that leave the
/// package.
pub(super) fn parse(text: &str, known: &[&str]) -> Result<(About, Vec<Listed>), Vec<Fault>> {
    let unreadable = |error: &serde_json::Error| {
        let at = format!("{DESCRIPTOR}, line {}, column {}", error.line(), error.column());
        vec![Fault::at(at, FaultKind::Malformed { expected: format!("a Data Package ({error})") })]
    };
    let mut members: serde_json::Map<String, Value> =
        serde_json::from_str(text).map_err(|error| unreadable(&error))?;
    // Written anew by every export.
    members.remove("profile");
    members.remove("$schema");
    let resources = members.remove("resources").unwrap_or_default();
    let about: About = serde_json::from_value(Value::Object(members)).map_err(|error| unreadable(&error))?;
    let mut faults: Vec<Fault> = about.fault().into_iter().collect();
    let mut listed: Vec<Listed> = vec![];
    for (index, resource) in resources.as_array().map_or(&[][..], Vec::as_slice).iter().enumerate() {
        let at = |member: &str| format!("{DESCRIPTOR}, /resources/{index}/{member}");
        let (name, path) = (resource["name"].as_str(), resource["path"].as_str());
        let (Some(name), Some(path)) = (name, path) else {
            let member = if name.is_none() { "name" } else { "path" };
            faults.push(Fault::at(at(member), FaultKind::Missing));
            continue;
        };
        if !known.contains(&name) {
            let nearest = nearest(name, known.iter().copied());
            faults.push(Fault::new(at("name"), name, FaultKind::UnknownName { nearest }));
        } else if listed.iter().any(|other| other.name == name) {
            faults.push(Fault::new(at("name"), name, FaultKind::Repeated));
        } else if !Path::new(path).components().all(|part| matches!(part, Component::Normal(_))) {
            let expected = "a path within the package".to_owned();
            faults.push(Fault::new(at("path"), path, FaultKind::Malformed { expected }));
        } else {
            listed.push(Listed { name: name.to_owned(), path: path.to_owned() });
        }
    }
    if resources.as_array().is_none_or(Vec::is_empty) {
        faults.push(Fault::at(format!("{DESCRIPTOR}, /resources"), FaultKind::Missing));
    }
    if faults.is_empty() { Ok((about, listed)) } else { Err(faults) }
}

/// The text of a descriptor.
///
/// # Errors
/// When `about` holds what JSON cannot say.
pub(super) fn text(about: &About, resources: Vec<Resource>) -> serde_json::Result<String> {
    let tabular = resources.iter().all(|resource| resource.schema.is_some());
    // A Tabular Data Package holds tables and nothing else.
    let profile = if tabular { "tabular-data-package" } else { "data-package" };
    let mut text = serde_json::to_string_pretty(&Descriptor { profile, about, resources })?;
    text.push('\n');
    Ok(text)
}

#[derive(Serialize)]
struct Descriptor<'a> {
    profile: &'static str,
    #[serde(flatten)]
    about: &'a About,
    resources: Vec<Resource>,
}

/// A file of the package, as its descriptor describes it.
#[derive(Debug, Serialize)]
pub(super) struct Resource {
    name: String,
    path: String,
    profile: &'static str,
    description: &'static str,
    format: &'static str,
    mediatype: &'static str,
    encoding: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    dialect: Option<Dialect>,
    #[serde(skip_serializing_if = "Option::is_none")]
    schema: Option<Schema>,
}

impl Resource {
    /// A table; `closed` says for each column whether all that it refers to is in the package.
    pub(super) fn table<R: 'static>(layout: &Layout<R>, closed: &[bool]) -> Self {
        Self {
            name: layout.name.to_owned(),
            path: layout.file(),
            profile: "tabular-data-resource",
            description: layout.about,
            format: "csv",
            mediatype: "text/csv",
            encoding: "utf-8",
            dialect: Some(Dialect {
                delimiter: ",",
                line_terminator: "\n",
                double_quote: true,
                header: true,
            }),
            schema: Some(Schema::new(layout, closed)),
        }
    }

    /// The outlines of territories.
    pub(super) fn boundaries() -> Self {
        Self {
            name: boundaries::NAME.to_owned(),
            path: boundaries::FILE.to_owned(),
            profile: "data-resource",
            description: "Outlines of territories: GeoJSON (RFC 7946), the feature's id is the territory's.",
            format: "geojson",
            mediatype: "application/geo+json",
            encoding: "utf-8",
            dialect: None,
            schema: None,
        }
    }

    /// The file.
    pub(super) fn path(&self) -> &str {
        &self.path
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Dialect {
    delimiter: &'static str,
    line_terminator: &'static str,
    double_quote: bool,
    header: bool,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Schema {
    fields: Vec<Field>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    primary_key: &'static [&'static str],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    foreign_keys: Vec<ForeignKey>,
    missing_values: [&'static str; 1],
}

#[derive(Debug, Serialize)]
struct Field {
    name: String,
    title: String,
    description: String,
    r#type: &'static str,
    #[serde(skip_serializing_if = "Constraints::is_empty")]
    constraints: Constraints,
}

#[derive(Debug, Default, Serialize)]
struct Constraints {
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    required: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unique: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pattern: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    minimum: Option<u32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    r#enum: Vec<&'static str>,
}

impl Constraints {
    fn is_empty(&self) -> bool {
        let Self { required, unique, pattern, minimum, r#enum } = self;
        !required && !unique && pattern.is_none() && minimum.is_none() && r#enum.is_empty()
    }
}

#[derive(Debug, Serialize)]
struct ForeignKey {
    fields: String,
    reference: Target,
}

#[derive(Debug, Serialize)]
struct Target {
    /// Empty for the table itself.
    resource: &'static str,
    fields: &'static str,
}

impl Schema {
    fn new<R: 'static>(layout: &Layout<R>, closed: &[bool]) -> Self {
        let foreign_key = |(column, closed): (&Column<R>, &bool)| {
            let kind = column.refers.filter(|_| *closed && column.form != Form::List)?;
            let resource = if kind.plural() == layout.name { "" } else { kind.plural() };
            Some(ForeignKey { fields: column.name.clone(), reference: Target { resource, fields: "id" } })
        };
        Self {
            fields: layout.columns.iter().map(|column| Field::new(column, layout.key)).collect(),
            primary_key: layout.key,
            foreign_keys: layout.columns.iter().zip(closed).filter_map(foreign_key).collect(),
            missing_values: [""],
        }
    }
}

impl Field {
    fn new<R>(column: &Column<R>, key: &[&str]) -> Self {
        let mut constraints = Constraints {
            required: column.required,
            unique: key == [column.name.as_str()],
            ..Constraints::default()
        };
        let r#type = match &column.form {
            Form::Text | Form::List => "string",
            Form::Pattern(pattern) => {
                constraints.pattern = Some(pattern);
                "string"
            }
            Form::Integer => {
                constraints.minimum = Some(0);
                "integer"
            }
            Form::Boolean => "boolean",
            Form::Point => "geopoint",
            Form::Term(terms) => {
                constraints.r#enum.clone_from(terms);
                "string"
            }
        };
        let mut description = column.description.to_owned();
        if column.form == Form::List {
            description.push_str(" Several, joined by ';'.");
        }
        if let Some(kind) = column.refers {
            description.push_str(&format!(" By identifier ({}).", kind.plural()));
        }
        Self { name: column.name.clone(), title: column.title.clone(), description, r#type, constraints }
    }
}

/// Identifiers by kind: what a package holds.
pub(super) type Ids = std::collections::HashMap<RecordKind, std::collections::HashSet<Id>>;
