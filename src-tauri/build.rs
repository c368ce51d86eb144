//! Prepares the window's resources for Tauri.

fn main() {
    // Tauri embeds this folder when the crate compiles; on a fresh clone the UI is not built yet.
    std::fs::create_dir_all("ui/dist").expect("the folder ui/dist can be made");
    tauri_build::try_build(
        tauri_build::Attributes::new()
            .capabilities_path_pattern("src-tauri/capabilities/**/*.json"),
    )
    .expect("tauri.conf.json, the icons and the capabilities are in order");
}
