//! What a filter text means, and what is said of one that means nothing.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;

fn compare(field: Field, operator: Operator, value: Value) -> Filter {
    Filter::Compare(field, operator, value)
}

#[test]
fn the_contract_is_read() {
    let read =
        parse(r#"stage = customer and company ~ "acme" and not received("2026-10-newsletter")"#);
    assert_eq!(
        read.unwrap(),
        Filter::And(vec![
            compare(Field::Stage, Operator::Equal, Value::Stage(Stage::Customer)),
            compare(
                Field::Company,
                Operator::Contains,
                Value::Text("acme".into())
            ),
            Filter::Not(Box::new(Filter::Received("2026-10-newsletter".into()))),
        ])
    );
    assert_eq!(parse("").unwrap(), Filter::All);
    assert_eq!(parse("  all ").unwrap(), Filter::All);
}

#[test]
fn and_binds_closer_than_or_and_not_closest() {
    let a = || Filter::Tag("a".into());
    let b = || Filter::Tag("b".into());
    let c = || Filter::Tag("c".into());
    assert_eq!(
        parse("tag(a) or not tag(b) and tag(c)").unwrap(),
        Filter::Or(vec![
            a(),
            Filter::And(vec![Filter::Not(Box::new(b())), c()])
        ])
    );
    assert_eq!(
        parse("(tag(a) or tag(b)) and tag(c)").unwrap(),
        Filter::And(vec![Filter::Or(vec![a(), b()]), c()])
    );
}

#[test]
fn values_are_read_by_the_type_of_their_field() {
    for (text, wanted) in [
        (
            "STAGE >= Qualified",
            compare(
                Field::Stage,
                Operator::GreaterOrEqual,
                Value::Stage(Stage::Qualified),
            ),
        ),
        (
            "decides = yes",
            compare(Field::Decides, Operator::Equal, Value::Truth(true)),
        ),
        (
            "employees<50",
            compare(Field::Employees, Operator::Less, Value::Number(50)),
        ),
        (
            "added > 2026-10-01",
            compare(
                Field::Added,
                Operator::Greater,
                Value::Day(date(2026, 10, 1)),
            ),
        ),
        (
            "employees = ''",
            compare(Field::Employees, Operator::Equal, Value::Nothing),
        ),
        (
            "email = \"\"",
            compare(Field::Email, Operator::Equal, Value::Text(String::new())),
        ),
        (
            "last_name = O'Brien",
            compare(
                Field::LastName,
                Operator::Equal,
                Value::Text("O'Brien".into()),
            ),
        ),
        (
            "company = “Rowe & Daughters”",
            compare(
                Field::Company,
                Operator::Equal,
                Value::Text("Rowe & Daughters".into()),
            ),
        ),
        (
            r#"notes ~ "say \"hi\"""#,
            compare(
                Field::Notes,
                Operator::Contains,
                Value::Text("say \"hi\"".into()),
            ),
        ),
        ("touched_within(30)", Filter::TouchedWithin(30)),
    ] {
        assert_eq!(parse(text).as_ref(), Ok(&wanted), "{text}");
    }
    assert_eq!(
        parse("stage not in (lost, dormant)").unwrap(),
        Filter::Not(Box::new(Filter::In(
            Field::Stage,
            vec![Value::Stage(Stage::Lost), Value::Stage(Stage::Dormant)]
        )))
    );
}

#[test]
fn a_wrong_filter_says_where_and_what_was_expected() {
    for (text, column, expected, nearest) in [
        (
            "stage = custommer",
            9,
            "a stage (lead, working",
            Some("customer"),
        ),
        ("stag = lead", 1, "a field (first_name", Some("stage")),
        (
            "recieved(\"x\")",
            1,
            "a function (received",
            Some("received"),
        ),
        ("received", 1, "a field (", Some("received")),
        ("stage", 6, "= != < <= > >= or in", None),
        ("stage ~ lead", 7, "= != < <= > >= or in", None),
        ("source > event", 8, "= != or in", None),
        ("source = referal", 10, "a source (", Some("referral")),
        ("company = ", 11, "a text", None),
        ("company = and", 11, "a text", None),
        (
            "company = \"acme",
            16,
            "the quote that ends the text begun at column 11",
            None,
        ),
        ("employees = many", 13, "a whole number", None),
        ("added = yesterday", 9, "a day such as", None),
        ("added = \"\" extra", 12, "\"and\", \"or\" or the end", None),
        ("(stage = lead", 14, "\")\"", None),
        ("stage in lead", 10, "\"(\"", None),
        ("stage in ()", 11, "a stage", None),
        ("touched_within(soon)", 16, "a number of days", None),
        ("touched_within(-1)", 16, "a number of days", None),
        ("tag()", 5, "the name of a tag", None),
        ("city ! = x", 6, "!=", None),
        ("ünder = 1", 1, "a field", None),
        ("city = ü and stag = lead", 14, "a field", Some("stage")),
    ] {
        let error = parse(text).expect_err(text);
        assert_eq!(error.column, column, "{text}: {error}");
        assert!(error.expected.contains(expected), "{text}: {error}");
        assert_eq!(error.nearest, nearest, "{text}: {error}");
    }
    assert_eq!(
        parse("decides = maybe").unwrap_err().to_string(),
        "column 11: expected true or false, found \"maybe\""
    );
}

#[test]
fn what_would_exhaust_the_stack_is_refused() {
    let nested = |depth: usize| format!("{}all{}", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(parse(&nested(MAX_DEPTH)).unwrap(), Filter::All);
    assert!(parse(&nested(MAX_DEPTH + 1)).is_err());
    assert!(parse(&nested(1_000_000)).is_err());
    assert!(parse(&"not ".repeat(100_000)).is_err());
    assert!(parse(&vec!["tag(a)"; MAX_CONDITIONS + 1].join(" or ")).is_err());
    assert!(
        parse(&format!(
            "city in ({})",
            vec!["a"; MAX_VALUES + 1].join(", ")
        ))
        .is_err()
    );
}

fn any_value(field: Field) -> BoxedStrategy<Value> {
    match field.field_type() {
        FieldType::Text => ".{0,8}".prop_map(Value::Text).boxed(),
        FieldType::Stage => proptest::sample::select(Stage::ALL)
            .prop_map(Value::Stage)
            .boxed(),
        FieldType::Source => proptest::sample::select(Source::ALL)
            .prop_map(Value::Source)
            .boxed(),
        FieldType::Truth => any::<bool>().prop_map(Value::Truth).boxed(),
        FieldType::Number => any::<i64>().prop_map(Value::Number).boxed(),
        FieldType::Day => (1900_i16..2100, 1_i8..13, 1_i8..29)
            .prop_map(|(y, m, d)| Value::Day(date(y, m, d)))
            .boxed(),
    }
}

fn any_filter() -> impl Strategy<Value = Filter> {
    let field = || proptest::sample::select(Field::ALL);
    let leaf = prop_oneof![
        Just(Filter::All),
        field().prop_flat_map(|field| any_value(field).prop_map(move |value| compare(
            field,
            Operator::Equal,
            value
        ))),
        field().prop_flat_map(|field| proptest::collection::vec(any_value(field), 1..4)
            .prop_map(move |values| Filter::In(field, values))),
        Just(compare(
            Field::Employees,
            Operator::NotEqual,
            Value::Nothing
        )),
        ".{1,8}".prop_map(Filter::Received),
        ".{1,8}".prop_map(Filter::Replied),
        ".{1,8}".prop_map(Filter::Tag),
        any::<u32>().prop_map(Filter::TouchedWithin),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            inner
                .clone()
                .prop_map(|filter| Filter::Not(Box::new(filter))),
            proptest::collection::vec(inner.clone(), 2..4).prop_map(Filter::And),
            proptest::collection::vec(inner, 2..4).prop_map(Filter::Or),
        ]
    })
}

proptest! {
    /// Saved audiences are kept as they are printed, so what is printed must mean the same.
    #[test]
    fn printing_and_reading_gives_the_same_filter(filter in any_filter()) {
        let printed = filter.to_string();
        prop_assert_eq!(parse(&printed).map_err(|error| format!("{printed}: {error}")), Ok(filter));
    }

    /// Whatever is typed is answered, never a panic, and the column lies in the text or just behind it.
    #[test]
    fn anything_is_answered(text in r#"([a-z_]{0,6}|stage|tag|not|in|[ ()"'=!<>~,\\é]|\PC){0,12}"#) {
        if let Err(error) = parse(&text) {
            prop_assert!(error.column >= 1 && error.column <= text.chars().count() + 1);
        }
    }
}
