//! Several values in one cell.

/// The items of a list, separated by what never stands within one: semicolons and line breaks.
pub(crate) fn strong_items(text: &str) -> impl Iterator<Item = &str> {
    let trim =
        |item: &'_ str| -> usize { item.len() - item.trim_start_matches(['•', '-', '*', '·', ' ']).len() };
    text.split([';', '；', '\n'])
        .map(move |item| {
            let bulleted =
                item.trim_start().starts_with(['•', '·', '*']) || item.trim_start().starts_with("- ");
            if bulleted { item[trim(item)..].trim() } else { item.trim() }
        })
        .filter(|item| !item.is_empty())
}

/// The pieces of an item, with what separates them: signs and words that may also belong to a name.
pub(crate) fn weak_pieces(item: &str) -> Vec<(usize, usize)> {
    const SIGNS: [char; 6] = ['、', ',', '，', '/', '&', '+'];
    const WORDS: [&str; 4] = [" et ", " and ", "和", "与"];
    let mut cuts = Vec::new();
    for (at, c) in item.char_indices() {
        if SIGNS.contains(&c) {
            cuts.push((at, at + c.len_utf8()));
        }
    }
    for word in WORDS {
        cuts.extend(item.match_indices(word).map(|(at, found)| (at, at + found.len())));
    }
    cuts.sort_unstable();
    let mut pieces = Vec::new();
    let mut start = 0;
    for (from, to) in cuts {
        if from >= start {
            pieces.push((start, from));
            start = to;
        }
    }
    pieces.push((start, item.len()));
    pieces
}

/// The cell of a package that holds these items.
pub(crate) fn join(items: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let mut cell = String::new();
    for item in items {
        if !cell.is_empty() {
            cell.push(';');
        }
        for c in item.as_ref().chars() {
            if matches!(c, ';' | '\\') {
                cell.push('\\');
            }
            cell.push(c);
        }
    }
    cell
}

/// The items of a cell of a package.
pub(crate) fn split(cell: &str) -> Vec<String> {
    let mut items = Vec::new();
    let mut item = String::new();
    let mut chars = cell.chars();
    while let Some(c) = chars.next() {
        match c {
            ';' => items.push(std::mem::take(&mut item)),
            '\\' => item.extend(chars.next()),
            _ => item.push(c),
        }
    }
    if !item.is_empty() {
        items.push(item);
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_separated_by_semicolons_and_line_breaks() {
        let items: Vec<&str> = strong_items("Rouen ; Le Havre；宁波\n- Paris\n").collect();
        assert_eq!(items, ["Rouen", "Le Havre", "宁波", "Paris"]);
    }

    #[test]
    fn an_item_may_be_cut_further_at_signs_that_a_name_may_hold() {
        let text = "农业、美食,santé et eau";
        let pieces: Vec<&str> =
            weak_pieces(text).into_iter().map(|(from, to)| text[from..to].trim()).collect();
        assert_eq!(pieces, ["农业", "美食", "santé", "eau"]);
    }

    #[test]
    fn what_is_joined_is_split_again() {
        let items = ["Kirin; 基林".to_owned(), "back\\slash".to_owned()];
        assert_eq!(split(&join(&items)), items);
        assert!(split("").is_empty());
    }
}
