//! A filter means in SQL what it means in words.

use std::collections::BTreeSet;

use byline_model::{
    Answer, Company, Contact, ContactDraft, ContactId, Source, Stage, Touch, TouchId, TouchKind,
    Via,
    filter::{Field, FieldType, Filter, Operator, Value, fold, parse},
};
use byline_store::Recipient;
use jiff::civil::date;
use proptest::prelude::*;

use crate::desk::{Desk, address, days_ago, now, person};

/// Forty people who differ in everything that a filter can ask; what is asked for is chosen from the same words.
struct World {
    desk: Desk,
    people: Vec<Recipient>,
    received: BTreeSet<ContactId>,
    replied: BTreeSet<ContactId>,
    touched_in_ten_days: BTreeSet<ContactId>,
}

const WORDS: [&str; 8] = [
    "",
    "Ann",
    "anna",
    "Müller",
    "MÜLLER",
    "b",
    "food",
    "Ann Müller",
];
const NUMBERS: [i64; 3] = [0, 40, 41];

fn world() -> World {
    let mut desk = Desk::new();
    let text = |n: usize| Some(WORDS[n % WORDS.len()].to_owned());
    for n in 0..40 {
        let draft = ContactDraft {
            email: (n % 3 > 0).then(|| address(&format!("person{n}@example.com"))),
            first_name: text(n),
            last_name: text(n / 2),
            company: text(n / 3),
            title: text(n / 5),
            city: text(n / 7),
            notes: text(n * 3),
            stage: Some(Stage::ALL[n % Stage::ALL.len()]),
            source: Some(Source::ALL[n % Source::ALL.len()]),
            decides: Some(n % 2 == 0),
            tags: Some(
                (0..n % 3)
                    .map(|tag| WORDS[(n + tag) % WORDS.len()].to_owned())
                    .collect(),
            ),
            ..ContactDraft::default()
        };
        let id = desk
            .store
            .add_contact(&draft, days_ago((n % 5) as i64))
            .unwrap();
        if n % 4 == 0 {
            let touch = Touch {
                touch: TouchId(0),
                contact: id,
                kind: TouchKind::Call,
                at: days_ago(n as i64),
                text: String::new(),
            };
            desk.store.log_touch(&touch, now()).unwrap();
        }
    }
    for (n, company) in desk.store.companies().unwrap().into_iter().enumerate() {
        let known = Company {
            employees: (n % 2 == 0).then_some(40 + n as i64 / 2),
            industry: WORDS.get(n).map(|word| (*word).to_owned()),
            ..company
        };
        desk.store.save_company(&known).unwrap();
    }
    let mailing = desk.sent("october", days_ago(30));
    let mut received = BTreeSet::new();
    let mut replied = BTreeSet::new();
    for (n, row) in desk
        .store
        .deliveries(mailing)
        .unwrap()
        .into_iter()
        .enumerate()
    {
        if row.skipped.is_some() {
            continue;
        }
        if n % 5 == 0 {
            desk.store
                .bounce(row.delivery, "550 no such user", false, days_ago(29))
                .unwrap();
        } else {
            received.insert(row.contact);
        }
        if n % 7 == 1 {
            desk.store
                .record_answer(row.delivery, Answer::Replied, "Yes", days_ago(20))
                .unwrap();
            replied.insert(row.contact);
        }
    }
    desk.mailing("november", Via::Outbox);
    let people = desk.store.resolve(&Filter::All, now()).unwrap();
    let touched_in_ten_days = (0..40)
        .filter(|n| n % 4 == 0 && *n <= 10)
        .map(|n| ContactId(n + 1))
        .collect();
    World {
        desk,
        people,
        received,
        replied,
        touched_in_ten_days,
    }
}

fn texts(contact: &Contact, company: Option<&Company>, field: Field) -> Vec<String> {
    let one = |text: Option<&String>| vec![text.cloned().unwrap_or_default()];
    match field {
        Field::FirstName => one(contact.first_name.as_ref()),
        Field::LastName => one(contact.last_name.as_ref()),
        Field::Name => {
            let parts: Vec<_> = [&contact.first_name, &contact.last_name]
                .into_iter()
                .flatten()
                .cloned()
                .collect();
            vec![parts.join(" ")]
        }
        Field::Email => vec![
            contact
                .email
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
        ],
        Field::Company => one(contact.company.as_ref()),
        Field::Title => one(contact.title.as_ref()),
        Field::Phone => one(contact.phone.as_ref()),
        Field::City => one(contact.city.as_ref()),
        Field::Url => one(contact.url.as_ref()),
        Field::Notes => one(contact.notes.as_ref()),
        Field::Industry => one(company.and_then(|company| company.industry.as_ref())),
        Field::Region => one(company.and_then(|company| company.region.as_ref())),
        Field::Country => one(company.and_then(|company| company.country.as_ref())),
        Field::Domain => one(company.and_then(|company| company.domain.as_ref())),
        Field::Tags if contact.tags.is_empty() => vec![String::new()],
        Field::Tags => contact.tags.clone(),
        _ => unreachable!("{field} is no text"),
    }
}

