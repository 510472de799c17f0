//! `atlas openapi`: the description of the interface, without starting or connecting anything.

use std::fs;

use super::print;
use crate::cli::OpenapiArgs;
use crate::failure::Failure;

/// Prints OpenAPI 3.1, or writes both versions.
pub(super) fn run(args: &OpenapiArgs) -> Result<(), Failure> {
    let documents = atlas_api::documents();
    let Some(directory) = &args.write else { return print(&documents.v31) };
    fs::create_dir_all(directory).map_err(|error| Failure::io(directory, error))?;
    for (name, text) in [("atlas-3.1.json", &documents.v31), ("atlas-3.0.json", &documents.v30)] {
        let path = directory.join(name);
        fs::write(&path, text).map_err(|error| Failure::io(&path, error))?;
        print(&format!("wrote {}\n", path.display()))?;
    }
    Ok(())
}
