//! What a value of the record form looks like: the pieces of which [`super::describe`] is made.
//!
//! Whether a value fits is for [`super::read`] to say.

use atlas_model::FaultKind;
use serde_json::{Value, json};

use crate::package::cell::Value as Written;
use crate::term::Term;

/// A member of an object.
#[derive(Debug)]
pub(super) struct Member {
    /// Its name.
    pub(super) name: &'static str,
    /// Whether it may be left out.
    pub(super) need: Need,
    /// What its value looks like.
    pub(super) shape: Shape,
}

/// Whether a member may be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// It must be there.
    Required,
    /// It may be left out, or null.
    Optional,
    /// It may be left out, but not be null: its empty list or object says the same.
    Defaulted,
}

/// What a value looks like.
#[derive(Debug)]
pub(super) enum Shape {
    /// A text of any kind.
    Words,
    /// A text with a form of its own: an identifier, a date, a term of a vocabulary.
    Leaf {
        /// Says what is wrong with a text.
        check: fn(&str) -> Result<(), FaultKind>,
        /// A text that is right, another one for each number.
        example: fn(usize) -> String,
    },
    /// A whole number from 0 to 4,294,967,295.
    Whole,
    /// `true` or `false`.
    Flag,
    /// `[longitude, latitude]` in degrees.
    Point,
    /// The coordinates of a GeoJSON `MultiPolygon`.
    Boundary,
    /// An object with these members and no others.
    Object(&'static [Member]),
    /// A list of values that look alike.
    List(&'static Self),
}

/// A member that must be there.
pub(super) const fn required(name: &'static str, shape: Shape) -> Member {
    Member { name, need: Need::Required, shape }
}

/// A member that may be left out, or null.
pub(super) const fn optional(name: &'static str, shape: Shape) -> Member {
    Member { name, need: Need::Optional, shape }
}

/// A member that may be left out, but not be null.
pub(super) const fn defaulted(name: &'static str, shape: Shape) -> Member {
    Member { name, need: Need::Defaulted, shape }
}

impl Shape {
    /// A text that is read as a value of this type.
    pub(super) const fn leaf<V: Written>(example: fn(usize) -> String) -> Self {
        Self::Leaf { check: |text| V::read(text).map(drop), example }
    }

    /// A term of this vocabulary.
    pub(super) const fn term<T: Term>() -> Self {
        Self::Leaf {
            check: |text| <T as Written>::read(text).map(drop),
            example: |number| {
                let terms = T::terms();
                terms[number % terms.len()].spelling().to_owned()
            },
        }
    }

    /// A value of this shape that is right: it takes the place of one at fault, so that the rest can
    /// be looked at. Different numbers give different values where the shape allows.
    pub(super) fn example(&self, number: usize) -> Value {
        match self {
            Self::Words => format!("{number}").into(),
            Self::Leaf { example, .. } => example(number).into(),
            Self::Whole => number.into(),
            Self::Flag => false.into(),
            Self::Point => json!([0, 0]),
            Self::Boundary | Self::List(_) => json!([]),
            Self::Object(members) => Self::example_of(members, number),
        }
    }

    /// An object with these members that is right.
    pub(super) fn example_of(members: &[Member], number: usize) -> Value {
        let needed = members.iter().filter(|member| member.need == Need::Required);
        needed.map(|member| (member.name.to_owned(), member.shape.example(number))).collect()
    }
}
