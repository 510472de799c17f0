//! Reads XML piece by piece, without ever holding much of it.
//!
//! Document types and entities are refused, depth and the size of one piece are bounded. Names are
//! compared without their prefix: the same names mean the same in all formats read here.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};
use std::str::FromStr;

use atlas_model::Hazard;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Error, Reader, XmlVersion};

/// The longest tag or text, in bytes: a full cell with every character written as a reference is shorter.
const MAX_PIECE: usize = 1 << 20;

/// How deep elements may stand in each other. Spreadsheets go down about twenty.
const MAX_DEPTH: usize = 256;

/// Extensions of LibreOffice that repeat standard attributes with another meaning.
const EXTENSIONS: [&str; 2] = ["calcext", "loext"];

/// One piece of XML.
pub(super) enum Node<'a> {
    /// An element begins. An empty one begins and ends.
    Open(Tag<'a>),
    /// The innermost open element ends.
    Close,
    /// Text: as much of it as came in one piece.
    Text(Cow<'a, str>),
    /// A comment or an instruction.
    Aside,
}

/// The beginning of an element.
pub(super) struct Tag<'a>(BytesStart<'a>);

impl Tag<'_> {
    /// Its name without prefix.
    pub(super) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// The value of an attribute, by its name without prefix.
    ///
    /// # Errors
    ///
    /// The attributes cannot be read.
    pub(super) fn attribute(&self, name: &str) -> Result<Option<Cow<'_, str>>, Hazard> {
        // Comparing all with each other would take long for a tag with very many.
        for attribute in self.0.attributes().with_checks(false) {
            let attribute = attribute.map_err(|_| Hazard::Damaged)?;
            let (local, prefix) = attribute.key.decompose();
            let is_extension = prefix.is_some_and(|prefix| EXTENSIONS.contains(&prefix.into_inner()));
            if local.into_inner() == name && !is_extension {
                let value = attribute.normalized_value(XmlVersion::Implicit1_0);
                return value.map(Some).map_err(|_| Hazard::Damaged);
            }
        }
        Ok(None)
    }

    /// The value of a numeric attribute.
    ///
    /// # Errors
    ///
    /// The attributes cannot be read, or this one is no number of that type.
    pub(super) fn number<N: FromStr>(&self, name: &str) -> Result<Option<N>, Hazard> {
        let value = self.attribute(name)?;
        value.map(|value| value.trim().parse().map_err(|_| Hazard::Damaged)).transpose()
    }
}

/// A reader of XML.
pub(super) struct Xml<R: BufRead> {
    reader: Reader<Pieces<R>>,
    buffer: Vec<u8>,
    depth: usize,
}

impl<R: BufRead> Xml<R> {
    pub(super) fn new(source: R) -> Self {
        let mut reader = Reader::from_reader(Pieces { source, left: MAX_PIECE });
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        Self { reader, buffer: Vec::new(), depth: 0 }
    }

    /// How many elements are open.
    pub(super) const fn depth(&self) -> usize {
        self.depth
    }

    /// The next piece; none at the end.
    ///
    /// # Errors
    ///
    /// What is read is no XML, is hostile, or the source ends or fails.
    pub(super) fn next(&mut self) -> Result<Option<Node<'_>>, Hazard> {
        self.buffer.clear();
        self.reader.get_mut().left = MAX_PIECE;
        let node = match self.reader.read_event_into(&mut self.buffer).map_err(hazard)? {
            Event::Start(tag) | Event::Empty(tag) => {
                self.depth += 1;
                if self.depth > MAX_DEPTH {
                    return Err(Hazard::Damaged);
                }
                Node::Open(Tag(tag))
            }
            Event::End(_) => {
                self.depth = self.depth.saturating_sub(1);
                Node::Close
            }
            Event::Text(text) => Node::Text(text.xml10_content()),
            Event::CData(text) => Node::Text(text.xml10_content()),
            Event::GeneralRef(reference) => match reference.resolve_char_ref().map_err(hazard)? {
                Some(character) => Node::Text(character.to_string().into()),
                None => {
                    let text = resolve_predefined_entity(&reference.into_inner());
                    Node::Text(text.ok_or(Hazard::DocumentType)?.into())
                }
            },
            Event::DocType(_) => return Err(Hazard::DocumentType),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => Node::Aside,
            Event::Eof if self.depth == 0 => return Ok(None),
            Event::Eof => return Err(Hazard::Damaged),
        };
        Ok(Some(node))
    }

    /// Passes over the rest of the element that has just begun.
    ///
    /// # Errors
    ///
    /// As [`Xml::next`].
    pub(super) fn skip(&mut self) -> Result<(), Hazard> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            if self.next()?.is_none() {
                return Ok(());
            }
        }
        Ok(())
    }
}

