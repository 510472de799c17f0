//! The file of a request: a part of a form, or the body itself.

use atlas_model::{Fault, FaultKind, Hazard};
use atlas_store::SheetFile;
use atlas_survey::{Grid, Limits, read, workbook};
use axum::RequestExt;
use axum::extract::multipart::MultipartError;
use axum::extract::{Multipart, Request};
use axum::http::{StatusCode, header};
use bytes::Bytes;

use crate::problem::{Problem, ProblemKind};
use crate::routes::compute;

/// The longest name of a file that is kept, in characters.
const MOST_NAME: usize = 200;

/// The media type of a form that carries files (RFC 7578).
pub(super) const FORM: &str = "multipart/form-data";

/// What a file without a media type is taken for: its content tells.
const UNKNOWN: &str = "application/octet-stream";

/// A file as it was sent.
pub(super) struct Upload {
    pub(super) sheet: SheetFile,
    pub(super) grid: Grid,
    /// Why, where the form says so.
    pub(super) reason: Option<String>,
}

/// The parts of a request that count.
struct Parts {
    name: String,
    media_type: String,
    bytes: Bytes,
    reason: Option<String>,
}

/// Takes the file of a request and reads it.
///
/// # Errors
/// A problem: 413 for one that is too large, 415 for what is no file, 422 with every reason why it is refused.
pub(super) async fn take(request: Request) -> Result<Upload, Problem> {
    let given = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = essence(given.unwrap_or(UNKNOWN));
    let parts = if media_type == FORM {
        form(request).await?
    } else {
        let bytes = request.extract::<Bytes, _>().await.map_err(|_| too_large())?;
        Parts { name: String::new(), media_type, bytes, reason: None }
    };
    let Parts { name, media_type, bytes, reason } = parts;
    let mut sheet = SheetFile { name, media_type, bytes, sheet_revision: None, territories: None };
    let grid = reread(&sheet).await?;
    if let Some(identity) = workbook::identity(&grid) {
        sheet.sheet_revision = Some(identity.revision);
        sheet.territories = Some(identity.scope.territories).filter(|ids| !ids.is_empty());
    }
    Ok(Upload { sheet, grid, reason })
}

/// The grid of a file that was taken before.
///
/// # Errors
/// As [`take`].
pub(super) async fn reread(sheet: &SheetFile) -> Result<Grid, Problem> {
    let (name, bytes) = (sheet.name.clone(), sheet.bytes.clone());
    let grid = compute(true, move || read(&bytes, Some(&name), &Limits::default())).await?;
    grid.map_err(|faults| {
        let is_large =
            |fault: &Fault| matches!(fault.kind, FaultKind::Hazard { hazard: Hazard::TooLarge { .. } });
        let is_too_large = faults.iter().any(is_large);
        let kind = if is_too_large { ProblemKind::ContentTooLarge } else { ProblemKind::FileRefused };
        Problem::of(kind, faults)
    })
}

/// The parts of a form: `file`, and `reason` if there is one.
async fn form(request: Request) -> Result<Parts, Problem> {
    let mut form = request.extract::<Multipart, _>().await.map_err(|_| not_a_form())?;
    let (mut file, mut reason) = (None, None);
    while let Some(field) = form.next_field().await.map_err(|error| broken(&error))? {
        match field.name().unwrap_or_default() {
            "file" => {
                let name = plain_name(field.file_name().unwrap_or_default());
                let media_type = essence(field.content_type().unwrap_or(UNKNOWN));
                let bytes = field.bytes().await.map_err(|error| broken(&error))?;
                file = Some((name, media_type, bytes));
            }
            "reason" => reason = Some(field.text().await.map_err(|error| broken(&error))?),
            other => {
                let nearest = vec!["file".to_owned(), "reason".to_owned()];
                return Err(Problem::invalid(vec![Fault::at(other, FaultKind::UnknownName { nearest })]));
            }
        }
    }
    let missing = || Problem::invalid(vec![Fault::at("file", FaultKind::Missing)]);
    let (name, media_type, bytes) = file.ok_or_else(missing)?;
    Ok(Parts { name, media_type, bytes, reason })
}

/// The last part of a name, without what no file name should hold: it is shown, never used as a path.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control()).take(MOST_NAME).collect()
}

fn essence(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn broken(error: &MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE { too_large() } else { not_a_form() }
}

const fn too_large() -> Problem {
    Problem::new(ProblemKind::ContentTooLarge)
}

fn not_a_form() -> Problem {
    let nearest = vec![FORM.to_owned()];
    let fault = Fault::at("Content-Type", FaultKind::UnknownValue { nearest });
    Problem::of(ProblemKind::UnsupportedMediaType, vec![fault])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_is_never_a_path() {
        for (given, kept) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\x\\enquête.xlsx", "enquête.xlsx"),
            ("a\u{0}b\n.csv", "ab.csv"),
            ("", ""),
        ] {
            assert_eq!(plain_name(given), kept);
        }
    }
}
