//! The question who is at work in a territory, and its parameters.

use atlas_index::{Ix, Snapshot, Term};
use atlas_model::{Fault, FaultKind, RecordKind};

use crate::Expr;
use crate::parameter::{Field, coordination_parameters};
use crate::parse::{Caller, Filter, Given, Values, once, recognise};

/// Who, of those that sit somewhere, is at work in a territory?
#[derive(Debug, Clone, PartialEq)]
pub struct ActorsQuestion {
    /// The territory of action.
    pub target: Ix,
    /// Where the actors sit; none for every country but that of the target.
    pub from: Vec<Ix>,
    /// Whether territories stand for their predecessors too.
    pub lineage: bool,
    /// Which partnerships and projects count.
    pub activities: Expr,
    /// Which resources count.
    pub resources: Expr,
    /// Which actors count.
    pub actors: Expr,
    /// How many actors to list at most.
    pub limit: usize,
    /// How many reasons to give for each at most.
    pub reasons: usize,
}

impl ActorsQuestion {
    /// How many actors are listed where nobody says.
    pub const DEFAULT_LIMIT: usize = 1_000;

    /// Everybody from elsewhere at work in a territory.
    #[must_use]
    pub const fn new(target: Ix) -> Self {
        Self {
            target,
            from: Vec::new(),
            lineage: true,
            activities: Expr::All,
            resources: Expr::All,
            actors: Expr::All,
            limit: Self::DEFAULT_LIMIT,
            reasons: crate::Query::DEFAULT_LIMIT,
        }
    }
}

/// Reads the parameters of the question.
///
/// # Errors
/// Every fault of every parameter, each with the nearest valid values.
pub fn parse_actors(
    pairs: &[(String, String)],
    caller: &Caller<'_>,
    snapshot: &Snapshot,
) -> Result<ActorsQuestion, Vec<Fault>> {
    let mut values = Values::new(snapshot);
    let given = recognise(pairs, coordination_parameters(), caller, &mut values.faults);
    let target = match once(&given, Field::In) {
        Some(text) => values.territory("in", text),
        None => {
            if !values.faults.iter().any(|fault| fault.at == "in") {
                values.faults.push(Fault::at("in", FaultKind::Missing));
            }
            None
        }
    };
    let mut question = ActorsQuestion::new(target.unwrap_or(Ix(0)));
    if let Some(text) = once(&given, Field::From) {
        for part in text.split(',').map(str::trim) {
            question.from.extend(values.territory("from", part));
        }
    }
    // The kind of actor is asked of the actors, the theme also of resources, the rest of all records.
    let (of_actors, others) = split(&given, Field::ActorKind);
    let (of_themes, others) = split(&others, Field::Theme);
    question.actors = Filter::read(RecordKind::Project, &of_actors, &mut values).expr;
    let themed = Filter::read(RecordKind::Project, &of_themes, &mut values).expr;
    let rest = Filter::read(RecordKind::Project, &others, &mut values);
    question.lineage = rest.lineage;
    // A resource without a theme serves any.
    let fits =
        if of_themes.is_empty() { Expr::All } else { Expr::Or(vec![themed.clone(), themeless(snapshot)]) };
    question.resources = Expr::And(vec![rest.expr.clone(), fits]);
    question.activities = Expr::And(vec![rest.expr, themed]);
    question.limit = question.limit.min(caller.max_limit);
    if let Some(text) = once(&given, Field::Limit) {
        question.limit = values.integer("limit", text, 1, caller.max_limit).unwrap_or(question.limit);
    }
    if let Some(text) = once(&given, Field::Reasons) {
        question.reasons = values.integer("reasons", text, 0, caller.max_limit).unwrap_or(question.reasons);
    }
    if values.faults.is_empty() { Ok(question) } else { Err(values.faults) }
}

fn split<'a>(given: &[Given<'a>], field: Field) -> (Vec<Given<'a>>, Vec<Given<'a>>) {
    given.iter().copied().partition(|(parameter, _)| parameter.field == field)
}

/// The records that name no theme.
fn themeless(snapshot: &Snapshot) -> Expr {
    let themes = snapshot.themes().live().iter().map(Ix);
    let roots = themes.filter(|ix| snapshot.subjects().parent(*ix).is_none());
    Expr::Or(roots.map(|ix| Expr::Term(Term::About(ix))).collect()).negated()
}
