//! Pieces on disk: folders `pieces/<name>/index.md` with their pictures beside them.

mod front;

use std::{
    collections::{BTreeMap, HashSet},
    path::{Path, PathBuf},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use byline_model::{Asset, Kind};
use byline_render::piece::{self, Piece};
use byline_store::Reach;

use crate::{
    Code, Desk, Error,
    error::Context,
    files, templates,
    wire::{
        AddPicture, AddedPicture, Draft, PieceFields, PieceState, PieceSummary, PieceText, Saved,
    },
};

/// Wider pictures are made this many pixels wide: twice the width of a mail, for dense screens.
const PICTURE_WIDTH: u32 = 1200;

impl Desk {
    fn pieces_folder(&self) -> PathBuf {
        self.root.join("pieces")
    }

    fn piece_folder(&self, name: &str) -> Result<PathBuf, Error> {
        files::inside(&self.pieces_folder(), name)
            .filter(|folder| folder.join("index.md").is_file())
            .ok_or_else(|| {
                Error::bad_input(
                    format!(
                        "There is no piece \"{name}\" in {}.",
                        self.pieces_folder().display()
                    ),
                    "See `byline piece list` for the names.",
                )
            })
    }

    /// Every piece: those nobody has first, then by the day they went out or last changed, newest first.
    ///
    /// A piece whose front matter cannot be read is listed with the problem.
    ///
    /// # Errors
    /// When the folder or the database cannot be read.
    pub fn pieces(&self) -> Result<Vec<PieceSummary>, Error> {
        let folder = self.pieces_folder();
        let entries = match std::fs::read_dir(&folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            other => other.doing("read the folder", &folder)?,
        };
        let history = self.history()?;
        let mut pieces = Vec::new();
        for entry in entries {
            let path = entry.doing("read the folder", &folder)?.path();
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
                continue;
            };
            if !name.starts_with('.') && path.join("index.md").is_file() {
                pieces.push(summary(name, &path.join("index.md"), &history)?);
            }
        }
        pieces.sort_by(|a, b| {
            let key = |piece: &PieceSummary| {
                (
                    piece.state == PieceState::Draft,
                    piece.first,
                    piece.modified_at,
                )
            };
            key(b).cmp(&key(a)).then_with(|| a.piece.cmp(&b.piece))
        });
        Ok(pieces)
    }

    /// What went to whom, of every piece.
    fn history(&self) -> Result<History, Error> {
        let store = self.store();
        let mailed = store
            .mailings()?
            .into_iter()
            .map(|mailing| mailing.piece)
            .collect();
        Ok(History {
            reach: store.reach()?,
            mailed,
        })
    }

    /// A piece as its file holds it.
    ///
    /// # Errors
    /// When there is none of that name, or its front matter cannot be read (with the line).
    pub fn piece(&self, name: &str) -> Result<PieceText, Error> {
        let path = self.piece_folder(name)?.join("index.md");
        let bytes = std::fs::read(&path).doing("read", &path)?;
        let source = self.text_of(&path, &bytes)?;
        let front = piece::front_matter(&source).map_err(|error| unreadable(&path, &error))?;
        Ok(PieceText {
            piece: name.into(),
            kind: front.kind,
            template: front.template,
            fields: PieceFields {
                title: front.title,
                subject: front.subject.unwrap_or_default(),
                preview: front.preview.unwrap_or_default(),
                due: front.due,
            },
            body: front::split(&source).1.into(),
            version: files::version(&bytes),
            modified_at: modified(&path)?,
            path: path.display().to_string(),
        })
    }

    fn text_of(&self, path: &Path, bytes: &[u8]) -> Result<String, Error> {
        String::from_utf8(bytes.to_vec()).map_err(|error| {
            let line = bytes[..error.utf8_error().valid_up_to()]
                .iter()
                .filter(|byte| **byte == b'\n')
                .count()
                + 1;
            Error::bad_input(
                format!(
                    "{}, line {line}: this is not text in UTF-8.",
                    path.display()
                ),
                "Save the file as UTF-8 in your editor.",
            )
        })
    }

    /// Reads and parses a piece.
    ///
    /// # Errors
    /// When there is none of that name or it cannot be read, with file and line.
    pub(crate) fn read_piece(&self, name: &str) -> Result<Piece, Error> {
        let path = self.piece_folder(name)?.join("index.md");
        let bytes = std::fs::read(&path).doing("read", &path)?;
        let source = self.text_of(&path, &bytes)?;
        self.parse_piece(name, &source)
    }

    /// Parses a draft over the front matter that its file has, and says how many lines stand above its text.
    ///
    /// # Errors
    /// When it cannot be read; its line is counted from the first of the draft's text, which is what the rep sees.
    pub(crate) fn read_draft(&self, draft: &Draft) -> Result<(Piece, u32), Error> {
        let path = self.piece_folder(&draft.piece)?.join("index.md");
        let bytes = std::fs::read(&path).doing("read", &path)?;
        let source = front::with(&self.text_of(&path, &bytes)?, &draft.fields, &draft.body);
        let newlines = |text: &str| text.bytes().filter(|byte| *byte == b'\n').count();
        let above = u32::try_from(newlines(&source) - newlines(&draft.body)).unwrap_or(u32::MAX);
        match piece::parse(&source) {
            Ok(piece) => Ok((piece, above)),
            Err(error) if error.line > above => Err(Error::bad_input(
                format!("Line {}: {}", error.line - above, error.message),
                "The preview goes on when it is put right.",
            )),
            Err(error) => Err(Error::bad_input(
                error.message,
                "The preview goes on when it is put right.",
            )),
        }
    }

    fn parse_piece(&self, name: &str, source: &str) -> Result<Piece, Error> {
        piece::parse(source)
            .map_err(|error| unreadable(&self.pieces_folder().join(name).join("index.md"), &error))
    }

    /// Every picture that lies beside a piece, by name.
    pub(crate) fn pictures_of(&self, name: &str) -> Result<Vec<Asset>, Error> {
        let folder = self.piece_folder(name)?;
        let mut pictures = Vec::new();
        for entry in std::fs::read_dir(&folder).doing("read the folder", &folder)? {
            let path = entry.doing("read the folder", &folder)?.path();
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
                continue;
            };
            if name.starts_with('.') || name == "index.md" || !path.is_file() {
                continue;
            }
            let bytes = std::fs::read(&path).doing("read", &path)?;
            if let Some(media_type) = files::picture_type(&bytes) {
                pictures.push(Asset {
                    name: name.into(),
                    media_type: media_type.into(),
                    bytes,
                });
            }
        }
        pictures.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(pictures)
    }

    /// Begins a piece: a folder named after the title (an issue's begins with the month), with the template's front
    /// matter and an empty text.
    ///
    /// # Errors
    /// When the template is unknown or for another kind, the title is empty, or the disk fails.
    pub fn new_piece(&self, kind: Kind, template: &str, title: &str) -> Result<PieceText, Error> {
        self.writable()?;
        let title = title.trim();
        if title.is_empty() {
            return Err(Error::bad_input(
                "The title is empty.",
                "Give the piece a title; you can change it later.",
            ));
        }
        let template = if template.is_empty() {
            templates::usual(kind)
        } else {
            template
        };
        let info = self.template(template)?.info;
        if info.kind != kind {
            return Err(Error::bad_input(
                format!(
                    "The template \"{template}\" is for {}, not for {kind}.",
                    info.kind
                ),
                format!("See `byline template list --kind {kind}`."),
            ));
        }
        let today = crate::today();
        let stem = match kind {
            Kind::Newsletter => format!("{}-{}", today.strftime("%Y-%m"), files::slug(title)),
            Kind::Article | Kind::Collateral => files::slug(title),
        };
        let number = if kind == Kind::Newsletter {
            Some(self.next_number()?)
        } else {
            None
        };
        let brand = self.brand()?;
        let language = if brand.language.is_empty() {
            "en"
        } else {
            &brand.language
        };
        let source = front::new_source(kind, template, title, number, today, language);
        let folder = self.free_folder(&stem);
        let name = folder
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or(&stem)
            .to_owned();
        files::write_atomically(&folder.join("index.md"), source.as_bytes())?;
        self.piece(&name)
    }

    /// A folder of that name that nothing stands in, now or in the trash.
    fn free_folder(&self, stem: &str) -> PathBuf {
        let free = |name: &str| {
            !self.pieces_folder().join(name).exists() && !self.trash_folder().join(name).exists()
        };
        let mut name = stem.to_owned();
        let mut count = 2;
        while !free(&name) {
            name = format!("{stem}-{count}");
            count += 1;
        }
        self.pieces_folder().join(name)
    }

    fn next_number(&self) -> Result<u32, Error> {
        Ok(self
            .pieces()?
            .iter()
            .filter_map(|piece| piece.number.as_ref()?.parse().ok())
            .max()
            .unwrap_or(0)
            + 1)
    }

    /// Saves a draft, if the file is still the version that it was made from. Nothing but the fields of
    /// [`PieceFields`] and the text below the front matter changes.
    ///
    /// # Errors
    /// `changed_outside` when the file is another version; otherwise when the disk fails. The file is then as it was.
    pub fn save_piece(&self, draft: &Draft, version: &str) -> Result<Saved, Error> {
        self.writable()?;
        let path = self.piece_folder(&draft.piece)?.join("index.md");
        let bytes = std::fs::read(&path).doing("read", &path)?;
        if files::version(&bytes) != version {
            return Err(Error::new(
                Code::ChangedOutside,
                "This piece was changed outside Byline since you opened it.",
                "Choose which text to keep. Nothing was overwritten.",
            ));
        }
        let source = front::with(&self.text_of(&path, &bytes)?, &draft.fields, &draft.body);
        if source.as_bytes() != bytes {
            files::write_atomically(&path, source.as_bytes())?;
        }
        Ok(Saved {
            version: files::version(source.as_bytes()),
            modified_at: modified(&path)?,
        })
    }

    fn trash_folder(&self) -> PathBuf {
        self.root.join("trash")
    }

    /// Puts a piece into the desk's folder `trash`; what went out stays in the ledger.
    ///
    /// # Errors
    /// When there is none of that name, or the disk fails.
    pub fn discard_piece(&self, name: &str) -> Result<crate::wire::Nothing, Error> {
        self.writable()?;
        let folder = self.piece_folder(name)?;
        move_folder(&folder, &self.trash_folder().join(name))
    }

    /// Takes a piece back out of the trash.
    ///
    /// # Errors
    /// When it is not there, another piece has taken its name, or the disk fails.
    pub fn restore_piece(&self, name: &str) -> Result<crate::wire::Nothing, Error> {
        self.writable()?;
        let gone = || {
            Error::bad_input(
                format!("There is no piece \"{name}\" in the trash."),
                "Nothing was changed.",
            )
        };
        let folder = files::inside(&self.trash_folder(), name)
            .filter(|folder| folder.is_dir())
            .ok_or_else(gone)?;
        move_folder(&folder, &self.pieces_folder().join(name))
    }

    /// Lays a picture beside a piece, no wider than mail programs can show.
    ///
    /// # Errors
    /// When it is no picture, or the disk fails.
    pub fn add_picture(&self, input: &AddPicture) -> Result<AddedPicture, Error> {
        self.writable()?;
        let folder = self.piece_folder(&input.piece)?;
        let no_picture = || {
            Error::bad_input(
                format!(
                    "\"{}\" is not a picture that mail programs show.",
                    input.file_name
                ),
                "Choose a PNG, JPEG, GIF or WebP file.",
            )
        };
        let bytes = BASE64_STANDARD
            .decode(&input.data)
            .map_err(|_| no_picture())?;
        let (bytes, ending) = fitted(&bytes).ok_or_else(no_picture)?;
        let stem = Path::new(&input.file_name)
            .file_stem()
            .and_then(|stem| stem.to_str())
            .unwrap_or("picture");
        let stem = files::slug(stem);
        let mut name = format!("{stem}.{ending}");
        let mut count = 2;
        // The same picture put in twice lies there once.
        while std::fs::read(folder.join(&name)).is_ok_and(|there| there != bytes) {
            name = format!("{stem}-{count}.{ending}");
            count += 1;
        }
        files::write_atomically(&folder.join(&name), &bytes)?;
        Ok(AddedPicture { name })
    }
}

