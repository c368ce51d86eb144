//! Merge tags: what a piece may say between `{{ }}` and `{% %}`.
//!
//! A piece may come from a stranger, so its tags are read here, by a grammar that can only look at fields, and written
//! anew as Tera; nothing that a piece holds reaches Tera as it was typed. What is allowed:
//!
//! - `{{ contact.first_name }}`, with filters `default(value="there")`, `upper`, `lower`, `capitalize`, `title`, `trim`;
//! - `{{ "text" }}`, to write two braces for instance;
//! - `{% if … %}`, `{% elif … %}`, `{% else %}`, `{% endif %}` with fields, texts in quotes, `==`, `!=`,
//!   `in ["a", "b"]`, `is defined`, `and`, `or`, `not` and parentheses;
//! - `{# a remark #}`, which nobody sees.
//!
//! There are no loops, no includes, no macros, no assignments and no filter that switches escaping off.

use std::fmt::Write as _;

/// A merge tag that has been read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// What it does.
    pub kind: TagKind,
    /// As it stands in the piece, with its braces.
    pub source: String,
    /// The fields that it names.
    pub fields: Vec<String>,
    /// The line of the piece, counted from 1.
    pub line: u32,
}

/// What a merge tag does; expressions are in Tera's notation, without braces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TagKind {
    /// Stands for a value, which may be missing.
    Value(String),
    /// What follows is shown when this holds.
    If(String),
    /// Otherwise, when this holds.
    Elif(String),
    /// Otherwise.
    Else,
    /// The condition ends.
    EndIf,
}

impl Tag {
    /// Whether it decides about what follows, and leaves nothing in its own place.
    pub fn is_statement(&self) -> bool {
        !matches!(self.kind, TagKind::Value(_))
    }
}

/// How long a tag may be, in bytes.
const LONGEST: usize = 600;
/// How deep parentheses and `not` may be nested.
const DEEPEST: usize = 12;

const FILTERS: [&str; 6] = ["default", "upper", "lower", "capitalize", "title", "trim"];

/// What a source holds at some place.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found<'a> {
    /// A tag; the text includes its braces.
    Tag(&'a str),
    /// A remark; the text includes its braces.
    Remark(&'a str),
    /// Braces that do not close on their line.
    Open,
    /// No tag.
    Nothing,
}

/// What begins at the start of `rest`, which begins with `{`.
pub(crate) fn find(rest: &str) -> Found<'_> {
    let line = rest.split('\n').next().unwrap_or_default();
    let close = match line.as_bytes().get(1) {
        Some(b'{') => "}}",
        Some(b'%') => "%}",
        // Other dialects of Markdown write `{#name}`, so a remark that does not close is text.
        Some(b'#') => {
            return line
                .find("#}")
                .map_or(Found::Nothing, |end| Found::Remark(&line[..end + 2]));
        }
        _ => return Found::Nothing,
    };
    let mut quote = None;
    for (at, c) in line.char_indices().skip(2) {
        match quote {
            Some(q) if c == q => quote = None,
            Some(_) => {}
            None if c == '"' || c == '\'' => quote = Some(c),
            None if line[at..].starts_with(close) => return Found::Tag(&line[..at + 2]),
            None => {}
        }
    }
    // A quote left open hides the end: take the first end, so that the message is about the quote.
    line[2..]
        .find(close)
        .map_or(Found::Open, |end| Found::Tag(&line[..end + 4]))
}

/// Reads a tag with its braces.
///
/// # Errors
/// What is wrong with it and what would be right, for the rep.
pub(crate) fn read(source: &str, line: u32) -> Result<Tag, String> {
    if source.len() > LONGEST {
        return Err("This merge tag is too long. Keep it to one field and one default.".into());
    }
    let inner = &source[2..source.len() - 2];
    let inner = inner.strip_prefix('-').unwrap_or(inner);
    let inner = inner.strip_suffix('-').unwrap_or(inner);
    let mut parser = Parser {
        rest: inner,
        fields: Vec::new(),
        depth: 0,
    };
    let kind = if source.starts_with("{%") {
        parser.statement()
    } else {
        parser.operand().map(TagKind::Value)
    };
    let kind = kind
        .and_then(|kind| parser.end().map(|()| kind))
        .map_err(|why| format!("{source}: {why}"))?;
    let mut fields = parser.fields;
    fields.sort();
    fields.dedup();
    Ok(Tag {
        kind,
        source: source.to_owned(),
        fields,
        line,
    })
}

