//! A filter as a condition of SQL over a contact `c`.

use byline_model::Stage;
use byline_model::filter::{Field, Filter, Operator, Value, fold};
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use rusqlite::types::Value as Sql;

use crate::sql::millis;

/// A condition with its parameters, for numbered places from `?1` on.
#[derive(Debug, Default)]
pub(crate) struct Condition {
    pub(crate) sql: String,
    pub(crate) values: Vec<Sql>,
}

/// What the filter means now, for days in `zone`.
pub(crate) fn condition(filter: &Filter, zone: &TimeZone, now: Timestamp) -> Condition {
    let mut condition = Condition::default();
    condition.filter(filter, &Moment { zone, now });
    condition
}

struct Moment<'a> {
    zone: &'a TimeZone,
    now: Timestamp,
}

impl Moment<'_> {
    /// The first instant of a day in the rep's zone; the end of time for days beyond it.
    fn start_of(&self, day: Date) -> i64 {
        day.to_zoned(self.zone.clone())
            .map_or(i64::MAX, |start| start.timestamp().as_millisecond())
    }

    /// The first instant after a day.
    fn end_of(&self, day: Date) -> i64 {
        day.tomorrow().map_or(i64::MAX, |next| self.start_of(next))
    }
}

impl Condition {
    /// Puts a parameter's place.
    fn bind(&mut self, value: impl Into<Sql>) {
        self.values.push(value.into());
        self.sql.push_str(&format!("?{}", self.values.len()));
    }

    fn put(&mut self, sql: &str) -> &mut Self {
        self.sql.push_str(sql);
        self
    }

    fn bind_list<T: Into<Sql>>(&mut self, values: impl IntoIterator<Item = T>) {
        self.put("(");
        for (index, value) in values.into_iter().enumerate() {
            if index > 0 {
                self.put(", ");
            }
            self.bind(value);
        }
        self.put(")");
    }

    fn filter(&mut self, filter: &Filter, moment: &Moment<'_>) {
        match filter {
            Filter::All => {
                self.put("TRUE");
            }
            Filter::And(parts) => self.joined(parts, " AND ", moment),
            Filter::Or(parts) => self.joined(parts, " OR ", moment),
            Filter::Not(inner) => {
                self.put("NOT ");
                self.filter(inner, moment);
            }
            Filter::Compare(field, operator, value) => {
                self.put("(");
                self.compare(*field, *operator, value, moment);
                self.put(")");
            }
            Filter::In(field, values) => {
                self.put("(");
                self.one_of(*field, values, moment);
                self.put(")");
            }
            Filter::Received(piece) => {
                self.put("c.id IN (SELECT contact_id FROM received WHERE piece = ")
                    .bind(piece.clone());
                self.put(")");
            }
            Filter::Replied(piece) => {
                self.put(
                    "c.id IN (SELECT d.contact_id FROM mailing m JOIN delivery d ON d.mailing_id = m.id
                     JOIN answer a ON a.delivery_id = d.id WHERE a.kind = 'replied' AND m.piece = ",
                )
                .bind(piece.clone());
                self.put(")");
            }
            Filter::TouchedWithin(days) => {
                let since = self::since(moment.now, *days);
                self.put("c.id IN (SELECT contact_id FROM touched WHERE at >= ")
                    .bind(since);
                self.put(" AND at <= ").bind(millis(moment.now));
                self.put(")");
            }
            Filter::Tag(name) => {
                self.put("(");
                self.tags(Operator::Equal, name);
                self.put(")");
            }
        }
    }

