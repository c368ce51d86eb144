//! The rules of docs/architecture.md that a program can check: who may know whom, and what every file carries.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Which rooms a room may lean on. Anything not listed is a wrong turn.
const EDGES: &[(&str, &[&str])] = &[
    ("byline-model", &[]),
    ("byline-render", &["byline-model"]),
    ("byline-print", &[]),
    ("byline-store", &["byline-model"]),
    ("byline-mail", &["byline-model"]),
    (
        "byline-desk",
        &[
            "byline-model",
            "byline-render",
            "byline-print",
            "byline-store",
            "byline-mail",
        ],
    ),
    ("byline-cli", &["byline-desk", "byline-model"]),
    ("byline", &["byline-cli", "byline-desk", "byline-model"]),
];

/// Libraries that belong to one room; a name ending in `*` stands for all that begin so.
const OWNERS: &[(&str, &str)] = &[
    ("rusqlite*", "byline-store"),
    ("typst*", "byline-print"),
    ("clap*", "byline-cli"),
    ("indicatif", "byline-cli"),
    ("tauri*", "byline"),
    ("mail-send", "byline-mail"),
    ("tokio*", "byline-mail"),
    ("rustls*", "byline-mail"),
    ("oauth2", "byline-mail"),
    ("ureq", "byline-mail"),
    ("hickory*", "byline-mail"),
    ("pulldown-cmark", "byline-render"),
    ("tera", "byline-render"),
    ("mrml", "byline-render"),
];

/// The rooms that have neither disk, network, surroundings nor clock: what they need is handed in.
const PURE: &[&str] = &["crates/model/src", "crates/render/src"];

/// The ways out of a pure room.
const OUTSIDE: &[&str] = &[
    "std::fs",
    "std::env",
    "std::process",
    "TcpStream",
    "ToSocketAddrs",
    "UdpSocket",
    "SystemTime",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
];

/// A file longer than this has more than one reason to change.
const LONGEST: usize = 600;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The project's own files under `folder` with one of these endings, as paths from the root.
fn files(folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
            let path = entry.expect("a folder's entry can be read").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if path.is_dir() {
                if ![
                    "node_modules",
                    "dist",
                    "target",
                    "gen",
                    "generated",
                    "test-results",
                ]
                .contains(&&*name)
                    && !name.starts_with('.')
                {
                    walk(&path, found);
                }
            } else {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join(folder), &mut found);
    found.retain(|path| {
        path.extension()
            .is_some_and(|e| endings.iter().any(|ending| e == *ending))
    });
    found.sort();
    found
        .into_iter()
        .map(|path| {
            path.strip_prefix(root())
                .expect("below the root")
                .to_owned()
        })
        .collect()
}

fn read(path: &Path) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Every Rust file of the project.
fn rust_files() -> Vec<PathBuf> {
    ["crates", "src-tauri", "tests"]
        .iter()
        .flat_map(|folder| files(folder, &["rs"]))
        .collect()
}

/// The dependencies of each package of the workspace, for building, testing and running alike.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: serde_json::Value =
        serde_json::from_slice(&output.stdout).expect("cargo's metadata is JSON");
    let name = |value: &serde_json::Value| value["name"].as_str().expect("a name").to_owned();
    metadata["packages"]
        .as_array()
        .expect("packages")
        .iter()
        .map(|package| {
            let needs = package["dependencies"].as_array().expect("dependencies");
            (name(package), needs.iter().map(name).collect())
        })
        .collect()
}

#[track_caller]
fn assert_none(offences: Vec<String>, rule: &str) {
    assert!(offences.is_empty(), "{rule}\n  {}", offences.join("\n  "));
}

#[test]
fn every_room_leans_only_on_the_rooms_it_may() {
    let mut offences = Vec::new();
    for (package, needs) in dependencies() {
        let Some((_, allowed)) = EDGES.iter().find(|(name, _)| *name == package) else {
            offences.push(format!("{package} is in no rule"));
            continue;
        };
        for need in needs.iter().filter(|need| need.starts_with("byline-")) {
            if !allowed.contains(&need.as_str()) {
                offences.push(format!("{package} → {need}"));
            }
        }
    }
    assert_none(offences, "docs/architecture.md, Rooms:");
}

