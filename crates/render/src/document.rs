//! The text of a piece as a tree: what Markdown says, without how it looks anywhere.
//!
//! Every output is written from this tree. Merge tags are nodes of their own wherever they stand, and whoever writes an
//! output puts [`crate::marks::mark`] in their place, naming what they land in; [`crate::marks::seal`] turns the marks
//! into Tera afterwards.
//!
//! What a writer may rely on:
//! - statement tags (`{% if %}` … `{% endif %}`) are balanced within every list of blocks and every list of inlines, so
//!   emitting them where they stand keeps both branches whole;
//! - every address of a link or button has been checked: it begins with `https:`, `http:`, `mailto:` or `tel:`, or with
//!   a tag that may stand for a whole address;
//! - HTML has been sanitised.

use byline_model::Finding;

use crate::tag::Tag;

/// A merge tag by its place in [`Document::tags`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TagId(pub u32);

/// The text of a piece.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    /// The title as readers see it: the level-one heading that opens the text, else the title of the front matter.
    pub title: Vec<Inline>,
    /// The picture that opens the text, alone in its paragraph.
    pub lead: Option<Picture>,
    /// The text, without title, opening picture and postscript.
    pub blocks: Vec<Block>,
    /// The last paragraphs, from the one that begins with "P.S."; they stand below the signature.
    pub postscript: Vec<Block>,
    /// The merge tags that nodes refer to.
    pub tags: Vec<Tag>,
    /// What was found wrong while reading, with the line.
    pub findings: Vec<Finding>,
}

/// A part of the text that stands on its own.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A heading; level 1 is kept for the title.
    Heading {
        /// 2 to 6.
        level: u8,
        /// Its words.
        text: Vec<Inline>,
    },
    /// A list with numbers or bullets.
    List(List),
    /// A task list.
    Checklist(Vec<CheckItem>),
    /// A quotation without a named author.
    Quote(Vec<Block>),
    /// A quotation whose last line begins with a dash: what somebody said, and who.
    Testimonial {
        /// What was said.
        quote: Vec<Block>,
        /// Who said it, without the dash.
        author: Vec<Inline>,
    },
    /// Figures with what they mean, shown as tiles beside each other; from a definition list.
    Figures(Vec<Figure>),
    /// A table.
    Table(Table),
    /// Text to be shown as it is, with fixed width.
    Code(Vec<Part>),
    /// A link that stands alone and is titled "button".
    Button(Link),
    /// A picture that stands alone.
    Picture(Picture),
    /// A new section begins.
    Section,
    /// HTML, sanitised; its tags are parts, marked for HTML text or, inside an address, for an address.
    Html(Html),
    /// A statement tag that stands between blocks.
    Statement(TagId),
}

/// A part of a line.
#[derive(Debug, Clone, PartialEq)]
pub enum Inline {
    /// Plain text.
    Text(String),
    /// A merge tag, an expression or a statement.
    Tag(TagId),
    /// Bold.
    Strong(Vec<Inline>),
    /// Italic.
    Emphasis(Vec<Inline>),
    /// Struck through.
    Strikethrough(Vec<Inline>),
    /// Raised.
    Superscript(Vec<Inline>),
    /// Lowered.
    Subscript(Vec<Inline>),
    /// Fixed width.
    Code(Vec<Part>),
    /// A link.
    Link(Link),
    /// A picture within a line.
    Picture(Picture),
    /// A line break in the source that readers need not see.
    SoftBreak,
    /// A line break that readers see.
    HardBreak,
}

/// Text with merge tags but without any form: an address, the description of a picture, code.
pub type Parts = Vec<Part>;

/// A piece of [`Parts`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Plain text.
    Text(String),
    /// A merge tag, an expression or a statement.
    Tag(TagId),
}

/// A link, in a line or as a button.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// What is shown.
    pub text: Vec<Inline>,
    /// Where it leads; checked.
    pub address: Parts,
    /// The title that Markdown gives it; "button" makes a button of a link that stands alone.
    pub title: String,
    /// The line of the piece, counted from 1.
    pub line: u32,
}

/// A picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// The file as the piece names it, such as `roof.png`; a name beside the piece, never an address.
    pub file: String,
    /// What it shows, for those who cannot see it; empty when the rep did not say.
    pub alt: Parts,
    /// The words below it: its title.
    pub caption: Parts,
    /// The line of the piece, counted from 1.
    pub line: u32,
}

/// A list with numbers or bullets.
#[derive(Debug, Clone, PartialEq)]
pub struct List {
    /// The number of the first item; `None` for bullets.
    pub start: Option<u64>,
    /// Whether the items follow each other without space between them.
    pub tight: bool,
    /// The items.
    pub items: Vec<Vec<Block>>,
}

/// An item of a checklist.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckItem {
    /// Whether it is ticked.
    pub done: bool,
    /// The item.
    pub blocks: Vec<Block>,
}

/// A figure with what it means.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The figure, such as `11 months`; set large.
    pub value: Vec<Inline>,
    /// What it means, such as `payback`.
    pub label: Vec<Inline>,
}

/// How the cells of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// At the start of the line.
    Start,
    /// In the middle.
    Center,
    /// At the end of the line.
    End,
}

/// A table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// How each column stands; its length is the number of columns, and every row has as many cells.
    pub columns: Vec<Align>,
    /// The heading of each column.
    pub head: Vec<Vec<Inline>>,
    /// The cells, row by row.
    pub rows: Vec<Vec<Vec<Inline>>>,
}

/// HTML of the piece after sanitising.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Html {
    /// The HTML, with marks in it.
    pub html: String,
    /// What it says without any form, for outputs that know no HTML.
    pub text: Parts,
}

impl Document {
    /// The tag that a node refers to.
    ///
    /// # Panics
    /// When the id is of another document.
    pub fn tag(&self, id: TagId) -> &Tag {
        &self.tags[id.0 as usize]
    }

    /// The blocks of each section, in order; a document without `---` has one.
    pub fn sections(&self) -> impl Iterator<Item = &[Block]> {
        self.blocks.split(|block| matches!(block, Block::Section))
    }
}