/// A picture as it can go into a mail: its bytes and the ending of its name. `None` when it cannot be read.
fn fitted(bytes: &[u8]) -> Option<(Vec<u8>, &'static str)> {
    let format = image::guess_format(bytes).ok()?;
    let ending = match format {
        image::ImageFormat::Png => "png",
        image::ImageFormat::Jpeg => "jpg",
        image::ImageFormat::Gif => "gif",
        image::ImageFormat::WebP => "webp",
        _ => return None,
    };
    let mut reader = image::ImageReader::with_format(std::io::Cursor::new(bytes), format);
    let mut limits = image::Limits::default();
    limits.max_image_width = Some(20_000);
    limits.max_image_height = Some(20_000);
    reader.limits(limits);
    let picture = reader.decode().ok()?;
    // A GIF may move, and scaling would stop it.
    if picture.width() <= PICTURE_WIDTH || format == image::ImageFormat::Gif {
        return Some((bytes.to_vec(), ending));
    }
    let height =
        u64::from(picture.height()) * u64::from(PICTURE_WIDTH) / u64::from(picture.width());
    let smaller = picture.resize_exact(
        PICTURE_WIDTH,
        u32::try_from(height.max(1)).ok()?,
        image::imageops::FilterType::CatmullRom,
    );
    let (format, ending) = match format {
        image::ImageFormat::Jpeg => (image::ImageFormat::Jpeg, "jpg"),
        _ => (image::ImageFormat::Png, "png"),
    };
    let smaller = if format == image::ImageFormat::Jpeg {
        smaller.to_rgb8().into()
    } else {
        smaller
    };
    let mut out = std::io::Cursor::new(Vec::new());
    smaller.write_to(&mut out, format).ok()?;
    Some((out.into_inner(), ending))
}

