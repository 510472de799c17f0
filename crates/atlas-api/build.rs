//! Embeds the map page: writes the table of the files that `npm run build` left in `web/dist`.
//!
//! Where there are none (nobody built the page) the table is empty, the build goes on, and the service
//! shows a plain page instead. `ATLAS_WEB_DIST` names another directory. Nothing is compressed here:
//! the gzip and Brotli forms lie beside each file already.

use std::collections::BTreeMap;
use std::error::Error;
use std::ffi::OsStr;
use std::fmt::Write;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=ATLAS_WEB_DIST");
    let dist = env::var_os("ATLAS_WEB_DIST").map_or_else(usual_directory, PathBuf::from);
    // Cargo runs this again and again while the directory that it watches is missing. Where it cannot
    // be made, that is all that happens.
    _ = fs::create_dir_all(&dist);
    println!("cargo::rerun-if-changed={}", dist.display());
    let mut files = BTreeMap::new();
    collect(&dist, "", &mut files)?;
    let table = table(&files)?;
    let out = env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    fs::write(Path::new(&out).join("bundle.rs"), table)?;
    Ok(())
}

fn usual_directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/dist")
}

/// Every file below a directory by its path from there, with `/` between.
fn collect(directory: &Path, prefix: &str, files: &mut BTreeMap<String, PathBuf>) -> std::io::Result<()> {
    let Ok(entries) = fs::read_dir(directory) else { return Ok(()) };
    for entry in entries {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{name}/"), files)?;
        } else {
            files.insert(name, entry.path());
        }
    }
    Ok(())
}

/// The table as a Rust expression, in the order of the paths.
fn table(files: &BTreeMap<String, PathBuf>) -> Result<String, Box<dyn Error>> {
    let mut table = String::from("&[\n");
    for (name, path) in files {
        let Some(content_type) = content_type(path) else { continue };
        let mut hasher = DefaultHasher::new();
        fs::read(path)?.hash(&mut hasher);
        let encoded = |suffix: &str| match files.get(&format!("{name}.{suffix}")) {
            Some(path) => format!("Some(include_bytes!({path:?}))"),
            None => "None".to_owned(),
        };
        writeln!(
            table,
            "File {{ path: {name:?}, content_type: {content_type:?}, tag: \"{:016x}\", \
             plain: include_bytes!({path:?}), brotli: {}, gzip: {} }},",
            hasher.finish(),
            encoded("br"),
            encoded("gz"),
        )?;
    }
    table.push_str("]\n");
    Ok(table)
}

/// The media type by the extension; none for what is not served by itself.
fn content_type(path: &Path) -> Option<&'static str> {
    Some(match path.extension().and_then(OsStr::to_str)? {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "png" => "image/png",
        _ => return None,
    })
}
