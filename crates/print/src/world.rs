//! All that a print source can reach: itself, the bundled fonts, and the pictures handed in.

use std::collections::HashMap;
use std::sync::Mutex;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, World};

use crate::fonts::Fonts;

/// The world of one print.
pub(crate) struct Desk<'a> {
    library: &'a LazyHash<Library>,
    fonts: &'a Fonts,
    main: Source,
    assets: HashMap<FileId, Bytes>,
    /// What was asked for and is not there.
    missing: Mutex<Vec<String>>,
}

/// The name of a file in this world; `None` for one that leads out of it.
fn file_id(name: &str) -> Option<FileId> {
    VirtualPath::new(name)
        .ok()
        .map(|path| RootedPath::new(VirtualRoot::Project, path).intern())
}

impl<'a> Desk<'a> {
    pub(crate) fn new(
        library: &'a LazyHash<Library>,
        fonts: &'a Fonts,
        text: String,
        assets: &[(&str, &[u8])],
    ) -> Self {
        let path = VirtualPath::new("print.typ")
            .unwrap_or_else(|_| unreachable!("a plain file name is a path"));
        let main = Source::new(RootedPath::new(VirtualRoot::Project, path).intern(), text);
        let assets = assets
            .iter()
            .filter_map(|(name, bytes)| Some((file_id(name)?, Bytes::new(bytes.to_vec()))))
            .collect();
        Self {
            library,
            fonts,
            main,
            assets,
            missing: Mutex::default(),
        }
    }

    pub(crate) fn text(&self) -> &Source {
        &self.main
    }

    /// The files that were asked for and are not there.
    pub(crate) fn missing(&self) -> Vec<String> {
        self.missing
            .lock()
            .unwrap_or_else(|broken| broken.into_inner())
            .clone()
    }

    fn refuse(&self, id: FileId) -> FileError {
        if *id.root() != VirtualRoot::Project {
            return FileError::Other(Some("packages cannot be used here".into()));
        }
        let name = id.vpath().get_without_slash();
        self.missing
            .lock()
            .unwrap_or_else(|broken| broken.into_inner())
            .push(name.to_owned());
        FileError::NotFound(name.into())
    }
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() {
            Ok(self.main.clone())
        } else {
            Err(self.refuse(id))
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match self.assets.get(&id) {
            Some(bytes) => Ok(bytes.clone()),
            None => Err(self.refuse(id)),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    /// There is no clock: a page that says "today" would be another one tomorrow.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
