//! The members of each kind of record, in the order of its type in the model.
//!
//! The only place that says so besides the types; a test compares the two, member by member.

use atlas_model::{
    ActorKind, CampaignState, Code, Confidence, EventKind, Figure, Id, Money, PartialDate, Participant,
    PartnershipKind, ProvenanceKind, RecordKind, ResourceKind, Sharing, Status, TerritoryLevel,
};

use super::shape::Shape::{self, Flag, Point, Whole, Words};
use super::shape::{Member, defaulted, optional, required};

/// The members of a record of this kind.
pub(super) const fn members(kind: RecordKind) -> &'static [Member] {
    match kind {
        RecordKind::Source => SOURCE,
        RecordKind::Theme => THEME,
        RecordKind::Territory => TERRITORY,
        RecordKind::Actor => ACTOR,
        RecordKind::Campaign => CAMPAIGN,
        RecordKind::Event => EVENT,
        RecordKind::Partnership => PARTNERSHIP,
        RecordKind::Project => PROJECT,
        RecordKind::Resource => RESOURCE,
        RecordKind::Need => NEED,
    }
}

const ID: Shape = Shape::leaf::<Id>(|number| format!("unreadable-{number}"));
const IDS: Shape = Shape::List(&ID);
const DATE: Shape = Shape::leaf::<PartialDate>(|_| "2000".to_owned());
const MONEY: Shape = Shape::leaf::<Money>(|_| "0 EUR".to_owned());
const CODES: Shape = Shape::List(&Shape::leaf::<Code>(|number| format!("unreadable:{number}")));
const FIGURES: Shape = Shape::List(&Shape::leaf::<Figure>(|number| format!("unreadable={number}")));
const PARTICIPANTS: Shape =
    Shape::List(&Shape::leaf::<Participant>(|number| format!("unreadable-{number}:implementing")));
const STATUS: Shape = Shape::term::<Status>();

const TEXT: Shape = Shape::Object(&[optional("fr", Words), optional("en", Words), optional("zh", Words)]);
const PERIOD: Shape = Shape::Object(&[optional("start", DATE), optional("end", DATE)]);
const PROVENANCE: Member = required(
    "provenance",
    Shape::Object(&[
        required("kind", Shape::term::<ProvenanceKind>()),
        required("confidence", Shape::term::<Confidence>()),
        defaulted("sources", IDS),
        optional("locator", Words),
        optional("date", DATE),
        optional("entered_by", Words),
        optional("note", Words),
    ]),
);

const SOURCE: &[Member] = &[
    required("id", ID),
    required("title", TEXT),
    optional("publisher", Words),
    optional("url", Words),
    optional("date", DATE),
    optional("licence", Words),
    optional("attribution", Words),
    PROVENANCE,
];

const THEME: &[Member] = &[
    required("id", ID),
    optional("parent", ID),
    required("label", TEXT),
    defaulted("definition", TEXT),
    defaulted("aliases", Shape::List(&Words)),
    defaulted("agreed", Flag),
    defaulted("cross_cutting", Flag),
    defaulted("codes", CODES),
    PROVENANCE,
];

const PART_OF: &[Member] = &[required("territory", ID), optional("start", DATE), optional("end", DATE)];

const TERRITORY: &[Member] = &[
    required("id", ID),
    required("level", Shape::term::<TerritoryLevel>()),
    required("kind", Words),
    required("country", ID),
    required("name", TEXT),
    optional("pinyin", Words),
    defaulted("aliases", Shape::List(&Words)),
    defaulted("codes", CODES),
    optional("parent", ID),
    defaulted("part_of", Shape::List(&Shape::Object(PART_OF))),
    optional("valid_from", DATE),
    optional("valid_to", DATE),
    defaulted("successors", IDS),
    optional("seat", ID),
    optional("point", Point),
    optional("boundary", Shape::Boundary),
    optional("population", Whole),
    PROVENANCE,
];

const CONTACT: &[Member] = &[required("function", Words), optional("email", Words)];

const ACTOR: &[Member] = &[
    required("id", ID),
    required("kind", Shape::term::<ActorKind>()),
    required("name", TEXT),
    defaulted("aliases", Shape::List(&Words)),
    required("seat", ID),
    optional("governs", ID),
    defaulted("codes", CODES),
    optional("point", Point),
    optional("website", Words),
    optional("contact", Shape::Object(CONTACT)),
    PROVENANCE,
];

const CAMPAIGN: &[Member] = &[
    required("id", ID),
    required("name", TEXT),
    defaulted("countries", IDS),
    defaulted("state", Shape::term::<CampaignState>()),
    defaulted("period", PERIOD),
    defaulted("figures", FIGURES),
    defaulted("note", TEXT),
    PROVENANCE,
];

const PAIR: &[Member] = &[required("actors", IDS), optional("project", ID)];

const WORKSHOP: &[Member] = &[
    required("id", ID),
    optional("theme", ID),
    required("question", TEXT),
    defaulted("pairs", Shape::List(&Shape::Object(PAIR))),
];

const EVENT: &[Member] = &[
    required("id", ID),
    required("kind", Shape::term::<EventKind>()),
    required("name", TEXT),
    defaulted("period", PERIOD),
    optional("territory", ID),
    optional("host", ID),
    defaulted("figures", FIGURES),
    defaulted("note", TEXT),
    defaulted("workshops", Shape::List(&Shape::Object(WORKSHOP))),
    PROVENANCE,
];

const PARTNERSHIP: &[Member] = &[
    required("id", ID),
    defaulted("name", TEXT),
    required("kind", Shape::term::<PartnershipKind>()),
    required("actors", IDS),
    required("status", STATUS),
    defaulted("period", PERIOD),
    defaulted("themes", IDS),
    defaulted("note", TEXT),
    PROVENANCE,
];

const FUNDING: &[Member] = &[required("programme", Words), optional("actor", ID), optional("amount", MONEY)];

const PROJECT: &[Member] = &[
    required("id", ID),
    required("title", TEXT),
    defaulted("description", TEXT),
    defaulted("partnerships", IDS),
    defaulted("participants", PARTICIPANTS),
    defaulted("territories", IDS),
    required("theme", ID),
    defaulted("themes", IDS),
    required("status", STATUS),
    defaulted("period", PERIOD),
    optional("budget", MONEY),
    defaulted("funding", Shape::List(&Shape::Object(FUNDING))),
    defaulted("results", FIGURES),
    optional("point", Point),
    PROVENANCE,
];

const RESOURCE: &[Member] = &[
    required("id", ID),
    required("kind", Shape::term::<ResourceKind>()),
    required("name", TEXT),
    defaulted("description", TEXT),
    required("owner", ID),
    optional("seat", ID),
    defaulted("covers", IDS),
    defaulted("themes", IDS),
    required("sharing", Shape::term::<Sharing>()),
    defaulted("available_to", TEXT),
    required("status", STATUS),
    defaulted("period", PERIOD),
    PROVENANCE,
];

const NEED: &[Member] = &[
    required("id", ID),
    required("territory", ID),
    optional("expressed_by", ID),
    required("theme", ID),
    required("description", TEXT),
    defaulted("addressed_to", TEXT),
    optional("event", ID),
    optional("date", DATE),
    defaulted("met_by", IDS),
    PROVENANCE,
];
