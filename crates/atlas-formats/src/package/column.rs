//! The table of columns of one CSV file: the only place that says how its rows look.
//!
//! The reader, the writer and the Table Schema in `datapackage.json` are all driven by the same
//! [`Layout`], so they cannot drift apart.

use atlas_model::{FaultKind, Lang, RecordKind, Text};

use super::cell::{Cell, Form};

/// How the rows of one file look.
pub(crate) struct Layout<R> {
    /// The name of the resource; the file is this and `.csv`.
    pub(crate) name: &'static str,
    /// What the file holds.
    pub(crate) about: &'static str,
    /// The columns, in the order in which they are written.
    pub(crate) columns: Vec<Column<R>>,
    /// The names of the columns that identify a row; none for rows that nothing refers to.
    pub(crate) key: &'static [&'static str],
    /// A row to be filled in, column by column.
    pub(crate) blank: R,
    /// What no single column can tell: the column at fault, and why.
    pub(crate) check: fn(&R) -> Option<(&'static str, FaultKind)>,
}

/// One column.
pub(crate) struct Column<R> {
    /// Its name in the header.
    pub(crate) name: String,
    /// Where its value stands in the record form: a JSON pointer.
    pub(crate) pointer: String,
    /// Its name for people.
    pub(crate) title: String,
    /// What it holds, in a sentence.
    pub(crate) description: &'static str,
    /// What its cells hold.
    pub(crate) form: Form,
    /// Whether an empty cell is a fault.
    pub(crate) required: bool,
    /// The kind of record that a cell names by its identifier.
    pub(crate) refers: Option<RecordKind>,
    /// Appends the cell of a row.
    pub(crate) write: WriteCell<R>,
    /// Sets what the cell says in a row.
    pub(crate) read: ReadCell<R>,
}

/// Appends a cell of a row.
type WriteCell<R> = Box<dyn Fn(&R, &mut String) + Send + Sync>;

/// Sets what a cell says in a row.
type ReadCell<R> = Box<dyn Fn(&mut R, &str) -> Result<(), FaultKind> + Send + Sync>;

/// The way to one member of a row; made by [`member!`].
pub(crate) struct Member<R, F> {
    pub(crate) pointer: &'static str,
    pub(crate) get: for<'a> fn(&'a R) -> &'a F,
    pub(crate) get_mut: for<'a> fn(&'a mut R) -> &'a mut F,
}

// Derived, these would ask the same of the row and of the member.
impl<R, F> Copy for Member<R, F> {}

impl<R, F> Clone for Member<R, F> {
    fn clone(&self) -> Self {
        *self
    }
}

/// The way to one member of a row: `member!(period.start)`.
macro_rules! member {
    ($($field:ident).+) => {
        $crate::package::column::Member {
            pointer: concat!($("/", stringify!($field)),+),
            get: |row| &row.$($field).+,
            get_mut: |row| &mut row.$($field).+,
        }
    };
}
pub(crate) use member;

impl<R: 'static> Layout<R> {
    /// A file without columns yet.
    pub(crate) fn new(
        name: &'static str,
        about: &'static str,
        key: &'static [&'static str],
        blank: R,
    ) -> Self {
        Self { name, about, columns: Vec::new(), key, blank, check: |_| None }
    }

    /// The file of this resource.
    pub(crate) fn file(&self) -> String {
        format!("{}.csv", self.name)
    }

    /// The names of the columns.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.name.as_str())
    }

    /// Adds a column for a member that fits one cell.
    pub(crate) fn cell<C: Cell + 'static>(
        &mut self,
        member: Member<R, C>,
        name: &'static str,
        title: &'static str,
        description: &'static str,
    ) {
        let Member { pointer, get, get_mut } = member;
        self.columns.push(Column {
            name: name.to_owned(),
            pointer: pointer.to_owned(),
            title: title.to_owned(),
            description,
            form: C::form(),
            required: C::REQUIRED,
            refers: None,
            write: Box::new(move |row, out| get(row).write(out)),
            read: Box::new(move |row, text| {
                *get_mut(row) = C::read(text)?;
                Ok(())
            }),
        });
    }

    /// Adds a column for the identifier, or the identifiers, of other records.
    pub(crate) fn reference<C: Cell + 'static>(
        &mut self,
        member: Member<R, C>,
        refers: RecordKind,
        name: &'static str,
        title: &'static str,
        description: &'static str,
    ) {
        self.cell(member, name, title, description);
        if let Some(column) = self.columns.last_mut() {
            column.refers = Some(refers);
        }
    }

    /// Adds one column for each language of a text: `name_fr`, `name_en`, `name_zh`.
    pub(crate) fn text(
        &mut self,
        member: Member<R, Text>,
        name: &'static str,
        title: &'static str,
        description: &'static str,
    ) {
        let Member { pointer, get, get_mut } = member;
        for lang in Lang::ALL.iter().copied() {
            let spoken = ["French", "English", "Chinese"][lang.index()];
            self.columns.push(Column {
                name: format!("{name}_{lang}"),
                pointer: format!("{pointer}/{lang}"),
                title: format!("{title} ({spoken})"),
                description,
                form: Form::Text,
                required: false,
                refers: None,
                write: Box::new(move |row, out| out.push_str(get(row).exactly(lang).unwrap_or_default())),
                read: Box::new(move |row, text| {
                    get_mut(row).set(lang, text);
                    Ok(())
                }),
            });
        }
    }

    /// The name of the column that holds what a JSON pointer into the row names; the pointer itself
    /// where no column does.
    pub(crate) fn column_of<'a>(&'a self, pointer: &'a str) -> &'a str {
        self.columns
            .iter()
            .find(|column| overlap(pointer, &column.pointer))
            .map_or(pointer, |column| column.name.as_str())
    }

    /// Whether a column is one of those that identify a row.
    pub(crate) fn is_key(&self, column: &Column<R>) -> bool {
        self.key.contains(&column.name.as_str())
    }
}

/// Whether one of two JSON pointers leads to what the other names, or to a part of it.
pub(crate) fn overlap(one: &str, other: &str) -> bool {
    let within = |long: &str, short: &str| {
        long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    within(one, other) || within(other, one)
}