#[test]
fn a_heavy_library_stays_in_its_room() {
    let mut offences = Vec::new();
    for (package, needs) in dependencies() {
        for need in needs {
            let owner = OWNERS
                .iter()
                .find(|(pattern, _)| match pattern.strip_suffix('*') {
                    Some(start) => need.starts_with(start),
                    None => need == *pattern,
                });
            if let Some((_, owner)) = owner
                && *owner != package
            {
                offences.push(format!("{need} belongs to {owner}, not to {package}"));
            }
        }
    }
    assert_none(offences, "docs/architecture.md, What must never be:");
}

#[test]
fn the_pure_rooms_touch_nothing_outside() {
    let mut offences = Vec::new();
    for path in PURE.iter().flat_map(|folder| files(folder, &["rs"])) {
        // What tests do beside the code is their own affair.
        let text = read(&path);
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in code.lines().enumerate() {
            for name in OUTSIDE.iter().filter(|name| line.contains(**name)) {
                offences.push(format!("{}:{}: {name}", path.display(), number + 1));
            }
        }
    }
    assert_none(offences, "what a pure room needs is handed in:");
}

#[test]
fn every_rust_file_says_which_room_it_is() {
    let offences = rust_files()
        .into_iter()
        .filter(|path| !read(path).starts_with("//! "))
        .map(|path| path.display().to_string())
        .collect();
    assert_none(offences, "the first line is a //! sentence:");
}

#[test]
fn one_file_alone_knows_tauri_in_the_ui() {
    let importers: Vec<_> = files("ui/src", &["ts", "js", "svelte"])
        .into_iter()
        .filter(|path| {
            read(path).lines().any(|line| {
                line.contains("@tauri-apps/") && (line.contains("import") || line.contains("from"))
            })
        })
        .collect();
    assert_eq!(importers, [Path::new("ui/src/lib/api/tauri.ts")]);
}

#[test]
fn the_page_about_the_rooms_names_every_crate() {
    let page = read(Path::new("docs/architecture.md"));
    let offences = fs::read_dir(root().join("crates"))
        .expect("crates")
        .map(|entry| {
            entry
                .expect("a folder's entry can be read")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| !page.contains(&format!("crates/{name}")))
        .collect();
    assert_none(offences, "docs/architecture.md lacks:");
}

#[test]
fn no_file_has_grown_into_two() {
    let mut sources = rust_files();
    sources.extend(files("ui", &["ts", "js", "mjs", "svelte", "css"]));
    sources.extend(files("crates", &["sql"]));
    sources.extend(files("tests", &["py"]));
    let offences = sources
        .into_iter()
        .map(|path| (read(&path).lines().count(), path))
        .filter(|(lines, _)| *lines > LONGEST)
        .map(|(lines, path)| format!("{}: {lines}", path.display()))
        .collect();
    assert_none(offences, &format!("more than {LONGEST} lines:"));
}

#[test]
fn nothing_is_left_for_later() {
    // Put together here so that this file does not find itself.
    let marks = [
        ["TO", "DO"],
        ["FIX", "ME"],
        ["unimple", "mented!"],
        ["to", "do!("],
    ]
    .map(|parts| parts.concat());
    let mut sources = rust_files();
    sources.extend(files("ui", &["ts", "js", "mjs", "svelte", "css"]));
    sources.extend(files("tests", &["py"]));
    sources.extend(files("templates", &["mjml", "html", "typ", "toml", "md"]));
    let mut offences = Vec::new();
    for path in sources {
        for (number, line) in read(&path).lines().enumerate() {
            if marks.iter().any(|mark| line.contains(mark.as_str())) {
                offences.push(format!(
                    "{}:{}: {}",
                    path.display(),
                    number + 1,
                    line.trim()
                ));
            }
        }
    }
    assert_none(offences, "an issue is the place for what comes later:");
}

#[test]
fn the_set_up_script_is_plain_sh() {
    let output = Command::new("sh")
        .arg("-n")
        .arg(root().join("dev"))
        .output()
        .expect("sh runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
