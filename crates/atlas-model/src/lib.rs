//! The nouns of decentralised cooperation and the rules that make each of them valid.
//!
//! A [`Territory`] is a place, an [`Actor`] is an organisation seated in one, a [`Partnership`]
//! links actors of several countries, a [`Project`] is what they do together. Every record carries
//! a [`Provenance`]: where it is known from and how sure it is.
//!
//! The types derive serde for one *record form*, shared by the fixtures, the revision log and the
//! write API. What an answer adds (expanded names, links, languages) belongs to the crate that
//! writes the answer. There is no I/O, no clock and no randomness here.

mod date;
mod id;
mod terms;
mod text;

mod code;
mod fault;
mod form;
mod hazard;
mod nearest;
mod position;
mod provenance;

mod actor;
mod campaign;
mod contact_action;
mod event;
mod need;
mod partnership;
mod project;
mod proposal;
mod resource;
mod role;
mod source;
mod territory;
mod theme;

mod change;
mod dataset;
mod record;
mod reference;

pub use actor::{Actor, ActorKind, Contact};
pub use campaign::{CampaignState, SurveyCampaign};
pub use change::{Action, Change, ChangeSet, Revision, RevisionNumber};
pub use code::{Code, CodeError};
pub use contact_action::ContactAction;
pub use dataset::Dataset;
pub use date::{DateError, PartialDate, Period};
pub use event::{Event, EventKind, Pair, Workshop};
pub use fault::{Fault, FaultKind, Rival};
pub use form::Form;
pub use hazard::Hazard;
pub use id::{Id, IdError};
pub use nearest::nearest;
pub use need::Need;
pub use partnership::{Partnership, PartnershipKind};
pub use position::{Boundary, Position, PositionError};
pub use project::{ActorRole, Figure, Funding, Money, Participant, Project};
pub use proposal::ProposalState;
pub use provenance::{Confidence, Provenance, ProvenanceKind};
pub use record::{Record, RecordKind, RecordRef};
pub use reference::{Lookup, Reference, check_references};
pub use resource::{Resource, ResourceKind, Sharing};
pub use role::Role;
pub use source::Source;
pub use terms::{Status, TermError};
pub use territory::{PartOf, Territory, TerritoryLevel};
pub use text::{Lang, Text};
pub use theme::Theme;
