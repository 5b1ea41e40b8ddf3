//! That no snapshot is left over: each belongs to a test, or to a read of the document.

use std::path::{Path, PathBuf};

use regulars_tests::document;

fn snapshots(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            snapshots(&path, found);
        } else if path.extension().is_some_and(|end| end == "snap") {
            found.push(path);
        }
    }
}

/// The name in the snapshot's file name: what comes after the modules.
fn name(path: &Path) -> String {
    let stem = path.file_stem().unwrap().to_str().unwrap();
    stem.rsplit("__").next().unwrap_or(stem).to_owned()
}

#[test]
fn every_snapshot_is_still_made() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    snapshots(root, &mut found);
    assert!(!found.is_empty(), "there are no snapshots at all");
    let operations = document()["paths"].to_string();
    for path in found {
        let text = std::fs::read_to_string(&path).unwrap();
        let source = text.lines().find_map(|line| line.strip_prefix("source: ")).unwrap();
        let source = std::fs::read_to_string(root.parent().unwrap().join(source));
        let source = source.unwrap_or_else(|_| panic!("the test of {} is gone", path.display()));
        let name = name(&path);
        let made = if path.starts_with(root.join("contract")) {
            operations.contains(&format!("\"operationId\":\"{name}\""))
        } else {
            // The test's name, or the name it gives; numbers count those of one test.
            let plain = name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('-');
            source.contains(&format!("fn {plain}("))
                || name.split('_').any(|part| source.contains(&format!("\"{part}\"")))
        };
        assert!(made, "nothing makes {}", path.display());
    }
}