/// A reason to stop that passes through readers which know I/O errors only.
#[derive(Debug, thiserror::Error)]
#[error("{0:?}")]
pub(super) struct Stopped(pub(super) Hazard);

/// Why reading from a source failed.
pub(super) fn io_hazard(error: &io::Error) -> Hazard {
    let stopped = error.get_ref().and_then(|inner| inner.downcast_ref::<Stopped>());
    stopped.map_or(Hazard::Damaged, |stopped| stopped.0)
}

fn hazard(error: Error) -> Hazard {
    match error {
        Error::Io(error) => io_hazard(&error),
        _ => Hazard::Damaged,
    }
}

/// A source that gives no more than so many bytes before it is allowed more.
struct Pieces<R> {
    source: R,
    left: usize,
}

impl<R: BufRead> Read for Pieces<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let taken = available.len().min(into.len());
        into[..taken].copy_from_slice(&available[..taken]);
        self.consume(taken);
        Ok(taken)
    }
}

impl<R: BufRead> BufRead for Pieces<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Err(io::Error::other(Stopped(Hazard::Bomb)));
        }
        let available = self.source.fill_buf()?;
        Ok(&available[..available.len().min(self.left)])
    }

    fn consume(&mut self, taken: usize) {
        self.left = self.left.saturating_sub(taken);
        self.source.consume(taken);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, Hazard> {
        let mut xml = Xml::new(text.as_bytes());
        let mut seen = String::new();
        while let Some(node) = xml.next()? {
            match node {
                Node::Open(tag) => {
                    seen += "<";
                    seen += tag.name();
                    if let Some(value) = tag.attribute("v")? {
                        seen += "=";
                        seen += &value;
                    }
                }
                Node::Close => seen += ">",
                Node::Text(text) => seen += &text,
                Node::Aside => {}
            }
        }
        Ok(seen)
    }

    #[test]
    fn names_are_read_without_prefix_and_references_are_resolved() {
        let text = "\u{feff}<?xml version='1.0'?><x:a calcext:v='0' x:v='&lt;1&#10;'>\r\né&amp;&#x4e2d;<!-- --><![CDATA[<]]><b/></x:a>";
        assert_eq!(read(text).unwrap(), "<a=<1\n\né&中<<b>>");
    }

    #[test]
    fn document_types_and_entities_are_refused() {
        assert_eq!(read("<!DOCTYPE a [<!ENTITY l 'lol'>]><a>&l;</a>"), Err(Hazard::DocumentType));
        assert_eq!(read("<a>&l;</a>"), Err(Hazard::DocumentType));
    }

    #[test]
    fn what_is_not_well_formed_is_damaged() {
        for text in ["<a>", "<a></b>", "<a", "<a b></a>&", "<a>&#0;</a>", "<a>&#xD800;</a>"] {
            assert_eq!(read(text), Err(Hazard::Damaged), "{text}");
        }
    }

    #[test]
    fn depth_and_the_length_of_one_piece_are_bounded() {
        let refused = |text: &str| read(text).map(|seen| seen.len());
        assert_eq!(refused(&"<a>".repeat(1_000_000)), Err(Hazard::Damaged));
        assert_eq!(refused(&format!("<a>{}</a>", "x".repeat(MAX_PIECE + 1))), Err(Hazard::Bomb));
        assert_eq!(refused(&format!("<a {}/>", "x='y' ".repeat(MAX_PIECE / 6))), Err(Hazard::Bomb));
    }
}
