//! Reading a filter, and saying where and why one cannot be read.

use jiff::civil::Date;

use super::{Field, FieldType, Filter, MAX_CONDITIONS, MAX_DEPTH, MAX_VALUES, Operator, Value};
use crate::{Source, Stage};

/// Why a text is no filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterError {
    /// Where, in characters from 1.
    pub column: usize,
    /// What stands there, as written; empty at the end.
    pub found: String,
    /// What could stand there.
    pub expected: String,
    /// The word that was probably meant.
    pub nearest: Option<&'static str>,
}

impl std::error::Error for FilterError {}

impl std::fmt::Display for FilterError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "column {}: expected {}", self.column, self.expected)?;
        if self.found.is_empty() {
            f.write_str(", but the filter ends there")?;
        } else {
            write!(f, ", found {}", self.found)?;
        }
        match self.nearest {
            Some(nearest) => write!(f, "; did you mean \"{nearest}\"?"),
            None => Ok(()),
        }
    }
}

/// Reads a filter. An empty text is everyone.
///
/// # Errors
/// At the first character that fits nothing, with what would have fitted.
pub fn parse(text: &str) -> Result<Filter, FilterError> {
    let tokens = tokens(text)?;
    let mut parser = Parser {
        tokens: &tokens,
        next: 0,
        conditions: 0,
        values: 0,
    };
    if parser.peek().kind == Kind::End {
        return Ok(Filter::All);
    }
    let filter = parser.any_of(0)?;
    match parser.peek().kind {
        Kind::End => Ok(filter),
        _ => Err(parser.wrong("\"and\", \"or\" or the end")),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Anything without white space and signs that mean something.
    Word,
    /// A text in quotes.
    Quoted,
    Operator(Operator),
    Open,
    Close,
    Comma,
    End,
}

#[derive(Debug)]
struct Token {
    kind: Kind,
    /// Where it begins, in characters from 1.
    column: usize,
    /// As written.
    written: String,
    /// What it says: a quoted text without its quotes.
    text: String,
}

fn is_word(c: char) -> bool {
    !c.is_whitespace() && !"()=!~<>,\"“”„".contains(c)
}

/// The quote that ends a text begun with `open`, typographic ones included: filters are pasted from letters, too.
fn closing(open: char) -> Option<&'static [char]> {
    match open {
        '"' => Some(&['"']),
        '\'' => Some(&['\'']),
        '“' | '”' | '„' => Some(&['“', '”']),
        _ => None,
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, FilterError> {
    let chars: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let start = at;
        let c = chars[at];
        if c.is_whitespace() {
            at += 1;
            continue;
        }
        let mut said = String::new();
        let kind = if let Some(ends) = closing(c) {
            at += 1;
            loop {
                match chars.get(at) {
                    None => {
                        return Err(FilterError {
                            column: chars.len() + 1,
                            found: String::new(),
                            expected: format!(
                                "the quote that ends the text begun at column {}",
                                start + 1
                            ),
                            nearest: None,
                        });
                    }
                    Some('\\') if matches!(chars.get(at + 1), Some('"' | '\'' | '\\')) => {
                        said.push(chars[at + 1]);
                        at += 2;
                    }
                    Some(end) if ends.contains(end) => {
                        at += 1;
                        break;
                    }
                    Some(other) => {
                        said.push(*other);
                        at += 1;
                    }
                }
            }
            Kind::Quoted
        } else if is_word(c) {
            while chars.get(at).copied().is_some_and(is_word) {
                said.push(chars[at]);
                at += 1;
            }
            Kind::Word
        } else {
            let pair = chars.get(at + 1) == Some(&'=');
            at += 1 + usize::from(pair && "!<>=".contains(c));
            match c {
                '(' => Kind::Open,
                ')' => Kind::Close,
                ',' => Kind::Comma,
                '=' => Kind::Operator(Operator::Equal),
                '!' if pair => Kind::Operator(Operator::NotEqual),
                '~' => Kind::Operator(Operator::Contains),
                '<' if pair => Kind::Operator(Operator::LessOrEqual),
                '<' => Kind::Operator(Operator::Less),
                '>' if pair => Kind::Operator(Operator::GreaterOrEqual),
                '>' => Kind::Operator(Operator::Greater),
                _ => {
                    return Err(FilterError {
                        column: start + 1,
                        found: format!("\"{c}\""),
                        expected: "!=".into(),
                        nearest: None,
                    });
                }
            }
        };
        tokens.push(Token {
            kind,
            column: start + 1,
            written: chars[start..at].iter().collect(),
            text: said,
        });
    }
    tokens.push(Token {
        kind: Kind::End,
        column: chars.len() + 1,
        written: String::new(),
        text: String::new(),
    });
    Ok(tokens)
}

const FUNCTIONS: [&str; 4] = ["received", "replied", "touched_within", "tag"];

struct Parser<'t> {
    /// Ends with [`Kind::End`], which is never passed.
    tokens: &'t [Token],
    next: usize,
    conditions: usize,
    values: usize,
}