fn compare(person: &Recipient, field: Field, operator: Operator, value: &Value) -> bool {
    let contact = &person.contact;
    let employees = person
        .company
        .as_ref()
        .and_then(|company| company.employees);
    let added = contact.created_at.to_zoned(jiff::tz::TimeZone::UTC).date();
    match value {
        Value::Text(text) => {
            let text = fold(text);
            let mut known = texts(contact, person.company.as_ref(), field)
                .into_iter()
                .map(|text| fold(&text));
            match operator {
                Operator::Contains => known.any(|known| known.contains(&text)),
                Operator::Equal => known.any(|known| known == text),
                Operator::NotEqual => known.all(|known| known != text),
                _ => known.any(|known| !known.is_empty() && operator.holds(known.cmp(&text))),
            }
        }
        Value::Stage(stage) => operator.holds(contact.stage.cmp(stage)),
        Value::Source(source) => operator.holds(contact.source.cmp(source)),
        Value::Truth(truth) => operator.holds(contact.decides.cmp(truth)),
        Value::Number(number) => match employees {
            Some(known) => operator.holds(known.cmp(number)),
            None => operator == Operator::NotEqual,
        },
        Value::Day(day) => operator.holds(added.cmp(day)),
        Value::Nothing => {
            let known = field == Field::Added || employees.is_some();
            known == (operator == Operator::NotEqual)
        }
    }
}

fn holds(world: &World, person: &Recipient, filter: &Filter) -> bool {
    let id = person.contact.id;
    match filter {
        Filter::All => true,
        Filter::And(parts) => parts.iter().all(|part| holds(world, person, part)),
        Filter::Or(parts) => parts.iter().any(|part| holds(world, person, part)),
        Filter::Not(inner) => !holds(world, person, inner),
        Filter::Compare(field, operator, value) => compare(person, *field, *operator, value),
        Filter::In(field, values) => values
            .iter()
            .any(|value| compare(person, *field, Operator::Equal, value)),
        Filter::Received(piece) => piece == "october" && world.received.contains(&id),
        Filter::Replied(piece) => piece == "october" && world.replied.contains(&id),
        Filter::TouchedWithin(_) => world.touched_in_ten_days.contains(&id),
        Filter::Tag(name) => person
            .contact
            .tags
            .iter()
            .any(|tag| fold(tag) == fold(name)),
    }
}

/// The values that a field is compared with.
fn values(field: Field) -> Vec<Value> {
    match field.field_type() {
        FieldType::Text => WORDS
            .iter()
            .map(|word| Value::Text((*word).into()))
            .collect(),
        FieldType::Stage => Stage::ALL
            .iter()
            .map(|stage| Value::Stage(*stage))
            .collect(),
        FieldType::Source => Source::ALL
            .iter()
            .map(|source| Value::Source(*source))
            .collect(),
        FieldType::Truth => vec![Value::Truth(true), Value::Truth(false)],
        FieldType::Number => NUMBERS.map(Value::Number).to_vec(),
        FieldType::Day => {
            let first = date(2026, 10, 30);
            first
                .series(jiff::Span::new().days(1))
                .take(7)
                .map(Value::Day)
                .collect()
        }
    }
}

/// The operators that fit a field.
fn operators(field: Field) -> Vec<Operator> {
    let all = Operator::ALL.iter().copied();
    match field.field_type() {
        FieldType::Text => all.collect(),
        FieldType::Source | FieldType::Truth => vec![Operator::Equal, Operator::NotEqual],
        _ => all
            .filter(|operator| *operator != Operator::Contains)
            .collect(),
    }
}

fn any_value(field: Field) -> impl Strategy<Value = Value> {
    proptest::sample::select(values(field))
}

fn any_operator(field: Field) -> impl Strategy<Value = Operator> {
    proptest::sample::select(operators(field))
}

