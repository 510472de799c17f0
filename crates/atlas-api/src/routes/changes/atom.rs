//! The latest changes as an Atom feed (RFC 4287), for readers of feeds.

use std::fmt::Write;

use atlas_model::{Lang, Revision};
use chrono::{DateTime, SecondsFormat, Utc};

use super::{MOST_READ, Part};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::negotiate::Format;
use crate::problem::Problem;
use crate::state::Atlas;

/// The feed, the latest change first; after a revision where one is given. Of some kinds alone, the latest
/// among the last [`MOST_READ`] revisions.
pub(super) async fn feed(atlas: &Atlas, part: &Part, ask: &Ask) -> Result<Answer, Problem> {
    let until = atlas.revision();
    let (mut items, _) = match part.since {
        Some(since) => part.read(atlas, since, until).await?,
        None if part.kinds.is_empty() => {
            part.read(atlas, until.saturating_sub(part.limit.into()), until).await?
        }
        None => {
            let all = Part { limit: u32::MAX, ..part.clone() };
            all.read(atlas, until.saturating_sub(MOST_READ), until).await?
        }
    };
    items.reverse();
    items.truncate(usize::try_from(part.limit).unwrap_or(usize::MAX));
    let lang = part.look.lang();
    let base = &atlas.settings().public_url;
    let this = format!("{base}{}", ask.with(&[("f", "atom")]));
    let updated = items.first().map_or(DateTime::UNIX_EPOCH, |revision| revision.recorded_at);
    let title = ["Atlas : ce qui a changé", "Atlas: what changed", "图集：最近变更"][lang.index()];
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    xml += &format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{lang}\">\n<id>{}</id>\n<title>{title}</title>\n\
         <updated>{}</updated>\n<link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>\n",
        escaped(&this),
        time(updated),
        escaped(&this),
    );
    for revision in &items {
        entry(revision, base, lang, &mut xml);
    }
    xml += "</feed>\n";
    Ok(Answer::records(Format::Atom, xml.into_bytes()).at(until).in_language(lang.as_str()))
}

fn entry(revision: &Revision, base: &str, lang: Lang, xml: &mut String) {
    let target = &revision.target;
    let record = revision.after.as_ref().or(revision.before.as_ref());
    let name = record.map(|record| record.name().get(lang)).filter(|name| !name.is_empty());
    let colon = [" : ", ": ", "："][lang.index()];
    let title = format!(
        "{} {}{colon}{}",
        target.kind.label(lang),
        revision.action.label(lang),
        name.unwrap_or(target.id.as_str())
    );
    let at = format!("{base}/v1/{}/{}/revisions/{}", target.kind.plural(), target.id, revision.number);
    // Writing to a String cannot fail.
    let _ = write!(
        xml,
        "<entry>\n<id>{}</id>\n<title>{}</title>\n<updated>{}</updated>\n<author><name>{}</name></author>\n\
         <link rel=\"alternate\" type=\"application/json\" href=\"{}\"/>\n<summary>{}</summary>\n</entry>\n",
        escaped(&at),
        escaped(&title),
        time(revision.recorded_at),
        escaped(&revision.author),
        escaped(&at),
        escaped(&revision.reason),
    );
}

fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// A text within XML 1.0, in an element or a quoted attribute: control characters, which no XML can hold,
/// are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '&' => out += "&amp;",
            '"' => out += "&quot;",
            '\u{9}' | '\u{a}' | '\u{d}' => out.push(c),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_escaped_or_left_out() {
        assert_eq!(escaped("a<b>&\"c\"\u{0}\u{b}\n吉林"), "a&lt;b&gt;&amp;&quot;c&quot;\n吉林");
    }
}