impl<'t> Parser<'t> {
    fn peek(&self) -> &'t Token {
        &self.tokens[self.next]
    }

    fn take(&mut self) -> &'t Token {
        let token = self.peek();
        if token.kind != Kind::End {
            self.next += 1;
        }
        token
    }

    fn wrong(&self, expected: impl Into<String>) -> FilterError {
        wrong(self.peek(), expected, &[])
    }

    fn is_keyword(&self, keyword: &str) -> bool {
        let token = self.peek();
        token.kind == Kind::Word && token.text.eq_ignore_ascii_case(keyword)
    }

    fn keyword(&mut self, keyword: &str) -> bool {
        let found = self.is_keyword(keyword);
        self.next += usize::from(found);
        found
    }

    fn punctuation(&mut self, kind: Kind, expected: &str) -> Result<(), FilterError> {
        if self.peek().kind != kind {
            return Err(self.wrong(expected));
        }
        self.next += 1;
        Ok(())
    }

    fn any_of(&mut self, depth: usize) -> Result<Filter, FilterError> {
        self.joined("or", Filter::Or, |parser| {
            parser.joined("and", Filter::And, |parser| parser.condition(depth))
        })
    }

    fn joined(
        &mut self,
        keyword: &str,
        join: fn(Vec<Filter>) -> Filter,
        part: impl Fn(&mut Self) -> Result<Filter, FilterError>,
    ) -> Result<Filter, FilterError> {
        let first = part(self)?;
        if !self.is_keyword(keyword) {
            return Ok(first);
        }
        let mut parts = vec![first];
        while self.keyword(keyword) {
            parts.push(part(self)?);
        }
        Ok(join(parts))
    }

    fn condition(&mut self, depth: usize) -> Result<Filter, FilterError> {
        if depth > MAX_DEPTH {
            return Err(self.wrong(format!("at most {MAX_DEPTH} conditions inside each other")));
        }
        if self.keyword("not") {
            return Ok(Filter::Not(Box::new(self.condition(depth + 1)?)));
        }
        if self.peek().kind == Kind::Open {
            self.next += 1;
            let inner = self.any_of(depth + 1)?;
            self.punctuation(Kind::Close, "\"and\", \"or\" or \")\"")?;
            return Ok(inner);
        }
        self.conditions += 1;
        if self.conditions > MAX_CONDITIONS {
            return Err(self.wrong(format!("at most {MAX_CONDITIONS} conditions")));
        }
        if self.keyword("all") {
            return Ok(Filter::All);
        }
        let name = self.peek();
        if name.kind != Kind::Word {
            return Err(self.wrong("a field such as stage, or a function such as tag(\"dream\")"));
        }
        if self.tokens[self.next + 1].kind == Kind::Open {
            return self.function();
        }
        let Some(field) = Field::from_word(&name.text) else {
            let known: Vec<_> = Field::ALL
                .iter()
                .map(|field| field.word())
                .chain(FUNCTIONS)
                .collect();
            return Err(wrong(
                name,
                format!(
                    "a field ({})",
                    list(Field::ALL.iter().map(|field| field.word()))
                ),
                &known,
            ));
        };
        self.next += 1;
        self.comparison(field)
    }

    fn function(&mut self) -> Result<Filter, FilterError> {
        let name = self.take();
        let known = FUNCTIONS
            .into_iter()
            .find(|known| name.text.eq_ignore_ascii_case(known));
        let Some(function) = known else {
            return Err(wrong(
                name,
                format!("a function ({})", list(FUNCTIONS)),
                &FUNCTIONS,
            ));
        };
        self.punctuation(Kind::Open, "\"(\"")?;
        let argument = self.peek();
        if !matches!(argument.kind, Kind::Word | Kind::Quoted) || argument.text.is_empty() {
            return Err(self.wrong(match function {
                "touched_within" => "a number of days",
                "tag" => "the name of a tag",
                _ => "the name of a piece",
            }));
        }
        let text = argument.text.clone();
        let filter = match function {
            "received" => Filter::Received(text),
            "replied" => Filter::Replied(text),
            "tag" => Filter::Tag(text),
            _ => Filter::TouchedWithin(text.parse().map_err(|_| self.wrong("a number of days"))?),
        };
        self.next += 1;
        self.punctuation(Kind::Close, "\")\"")?;
        Ok(filter)
    }

    fn comparison(&mut self, field: Field) -> Result<Filter, FilterError> {
        let negated =
            self.is_keyword("not") && self.tokens[self.next + 1].text.eq_ignore_ascii_case("in");
        self.next += usize::from(negated);
        if self.keyword("in") {
            let values = self.values(field)?;
            let is_in = Filter::In(field, values);
            return Ok(if negated {
                Filter::Not(Box::new(is_in))
            } else {
                is_in
            });
        }
        let fits = |operator: Operator| match field.field_type() {
            FieldType::Text => true,
            FieldType::Stage | FieldType::Number | FieldType::Day => operator != Operator::Contains,
            FieldType::Source | FieldType::Truth => {
                matches!(operator, Operator::Equal | Operator::NotEqual)
            }
        };
        let Kind::Operator(operator) = self.peek().kind else {
            return Err(self.wrong(operators(fits)));
        };
        if !fits(operator) {
            return Err(self.wrong(operators(fits)));
        }
        self.next += 1;
        let equality = matches!(operator, Operator::Equal | Operator::NotEqual);
        if equality && self.peek().kind == Kind::Quoted && self.peek().text.is_empty() {
            let nothing = matches!(field.field_type(), FieldType::Number | FieldType::Day);
            if nothing {
                self.next += 1;
                return Ok(Filter::Compare(field, operator, Value::Nothing));
            }
        }
        Ok(Filter::Compare(field, operator, self.value(field)?))
    }

    fn values(&mut self, field: Field) -> Result<Vec<Value>, FilterError> {
        self.punctuation(Kind::Open, "\"(\" and a list of values")?;
        let mut values = Vec::new();
        loop {
            self.values += 1;
            if self.values > MAX_VALUES {
                return Err(self.wrong(format!("at most {MAX_VALUES} values")));
            }
            values.push(self.value(field)?);
            if self.peek().kind != Kind::Comma {
                break;
            }
            self.next += 1;
        }
        self.punctuation(Kind::Close, "\",\" or \")\"")?;
        Ok(values)
    }

    fn value(&mut self, field: Field) -> Result<Value, FilterError> {
        let token = self.peek();
        let keyword = ["and", "or", "not", "in"]
            .iter()
            .any(|word| self.is_keyword(word));
        let readable = matches!(token.kind, Kind::Word | Kind::Quoted) && !keyword;
        let text = token.text.as_str();
        let value = match field.field_type() {
            FieldType::Text if readable => Some(Value::Text(text.to_owned())),
            FieldType::Stage if readable => Stage::from_word(text).map(Value::Stage),
            FieldType::Source if readable => Source::from_word(text).map(Value::Source),
            FieldType::Truth if readable => truth(text).map(Value::Truth),
            FieldType::Number if readable => text.parse().ok().map(Value::Number),
            FieldType::Day if readable => text.parse::<Date>().ok().map(Value::Day),
            _ => None,
        };
        let Some(value) = value else {
            let stages = || {
                Stage::ALL
                    .iter()
                    .map(|stage| stage.word())
                    .collect::<Vec<_>>()
            };
            let sources = || {
                Source::ALL
                    .iter()
                    .map(|source| source.word())
                    .collect::<Vec<_>>()
            };
            return Err(match field.field_type() {
                FieldType::Text => wrong(token, "a text, in quotes if it has spaces", &[]),
                FieldType::Stage => {
                    wrong(token, format!("a stage ({})", list(stages())), &stages())
                }
                FieldType::Source => {
                    wrong(token, format!("a source ({})", list(sources())), &sources())
                }
                FieldType::Truth => wrong(token, "true or false", &["true", "false"]),
                FieldType::Number => wrong(token, "a whole number", &[]),
                FieldType::Day => wrong(token, "a day such as 2026-10-31", &[]),
            });
        };
        self.next += 1;
        Ok(value)
    }
}

fn truth(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" => Some(true),
        "false" | "no" => Some(false),
        _ => None,
    }
}

fn list<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    words.into_iter().collect::<Vec<_>>().join(", ")
}

fn operators(fits: impl Fn(Operator) -> bool) -> String {
    let fitting = Operator::ALL.iter().filter(|operator| fits(**operator));
    format!(
        "{} or in (…)",
        list(fitting.map(|operator| operator.word())).replace(", ", " ")
    )
}

/// The error that `token` stands where something else should; the nearest of `known`, if one is near enough to have
/// been meant, is offered.
fn wrong(token: &Token, expected: impl Into<String>, known: &[&'static str]) -> FilterError {
    let written = token.text.to_lowercase();
    let nearest = known
        .iter()
        .map(|word| (strsim::osa_distance(&written, word), *word))
        .min()
        .filter(|(distance, word)| *distance <= 1 + word.chars().count() / 4 && !written.is_empty())
        .map(|(_, word)| word);
    FilterError {
        column: token.column,
        found: match token.kind {
            Kind::End => String::new(),
            Kind::Quoted => token.written.clone(),
            _ => format!("\"{}\"", token.written),
        },
        expected: expected.into(),
        nearest,
    }
}