    fn joined(&mut self, parts: &[Filter], between: &str, moment: &Moment<'_>) {
        self.put("(");
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                self.put(between);
            }
            self.filter(part, moment);
        }
        self.put(")");
    }

    fn compare(&mut self, field: Field, operator: Operator, value: &Value, moment: &Moment<'_>) {
        match value {
            Value::Text(text) if field == Field::Tags => self.tags(operator, text),
            Value::Text(text) => self.text(field, operator, text),
            Value::Stage(stage) => {
                // By rank, because the ranks have an index.
                self.put("c.stage_rank IN ");
                let ranks = (0_i64..).zip(Stage::ALL);
                self.bind_list(
                    ranks
                        .filter(|(_, other)| operator.holds((*other).cmp(stage)))
                        .map(|(rank, _)| rank),
                );
            }
            Value::Source(source) => {
                self.put("c.source ")
                    .put(operator.word())
                    .put(" ")
                    .bind(source.word().to_owned());
            }
            Value::Truth(truth) => {
                self.put("c.decides ")
                    .put(operator.word())
                    .put(" ")
                    .bind(i64::from(*truth));
            }
            Value::Number(number) => {
                if operator == Operator::NotEqual {
                    self.put("NOT ");
                }
                let test = if operator == Operator::NotEqual {
                    Operator::Equal
                } else {
                    operator
                };
                self.of_company(|condition| {
                    condition
                        .put("co.employees ")
                        .put(test.word())
                        .put(" ")
                        .bind(*number);
                });
            }
            Value::Day(day) => {
                let (start, end) = (moment.start_of(*day), moment.end_of(*day));
                match operator {
                    Operator::Less => self.put("c.created_at < ").bind(start),
                    Operator::LessOrEqual => self.put("c.created_at < ").bind(end),
                    Operator::Greater => self.put("c.created_at >= ").bind(end),
                    Operator::GreaterOrEqual => self.put("c.created_at >= ").bind(start),
                    Operator::NotEqual | Operator::Equal | Operator::Contains => {
                        let not = if operator == Operator::NotEqual {
                            "NOT "
                        } else {
                            ""
                        };
                        self.put(not).put("(c.created_at >= ").bind(start);
                        self.put(" AND c.created_at < ").bind(end);
                        self.put(")");
                    }
                }
            }
            Value::Nothing => {
                if operator == Operator::Equal {
                    self.put("NOT ");
                }
                match field {
                    Field::Employees => self.of_company(|condition| {
                        condition.put("co.employees IS NOT NULL");
                    }),
                    // The day somebody was added is always known.
                    _ => {
                        self.put("TRUE");
                    }
                }
            }
        }
    }

    /// The company of the contact is one of those that pass a test over `co`; who has no company has none that does.
    fn of_company(&mut self, test: impl FnOnce(&mut Self)) {
        self.put(
            "(c.company_id IS NOT NULL AND c.company_id IN (SELECT co.id FROM company co WHERE ",
        );
        test(self);
        self.put("))");
    }

    /// What is not known is like an empty text, which is before and after nothing.
    fn text(&mut self, field: Field, operator: Operator, text: &str) {
        if operator == Operator::NotEqual {
            self.put("NOT (");
            self.text(field, Operator::Equal, text);
            self.put(")");
            return;
        }
        let text = fold(text);
        let column = text_column(field);
        let column_test = |condition: &mut Self| match operator {
            Operator::Contains => {
                condition
                    .put("instr(fold(coalesce(")
                    .put(column)
                    .put(", '')), ")
                    .bind(text.clone());
                condition.put(") > 0");
            }
            Operator::Equal | Operator::NotEqual => {
                condition
                    .put("fold(coalesce(")
                    .put(column)
                    .put(", '')) = ")
                    .bind(text.clone());
            }
            _ => {
                condition
                    .put("coalesce(")
                    .put(column)
                    .put(", '') <> '' AND fold(")
                    .put(column)
                    .put(") ");
                condition.put(operator.word()).put(" ").bind(text.clone());
            }
        };
        if !column.starts_with("co.") {
            return column_test(self);
        }
        if text.is_empty() && matches!(operator, Operator::Equal | Operator::Contains) {
            self.put("c.company_id IS NULL OR ");
        }
        self.of_company(column_test);
    }

    /// Any tag that fits counts; who has no tag is like somebody with one empty tag.
    fn tags(&mut self, operator: Operator, text: &str) {
        let text = fold(text);
        let untagged = match operator {
            Operator::Equal | Operator::Contains => text.is_empty(),
            _ => false,
        };
        if operator == Operator::NotEqual {
            self.put("NOT (");
            self.tags(Operator::Equal, &text);
            self.put(")");
            return;
        }
        if untagged {
            self.put("c.id NOT IN (SELECT contact_id FROM contact_tag) OR ");
        }
        self.put("c.id IN (SELECT contact_id FROM contact_tag WHERE tag_id IN (SELECT id FROM tag WHERE ");
        if operator == Operator::Contains {
            self.put("instr(name_key, ").bind(text);
            self.put(") > 0");
        } else {
            self.put("name_key ")
                .put(operator.word())
                .put(" ")
                .bind(text);
        }
        self.put("))");
    }

    fn one_of(&mut self, field: Field, values: &[Value], moment: &Moment<'_>) {
        let texts = values.iter().filter_map(|value| match value {
            Value::Text(text) => Some(fold(text)),
            _ => None,
        });
        match field {
            Field::Tags => {
                if texts.clone().any(|text| text.is_empty()) {
                    self.put("c.id NOT IN (SELECT contact_id FROM contact_tag) OR ");
                }
                self.put("c.id IN (SELECT contact_id FROM contact_tag WHERE tag_id IN (SELECT id FROM tag WHERE name_key IN ");
                self.bind_list(texts);
                self.put("))");
            }
            Field::Source => {
                self.put("c.source IN ");
                self.bind_list(values.iter().map(ToString::to_string));
            }
            Field::Decides => {
                self.put("c.decides IN ");
                self.bind_list(
                    values
                        .iter()
                        .map(|value| i64::from(*value == Value::Truth(true))),
                );
            }
            Field::Employees => self.of_company(|condition| {
                condition.put("co.employees IN ");
                condition.bind_list(values.iter().filter_map(|value| match value {
                    Value::Number(number) => Some(*number),
                    _ => None,
                }));
            }),
            Field::Stage => {
                self.put("c.stage_rank IN ");
                let ranks = (0_i64..).zip(Stage::ALL);
                self.bind_list(
                    ranks
                        .filter(|(_, stage)| values.contains(&Value::Stage(**stage)))
                        .map(|(rank, _)| rank),
                );
            }
            Field::Added => {
                for (index, value) in values.iter().enumerate() {
                    if index > 0 {
                        self.put(" OR ");
                    }
                    self.compare(field, Operator::Equal, value, moment);
                }
            }
            _ => {
                let column = text_column(field);
                let any_empty = texts.clone().any(|text| text.is_empty());
                let column_test = |condition: &mut Self| {
                    condition
                        .put("fold(coalesce(")
                        .put(column)
                        .put(", '')) IN ");
                    condition.bind_list(texts);
                };
                if !column.starts_with("co.") {
                    return column_test(self);
                }
                if any_empty {
                    self.put("c.company_id IS NULL OR ");
                }
                self.of_company(column_test);
            }
        }
    }
}

/// The instant so many days before now, each of 24 hours.
fn since(now: Timestamp, days: u32) -> i64 {
    now.checked_sub(SignedDuration::from_hours(24 * i64::from(days)))
        .map_or(i64::MIN, millis)
}

/// Where a field of text stands.
fn text_column(field: Field) -> &'static str {
    match field {
        Field::FirstName => "c.first_name",
        Field::LastName => "c.last_name",
        Field::Name => "concat_ws(' ', c.first_name, c.last_name)",
        Field::Email => "c.email",
        Field::Company => "co.name",
        Field::Title => "c.title",
        Field::Phone => "c.phone",
        Field::City => "c.city",
        Field::Url => "c.url",
        Field::Notes => "c.notes",
        Field::Industry => "co.industry",
        Field::Region => "co.region",
        Field::Country => "co.country",
        Field::Domain => "co.domain",
        Field::Stage => "c.stage",
        Field::Source => "c.source",
        Field::Decides => "c.decides",
        Field::Tags => "NULL",
        Field::Added => "c.created_at",
        Field::Employees => "co.employees",
    }
}
