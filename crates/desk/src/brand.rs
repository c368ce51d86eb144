//! The rep's name and colours in `brand.toml`.

use std::path::PathBuf;

use byline_model::{Asset, Brand};

use crate::{Desk, Error, error::Context, files};

impl Desk {
    fn brand_file(&self) -> PathBuf {
        self.root.join("brand.toml")
    }

    /// The rep's name and colours; a desk without a `brand.toml` has none yet.
    ///
    /// # Errors
    /// When `brand.toml` cannot be read, with file and line.
    pub fn brand(&self) -> Result<Brand, Error> {
        let path = self.brand_file();
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Brand::default());
            }
            Err(error) => return Err(error).doing("read", &path),
        };
        let brand: Brand = toml::from_str(&text).map_err(|error| {
            let line = error.span().map_or(1, |span| {
                text[..span.start.min(text.len())].matches('\n').count() + 1
            });
            Error::bad_input(
                format!("{}, line {line}: {}.", path.display(), error.message()),
                "Put that line right, or delete the file and enter your details again in Settings.",
            )
        })?;
        checked(brand)
    }

    /// Saves the rep's name and colours.
    ///
    /// # Errors
    /// When a colour is not `#RRGGBB`, or the file cannot be written.
    pub fn save_brand(&self, brand: &Brand) -> Result<(), Error> {
        self.writable()?;
        let brand = checked(brand.clone())?;
        let text = toml::to_string_pretty(&brand).map_err(|error| {
            Error::bad_input(
                format!("Your details could not be written: {error}."),
                "Try again.",
            )
        })?;
        files::write_atomically(&self.brand_file(), text.as_bytes())?;
        crate::locked(&self.thumbnails).clear();
        Ok(())
    }

    /// The rep's portrait and logo.
    ///
    /// # Errors
    /// When one is named and cannot be read, or is no picture.
    pub(crate) fn brand_pictures(&self, brand: &Brand) -> Result<Vec<Asset>, Error> {
        let media = self.root.join("media");
        [&brand.photo, &brand.logo]
            .into_iter()
            .filter(|name| !name.is_empty())
            .map(|name| {
                let missing = || {
                    Error::bad_input(
                        format!(
                            "The picture \"{name}\" of your details is not in {}.",
                            media.display()
                        ),
                        "Put it there, or choose another in Settings.",
                    )
                };
                let path = files::inside(&media, name).ok_or_else(missing)?;
                let bytes = std::fs::read(&path).map_err(|_| missing())?;
                let media_type = files::picture_type(&bytes).ok_or_else(missing)?;
                Ok(Asset {
                    name: name.clone(),
                    media_type: media_type.into(),
                    bytes,
                })
            })
            .collect()
    }
}

fn checked(brand: Brand) -> Result<Brand, Error> {
    match brand.colors.unreadable() {
        None => Ok(brand),
        Some(name) => Err(Error::bad_input(
            format!("The color \"{name}\" of your details is not written like #14463A."),
            "Write a # and six digits from 0 to 9 and A to F.",
        )),
    }
}
