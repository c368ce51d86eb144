//! Writing files so that a crash leaves the old file or the new one, never half of one.

use std::{
    io::Write,
    path::{Component, Path, PathBuf},
};

use sha2::{Digest, Sha256};

use crate::{Error, error::Context};

/// Writes a file by way of a temporary one in the same folder, flushed to the disk before it takes the name.
///
/// # Errors
/// When the folder cannot be written to; the file is then as it was.
pub(crate) fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    // The parent of a bare file name is an empty path: the folder in which the program was started.
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).doing("make the folder", folder)?;
    let write = || -> std::io::Result<()> {
        let mut file = tempfile::Builder::new()
            .prefix(".byline-")
            .suffix(".tmp")
            .tempfile_in(folder)?;
        #[cfg(unix)]
        {
            // Temporary files are private; a document is as readable as the user's other files.
            use std::os::unix::fs::PermissionsExt;
            file.as_file()
                .set_permissions(std::fs::Permissions::from_mode(0o644))?;
        }
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        // The name itself lives in the folder: without this a power cut may bring the old file back.
        #[cfg(unix)]
        std::fs::File::open(folder)?.sync_all()?;
        Ok(())
    };
    write().doing("write", path)
}

/// What a version of a file is known by: the SHA-256 of its bytes in hex.
pub(crate) fn version(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// `folder/name`, if `name` is a single plain name: no way out of the folder, nothing hidden.
pub(crate) fn inside(folder: &Path, name: &str) -> Option<PathBuf> {
    let mut parts = Path::new(name).components();
    let plain = matches!(
        (parts.next(), parts.next()),
        (Some(Component::Normal(_)), None)
    );
    (plain && !name.starts_with('.') && !name.contains(['/', '\\', '\0']))
        .then(|| folder.join(name))
}

/// A name for a new file or folder: letters and digits of ASCII, joined by hyphens.
pub(crate) fn slug(text: &str) -> String {
    let slug = slug::slugify(text);
    let short: String = slug.chars().take(60).collect();
    let short = short.trim_matches('-');
    if short.is_empty() {
        "untitled".into()
    } else {
        short.into()
    }
}

/// The media type of a picture by what its bytes begin with; `None` when it is no picture that mail programs show.
pub(crate) fn picture_type(bytes: &[u8]) -> Option<&'static str> {
    match image::guess_format(bytes).ok()? {
        image::ImageFormat::Png => Some("image/png"),
        image::ImageFormat::Jpeg => Some("image/jpeg"),
        image::ImageFormat::Gif => Some("image/gif"),
        image::ImageFormat::WebP => Some("image/webp"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_never_leads_out_of_its_folder() {
        for bad in [
            "..", ".", "", "a/b", "../a", "/etc", ".hidden", "a\\b", "a\0",
        ] {
            assert_eq!(
                inside(Path::new("/desk/pieces"), bad),
                None,
                "{bad:?} was let through"
            );
        }
        assert!(inside(Path::new("/desk/pieces"), "2026-11-note").is_some());
    }

    #[test]
    fn a_name_is_made_from_any_title() {
        assert_eq!(
            slug("The leak you can hear, on a Sunday!"),
            "the-leak-you-can-hear-on-a-sunday"
        );
        assert_eq!(slug("Łódź & Müller"), "lodz-muller");
        assert_eq!(slug("???"), "untitled");
    }
}
