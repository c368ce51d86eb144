//! The window's TypeScript is made from the Rust types; this is where it is made and compared.

use std::path::Path;

/// A type or a command that changed without the window's declarations is a window that breaks when somebody uses it,
/// not when it is built. The test writes what should be there and fails, so running it again passes.
#[test]
fn the_windows_declarations_are_those_of_the_desk() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/lib/api/generated/types.ts");
    let wanted = byline_desk::typescript();
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    if there != wanted {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &wanted).unwrap();
        panic!(
            "{} was out of date and has been made anew: look at the change and commit it",
            path.display()
        );
    }
}