/// Reads the grammar of this module and writes Tera.
struct Parser<'a> {
    rest: &'a str,
    fields: Vec<String>,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn end(&mut self) -> Result<(), String> {
        self.skip();
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(format!("\"{}\" was not expected here.", self.rest.trim()))
        }
    }

    fn skip(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn take(&mut self, symbol: &str) -> bool {
        self.skip();
        match self.rest.strip_prefix(symbol) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn peek_word(&mut self) -> &'a str {
        self.skip();
        let end = self
            .rest
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .unwrap_or(self.rest.len());
        &self.rest[..end]
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = self.peek_word() == word;
        if found {
            self.rest = &self.rest[word.len()..];
        }
        found
    }

    fn word(&mut self) -> &'a str {
        let word = self.peek_word();
        self.rest = &self.rest[word.len()..];
        word
    }

    fn statement(&mut self) -> Result<TagKind, String> {
        match self.word() {
            "if" => self.condition().map(TagKind::If),
            "elif" => self.condition().map(TagKind::Elif),
            "else" if self.peek_word() == "if" => Err("write elif instead of else if.".into()),
            "else" => Ok(TagKind::Else),
            "endif" => Ok(TagKind::EndIf),
            "" => Err("a word such as if or endif is missing.".into()),
            other => Err(format!(
                "a piece cannot use \"{other}\". What works here: if, elif, else, endif."
            )),
        }
    }

    fn deeper<T>(
        &mut self,
        inner: impl FnOnce(&mut Self) -> Result<T, String>,
    ) -> Result<T, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("the condition is nested too deep.".into());
        }
        let result = inner(self);
        self.depth -= 1;
        result
    }

    fn condition(&mut self) -> Result<String, String> {
        self.deeper(|parser| {
            let mut tera = parser.all_of()?;
            while parser.take_word("or") {
                let next = parser.all_of()?;
                let _ = write!(tera, " or {next}");
            }
            Ok(tera)
        })
    }

    fn all_of(&mut self) -> Result<String, String> {
        let mut tera = self.one_of()?;
        while self.take_word("and") {
            let next = self.one_of()?;
            let _ = write!(tera, " and {next}");
        }
        Ok(tera)
    }

    fn one_of(&mut self) -> Result<String, String> {
        if self.take_word("not") {
            return self
                .deeper(|parser| parser.one_of())
                .map(|inner| format!("(not {inner})"));
        }
        if self.take("(") {
            let inner = self.condition()?;
            return if self.take(")") {
                Ok(format!("({inner})"))
            } else {
                Err("a ) is missing.".into())
            };
        }
        let left = self.operand()?;
        if self.take("==") {
            return self.operand().map(|right| format!("({left} == {right})"));
        }
        if self.take("!=") {
            return self.operand().map(|right| format!("({left} != {right})"));
        }
        if self.take("=") {
            return Err("write == to compare.".into());
        }
        if self.take_word("is") {
            let not = if self.take_word("not") { "not " } else { "" };
            return if self.take_word("defined") {
                Ok(format!("({left} is {not}defined)"))
            } else {
                Err("after \"is\" only \"defined\" or \"not defined\" works.".into())
            };
        }
        let negated = self.take_word("not");
        if self.take_word("in") {
            let list = self.list()?;
            return Ok(format!(
                "({}{left} in {list})",
                if negated { "not " } else { "" }
            ));
        }
        if negated {
            Err("after \"not\" an \"in\" was expected here.".into())
        } else {
            Ok(left)
        }
    }

    fn list(&mut self) -> Result<String, String> {
        if !self.take("[") {
            return Err(
                "after \"in\" a list such as [\"lead\", \"customer\"] was expected.".into(),
            );
        }
        let mut items = Vec::new();
        while !self.take("]") {
            items.push(self.text()?);
            if !self.take(",") {
                if self.take("]") {
                    break;
                }
                return Err("a ] is missing.".into());
            }
        }
        Ok(format!("[{}]", items.join(", ")))
    }

    fn operand(&mut self) -> Result<String, String> {
        self.skip();
        let mut tera = match self.rest.chars().next() {
            Some('"' | '\'') => self.text()?,
            Some('“' | '”' | '‘' | '’' | '„') => {
                return Err("use straight quotes, like \"this\".".into());
            }
            _ => self.field()?,
        };
        while self.take("|") {
            let filter = self.filter()?;
            let _ = write!(tera, " | {filter}");
        }
        Ok(tera)
    }

    fn field(&mut self) -> Result<String, String> {
        let mut name = self.word().to_owned();
        if name.is_empty() {
            return Err("the name of a field was expected, such as contact.first_name.".into());
        }
        if matches!(
            name.as_str(),
            "true" | "false" | "none" | "if" | "for" | "not" | "and" | "or" | "in" | "is"
        ) {
            return Err(format!(
                "\"{name}\" is no field. A field is written like contact.first_name."
            ));
        }
        while self.rest.starts_with('.') {
            self.rest = &self.rest[1..];
            let part = self.word();
            if part.is_empty() || part.starts_with(|c: char| c.is_ascii_digit()) {
                return Err(format!(
                    "after \"{name}.\" the name of a field was expected."
                ));
            }
            name.push('.');
            name.push_str(part);
        }
        if name.starts_with(|c: char| c.is_ascii_digit()) {
            return Err("numbers do not work here: write fields, and texts in quotes.".into());
        }
        if self.rest.starts_with('(') {
            return Err(format!("a piece cannot call \"{name}\"."));
        }
        self.fields.push(name.clone());
        // A name without a dot, or under an unknown root, must be missing rather than an error of Tera's.
        let known_root = name.split_once('.').is_some_and(|(root, rest)| {
            crate::fields::ROOTS.contains(&root) && !rest.contains('.')
        });
        Ok(if known_root {
            name
        } else {
            format!("contact.no_field_{}", name.replace('.', "_"))
        })
    }

    fn filter(&mut self) -> Result<String, String> {
        let name = self.word();
        if name == "safe" {
            return Err(
                "\"safe\" does not work in a piece: a value is always shown as text.".into(),
            );
        }
        if !FILTERS.contains(&name) {
            return Err(format!(
                "there is no filter \"{name}\". What works: {}.",
                FILTERS.join(", ")
            ));
        }
        if name == "default" {
            let hint = "default needs a text, like default(value=\"there\").";
            if !self.take("(") {
                return Err(hint.into());
            }
            if self.take_word("value") && !self.take("=") {
                return Err(hint.into());
            }
            let text = self.text().map_err(|_| hint.to_owned())?;
            return if self.take(")") {
                Ok(format!("default(value={text})"))
            } else {
                Err(hint.into())
            };
        }
        if self.take("(") && !self.take(")") {
            return Err(format!("\"{name}\" needs nothing in parentheses."));
        }
        Ok(name.to_owned())
    }

    /// A text in quotes, written anew.
    fn text(&mut self) -> Result<String, String> {
        self.skip();
        let Some(quote) = self.rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
            return Err("a text in straight quotes was expected, like \"this\".".into());
        };
        let mut text = String::from("\"");
        let mut escaped = false;
        for (at, c) in self.rest.char_indices().skip(1) {
            if !escaped && c == quote {
                self.rest = &self.rest[at + 1..];
                text.push('"');
                return Ok(text);
            }
            if !escaped && c == '\\' {
                escaped = true;
                continue;
            }
            escaped = false;
            if matches!(c, '"' | '\\') {
                text.push('\\');
            }
            text.push(c);
        }
        Err("a closing quote is missing.".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(source: &str) -> String {
        match read(source, 1).map(|tag| tag.kind) {
            Ok(TagKind::Value(tera)) => tera,
            other => panic!("{source}: {other:?}"),
        }
    }

    fn condition(source: &str) -> String {
        match read(source, 1).map(|tag| tag.kind) {
            Ok(TagKind::If(tera)) => tera,
            other => panic!("{source}: {other:?}"),
        }
    }

    #[test]
    fn what_is_allowed_is_written_anew() {
        assert_eq!(value("{{contact.first_name}}"), "contact.first_name");
        assert_eq!(
            value("{{- contact.first_name|upper -}}"),
            "contact.first_name | upper"
        );
        assert_eq!(
            value("{{ contact.first_name | default(value='a \"b\"') }}"),
            r#"contact.first_name | default(value="a \"b\"")"#
        );
        assert_eq!(
            value(r#"{{ contact.first_name | default("there") }}"#),
            r#"contact.first_name | default(value="there")"#
        );
        assert_eq!(value(r#"{{ "{{" }}"#), r#""{{""#);
        assert_eq!(
            condition(
                r#"{% if contact.stage == "customer" and not (company.name is defined or rep.city in ["a"]) %}"#
            ),
            r#"(contact.stage == "customer") and (not ((company.name is defined) or (rep.city in ["a"])))"#
        );
        assert_eq!(read("{% endif %}", 4).unwrap().kind, TagKind::EndIf);
    }

    #[test]
    fn what_could_cost_or_harm_is_refused() {
        for bad in [
            "{{ contact.first_name | safe }}",
            "{{ range(end=1000000) }}",
            "{{ 7*7 }}",
            "{{ contact.first_name * 3 }}",
            "{{ contact['first_name'] }}",
            "{{ contact.first_name | replace(from=\"a\", to=\"aaaa\") }}",
            "{% for x in contact %}",
            "{% set x = 1 %}",
            "{% include \"x\" %}",
            "{% raw %}",
            "{% macro x() %}",
            "{% if %}",
            "{% if contact.stage = \"customer\" %}",
            "{% else if contact.stage %}",
            "{{ }}",
            "{{ “there” }}",
            "{{ contact.first_name | default }}",
            "{{ contact.first_name | default(value=contact.last_name) }}",
            "{{ \"open }}",
        ] {
            let message = read(bad, 1).expect_err(bad);
            assert!(message.ends_with('.'), "{message}");
        }
        assert!(read(&format!("{{% if {}contact.stage %}}", "not ".repeat(40)), 1).is_err());
        assert!(read(&format!("{{{{ {} }}}}", "a".repeat(700)), 1).is_err());
    }

    #[test]
    fn a_tag_ends_where_its_braces_close() {
        assert_eq!(
            find("{{ a | default(value=\"}}\") }} b"),
            Found::Tag("{{ a | default(value=\"}}\") }}")
        );
        assert_eq!(find("{% if a %}b"), Found::Tag("{% if a %}"));
        assert_eq!(find("{# not seen #} seen"), Found::Remark("{# not seen #}"));
        assert_eq!(find("{#name}"), Found::Nothing);
        assert_eq!(find("{{ a\n}}"), Found::Open);
        assert_eq!(find("{ a"), Found::Nothing);
    }
}