fn move_folder(from: &Path, to: &Path) -> Result<crate::wire::Nothing, Error> {
    if to.exists() {
        return Err(Error::bad_input(
            format!("There is something at {} already.", to.display()),
            "Move it away first.",
        ));
    }
    let parent = to.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(parent).doing("make the folder", parent)?;
    std::fs::rename(from, to).doing("move", from)?;
    Ok(crate::wire::Nothing {})
}

fn modified(path: &Path) -> Result<jiff::Timestamp, Error> {
    let time = std::fs::metadata(path)
        .and_then(|data| data.modified())
        .doing("read", path)?;
    jiff::Timestamp::try_from(time).map_err(|error| {
        Error::outside(
            format!("The date of {} cannot be read: {error}.", path.display()),
            "Save the file again.",
        )
    })
}

fn unreadable(path: &Path, error: &piece::PieceError) -> Error {
    Error::bad_input(
        format!("{}, line {}: {}", path.display(), error.line, error.message),
        "Put that line right and try again.",
    )
}

/// What went to whom, of every piece.
struct History {
    reach: BTreeMap<String, Reach>,
    mailed: HashSet<String>,
}

/// The line of a piece in the list; one that cannot be read says why.
fn summary(name: &str, path: &Path, history: &History) -> Result<PieceSummary, Error> {
    let modified_at = modified(path)?;
    let read = std::fs::read_to_string(path)
        .map_err(|error| error.to_string())
        .and_then(|text| {
            piece::front_matter(&text)
                .map_err(|error| format!("line {}: {}", error.line, error.message))
        });
    let reach = history.reach.get(name).copied().unwrap_or_default();
    let state = match (history.mailed.contains(name), reach.received) {
        (_, 0) => PieceState::Draft,
        (true, _) => PieceState::Sent,
        (false, _) => PieceState::Shared,
    };
    let mut summary = PieceSummary {
        piece: name.into(),
        kind: Kind::Article,
        title: name.into(),
        template: String::new(),
        summary: None,
        number: None,
        due: None,
        state,
        recipients: reach.received,
        first: reach.first.map(|at| at.to_zoned(crate::zone()).date()),
        modified_at,
        path: path.display().to_string(),
        problem: None,
    };
    match read {
        Ok(front) => {
            summary.kind = front.kind;
            summary.title = front.title;
            summary.template = front.template;
            summary.summary = front.summary;
            summary.number = front.number;
            summary.due = front.due;
        }
        Err(problem) => summary.problem = Some(problem),
    }
    Ok(summary)
}