fn any_filter() -> impl Strategy<Value = Filter> {
    let field = || proptest::sample::select(Field::ALL);
    let comparison = field().prop_flat_map(|field| {
        (any_operator(field), any_value(field))
            .prop_map(move |(operator, value)| Filter::Compare(field, operator, value))
    });
    let list = field().prop_flat_map(|field| {
        proptest::collection::vec(any_value(field), 1..3)
            .prop_map(move |values| Filter::In(field, values))
    });
    let nothing = (
        proptest::sample::select(vec![Field::Employees, Field::Added]),
        proptest::sample::select(vec![Operator::Equal, Operator::NotEqual]),
    )
        .prop_map(|(field, operator)| Filter::Compare(field, operator, Value::Nothing));
    let piece = || proptest::sample::select(vec!["october", "november", "no\"such"]);
    let leaf = prop_oneof![
        1 => Just(Filter::All),
        8 => comparison,
        3 => list,
        1 => nothing,
        1 => piece().prop_map(|piece| Filter::Received(piece.into())),
        1 => piece().prop_map(|piece| Filter::Replied(piece.into())),
        1 => Just(Filter::TouchedWithin(10)),
        1 => proptest::sample::select(&WORDS[1..]).prop_map(|word| Filter::Tag(word.into())),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            inner
                .clone()
                .prop_map(|filter| Filter::Not(Box::new(filter))),
            proptest::collection::vec(inner.clone(), 2..4).prop_map(Filter::And),
            proptest::collection::vec(inner, 2..4).prop_map(Filter::Or),
        ]
    })
}

thread_local! {
    static WORLD: World = world();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn sql_chooses_whom_the_words_choose(filter in any_filter()) {
        WORLD.with(|world| {
            let (chosen, wanted) = both(world, &filter);
            prop_assert_eq!(&chosen, &wanted, "{}", filter);
            prop_assert_eq!(world.desk.store.count(&filter, now()).unwrap() as usize, wanted.len());
            let listed = world.desk.store.contacts(&filter, "", None, now()).unwrap();
            prop_assert_eq!(listed.into_iter().map(|contact| contact.id).collect::<Vec<_>>(), wanted);
            Ok(())
        })?;
    }
}

/// Whom the filter chooses in SQL, and whom it should choose.
fn both(world: &World, filter: &Filter) -> (Vec<ContactId>, Vec<ContactId>) {
    let chosen = world.desk.store.resolve(filter, now()).unwrap();
    let wanted = world
        .people
        .iter()
        .filter(|person| holds(world, person, filter));
    (
        chosen.iter().map(|person| person.contact.id).collect(),
        wanted.map(|person| person.contact.id).collect(),
    )
}

#[test]
fn each_comparison_chooses_whom_its_words_choose() {
    let world = world();
    for field in Field::ALL {
        for value in values(*field) {
            let mut filters = vec![Filter::In(*field, vec![value.clone()])];
            filters.extend(
                operators(*field)
                    .into_iter()
                    .map(|operator| Filter::Compare(*field, operator, value.clone())),
            );
            for filter in filters {
                let (chosen, wanted) = both(&world, &filter);
                assert_eq!(chosen, wanted, "{filter}");
            }
        }
    }
}

/// The world differs enough that the law above says something.
#[test]
fn the_functions_choose_some_and_not_all() {
    let world = world();
    for text in [
        "received(october)",
        "replied(october)",
        "touched_within(10)",
        "tag(ANN)",
        "employees > 0",
        "added < 2026-11-03",
    ] {
        let many = world
            .desk
            .store
            .count(&parse(text).unwrap(), now())
            .unwrap();
        assert!(many > 0 && many < 40, "{text} chooses {many}");
    }
    assert!(!world.received.is_empty() && !world.replied.is_empty());
}

#[test]
fn the_largest_filters_that_can_be_written_run() {
    use byline_model::filter::{MAX_CONDITIONS, MAX_DEPTH, MAX_VALUES};
    let mut desk = Desk::new();
    desk.store
        .add_contact(&person("Ann", "Rowe", "ann@example.com"), now())
        .unwrap();
    let wide = vec!["city = x"; MAX_CONDITIONS].join(" or ");
    let deep = format!(
        "{}first_name = ann{}",
        "not (".repeat(MAX_DEPTH / 2),
        ")".repeat(MAX_DEPTH / 2)
    );
    let long = format!(
        "email in ({})",
        (0..MAX_VALUES)
            .map(|n| format!("p{n}@example.com"))
            .collect::<Vec<_>>()
            .join(", ")
    );
    for (text, many) in [(wide, 0), (deep, 1), (long, 0)] {
        assert_eq!(
            desk.store.count(&parse(&text).unwrap(), now()).unwrap(),
            many
        );
    }
}
