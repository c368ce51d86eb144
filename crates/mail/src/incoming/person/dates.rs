//! Days in a text, in words and figures, as people write them in many languages.
//!
//! A day is found without a judgment of what it means there; that is [`super::returns`]' part.

use std::{collections::HashMap, sync::LazyLock};

use jiff::{
    Span, ToSpan,
    civil::{Date, Weekday},
};
use regex::{Captures, Regex};

use super::pattern;

/// A day that is named in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub start: usize,
    pub end: usize,
    day: Day,
    /// The weekday beside it.
    weekday: Option<Weekday>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Day {
    Of {
        year: Option<i16>,
        month: i8,
        day: i8,
    },
    /// Two figures with slashes, of which either may be the month.
    Slashed {
        year: Option<i16>,
        one: i8,
        two: i8,
    },
    /// "the 28th", "Monday 28th"
    InMonth(i8),
    /// "Monday", the next such day
    Next(Weekday),
    Tomorrow,
}

/// Which of two figures is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    DayFirst,
    MonthFirst,
}

// --- Words -----------------------------------------------------------------------------------------------------------

const MONTHS: [&str; 12] = [
    "january jan januar janvier janv enero ene gennaio gen januari janeiro tammikuuta tammikuun stycznia styczeń ledna leden января январь jänner jän ocak január januára ianuarie ιανουαρίου січня gener",
    "february feb februar februari février fevrier févr fevr fév fev febrero febbraio febr fevereiro helmikuuta helmikuun lutego luty února únor февраля şubat február februára februarie φεβρουαρίου лютого febrer feber",
    "march mar mär märz marz maerz mars marzo maart mrt março marco maaliskuuta maaliskuun marca marzec března březen марта mart március martie μαρτίου березня març",
    "april apr avril avr abril abr aprile huhtikuuta huhtikuun kwietnia kwiecień dubna duben апреля nisan április apríla aprilie απριλίου квітня",
    "may mai mayo maggio mag mei maio maj toukokuuta toukokuun maja května květen мая mayıs május mája μαΐου травня maig",
    "june jun juni juin junio giugno giu junho kesäkuuta kesäkuun czerwca czerwiec června červen июня haziran június júna iunie ιουνίου червня juny",
    "july jul juli juillet juil julio luglio lug julho heinäkuuta heinäkuun lipca lipiec července červenec июля temmuz július júla iulie ιουλίου липня juliol",
    "august aug août aout agosto ago augustus augusti elokuuta elokuun sierpnia sierpień srpna srpen августа ağustos augusztus augusta αυγούστου серпня agost",
    "september sep sept septembre septiembre settembre set setembro syyskuuta syyskuun września wrzesień září сентября eylül szeptember septembra septembrie σεπτεμβρίου вересня setembre",
    "october oct oktober okt octobre octubre ottobre ott outubro out lokakuuta lokakuun października październik října říjen октября ekim október októbra octombrie οκτωβρίου жовтня",
    "november nov novembre noviembre novembro marraskuuta marraskuun listopada listopad listopadu ноября kasım novembra noiembrie νοεμβρίου листопада",
    "december dec dezember dez décembre decembre déc diciembre dic dicembre desember des dezembro joulukuuta joulukuun grudnia grudzień prosince prosinec декабря aralık decembra decembrie δεκεμβρίου грудня desembre",
];

const WEEKDAYS: [(&str, Weekday); 7] = [
    (
        "monday mon montag lundi lunes lunedì lunedi maandag segunda segunda-feira måndag mandag maanantai maanantaina poniedziałek poniedziałku pondělí понедельник понедельника pazartesi hétfő luni",
        Weekday::Monday,
    ),
    (
        "tuesday tue tues dienstag mardi martes martedì martedi dinsdag terça terça-feira tisdag tirsdag tiistai tiistaina wtorek wtorku úterý вторник вторника salı kedd marți",
        Weekday::Tuesday,
    ),
    (
        "wednesday wed mittwoch mercredi miércoles mercoledì mercoledi woensdag quarta quarta-feira onsdag keskiviikko keskiviikkona środa środę środy středa středu středy среда среду среды çarşamba szerda miercuri",
        Weekday::Wednesday,
    ),
    (
        "thursday thu thur thurs donnerstag jeudi jueves giovedì giovedi donderdag quinta quinta-feira torsdag torstai torstaina czwartek czwartku čtvrtek čtvrtka четверг четверга perşembe csütörtök joi",
        Weekday::Thursday,
    ),
    (
        "friday fri freitag vendredi viernes venerdì venerdi vrijdag sexta sexta-feira fredag perjantai perjantaina piątek piątku pátek pátku пятница пятницу пятницы cuma péntek vineri",
        Weekday::Friday,
    ),
    (
        "saturday samstag sonnabend samedi sábado sabato zaterdag lördag lørdag lauantai lauantaina sobota sobotę soboty sobotu суббота субботу субботы cumartesi szombat sâmbătă",
        Weekday::Saturday,
    ),
    (
        "sunday sonntag dimanche domingo domenica zondag söndag søndag sunnuntai sunnuntaina niedziela niedzielę niedzieli neděle neděli воскресенье воскресенья pazar vasárnap duminică",
        Weekday::Sunday,
    ),
];

static MONTH: LazyLock<HashMap<&str, i8>> = LazyLock::new(|| {
    (1..)
        .zip(MONTHS)
        .flat_map(|(number, names)| names.split(' ').map(move |name| (name, number)))
        .collect()
});
static WEEKDAY: LazyLock<HashMap<&str, Weekday>> = LazyLock::new(|| {
    WEEKDAYS
        .iter()
        .flat_map(|(names, day)| names.split(' ').map(move |name| (name, *day)))
        .collect()
});

/// Names as a pattern, the longest first.
fn any_of<'a>(names: impl Iterator<Item = &'a &'a str>) -> String {
    let mut names: Vec<&str> = names.copied().collect();
    names.sort_unstable_by_key(|name| (std::cmp::Reverse(name.len()), *name));
    names.join("|")
}

// --- Forms -----------------------------------------------------------------------------------------------------------

struct Forms {
    day_month: Regex,
    month_day: Regex,
    month_range: Regex,
    iso: Regex,
    dotted: Regex,
    slashed: Regex,
    east_asian: Regex,
    in_month: Regex,
    weekday: Regex,
    tomorrow: Regex,
}

static FORMS: LazyLock<Forms> = LazyLock::new(|| {
    let month = any_of(MONTH.keys());
    let weekday = any_of(WEEKDAY.keys());
    // "Monday, the", "Montag, den", "le lundi"
    let beside = format!(
        r"(?:\b(?P<w>{weekday})\b\.?,?\s+\(?(?:(?:the|den|dem|der|le|il|el|de|dia|d\.|del|dnia)\s+)?)?"
    );
    Forms {
        day_month: pattern(&format!(
            r"{beside}\b(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|re|e|ste|de|º|ª|°|:a|:e|-го)?\.?\s*(?:of |de |d'|di |del |do |-)?\s*(?P<m>{month})\b\.?(?:,?\s*(?:de |del |of |do |d\. ?å\. ?)?(?:(?P<y>\d{{4}})|'(?P<s>\d{{2}}))\b)?"
        )),
        month_day: pattern(&format!(
            r"{beside}\b(?P<m>{month})\b\.?\s*(?:the )?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s*(?:(?P<y>\d{{4}})|'(?P<s>\d{{2}}))\b)?"
        )),
        month_range: pattern(
            r"^\s*(?:-|–|—|to|thru|through|until|till|and)\s*(?P<d>\d{1,2})(?:st|nd|rd|th)?\b(?:,?\s*(?P<y>\d{4})\b)?(?P<after>[:./]?)",
        ),
        iso: pattern(r"\b(?P<y>20\d\d)([-/.])(?P<m>\d{1,2})[-/.](?P<d>\d{1,2})\b"),
        dotted: pattern(&format!(
            r"{beside}\b(?P<d>\d{{1,2}})\.\s?(?P<m>\d{{1,2}})(?:\.\s?(?P<y>20\d\d)\b|\.(?P<s>\d{{2}})\b|\.)?(?P<after>\s?(?:uhr|h\b|%|€|[0-9]))?"
        )),
        slashed: pattern(&format!(
            r"{beside}\b(?P<a>\d{{1,2}})(?P<sep>[/-])(?P<b>\d{{1,2}})(?:[/-](?:(?P<y>20\d\d)|(?P<s>\d{{2}}))\b)?(?P<after>[/\d-])?"
        )),
        east_asian: pattern(
            r"(?:(?P<y>20\d\d)\s?[年년]\s?)?(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日일号號]",
        ),
        in_month: pattern(&format!(
            r"(?:\b(?P<w>{weekday})\b\.?,?\s+(?:the\s+)?|\bthe\s+)(?P<d>\d{{1,2}})(?:st|nd|rd|th)\b|\b(?P<v>{weekday})\b\.?,?\s+(?:den|dem)\s+(?P<e>\d{{1,2}})\."
        )),
        weekday: pattern(&format!(r"\b(?P<w>{weekday})\b")),
        tomorrow: pattern(
            r"\b(?:tomorrow|demain|mañana|domani|amanhã|imorgon|i morgon|i morgen|morgen|huomenna|jutro|zítra|завтра)\b|明日|明天|내일",
        ),
    }
});

/// All days that a text names, in order. The text is folded, on one line.
pub(super) fn find(text: &str) -> Vec<Found> {
    let forms = &*FORMS;
    let mut found: Vec<Found> = Vec::new();
    let mut take = |regex: &Regex, read: &dyn Fn(&Captures<'_>) -> Option<Day>| {
        for caught in regex.captures_iter(text) {
            let (Some(all), Some(day)) = (caught.get(0), read(&caught)) else {
                continue;
            };
            found.push(Found {
                start: all.start(),
                end: all.end(),
                day,
                weekday: caught
                    .name("w")
                    .or_else(|| caught.name("v"))
                    .and_then(|name| WEEKDAY.get(name.as_str()).copied()),
            });
        }
    };
    take(&forms.day_month, &|caught| {
        of(
            year(caught),
            *MONTH.get(&caught["m"])?,
            number(caught, "d")?,
        )
    });
    take(&forms.month_day, &|caught| {
        of(
            year(caught),
            *MONTH.get(&caught["m"])?,
            number(caught, "d")?,
        )
    });
    take(&forms.iso, &|caught| {
        of(year(caught), number(caught, "m")?, number(caught, "d")?)
    });
    take(&forms.dotted, &|caught| {
        if caught.name("after").is_some() {
            return None;
        }
        of(year(caught), number(caught, "m")?, number(caught, "d")?)
    });
    take(&forms.slashed, &|caught| {
        // With hyphens and no year, it is a range or a number.
        let bare = caught.name("y").or(caught.name("s")).is_none();
        if caught.name("after").is_some() || bare && &caught["sep"] == "-" {
            return None;
        }
        let (one, two) = (number(caught, "a")?, number(caught, "b")?);
        let year = year(caught);
        let (one_is_month, two_is_month) = ((1..=12).contains(&one), (1..=12).contains(&two));
        match (one_is_month, two_is_month) {
            (true, true) => Some(Day::Slashed { year, one, two }),
            (false, true) => of(year, two, one),
            (true, false) => of(year, one, two),
            (false, false) => None,
        }
    });
    take(&forms.east_asian, &|caught| {
        of(year(caught), number(caught, "m")?, number(caught, "d")?)
    });
    take(&forms.in_month, &|caught| {
        number(caught, "d")
            .or_else(|| number(caught, "e"))
            .filter(|day| (1..=31).contains(day))
            .map(Day::InMonth)
    });
    take(&forms.weekday, &|caught| {
        WEEKDAY.get(&caught["w"]).copied().map(Day::Next)
    });
    take(&forms.tomorrow, &|_| Some(Day::Tomorrow));

    // "November 21 - 28": the second day is of the same month.
    let ranges: Vec<Found> = found
        .iter()
        .filter_map(|first| {
            let Day::Of {
                month,
                year: first_year,
                ..
            } = first.day
            else {
                return None;
            };
            let caught = forms.month_range.captures(&text[first.end..])?;
            let day = caught.name("d")?;
            let month_first = !text[first.start..first.end]
                .trim_end()
                .ends_with(|c: char| c.is_alphabetic() || c == '.');
            if !caught["after"].is_empty() || !month_first || number(&caught, "d")? > 31 {
                return None;
            }
            Some(Found {
                start: first.end + day.start(),
                end: first.end + caught.get(0)?.end(),
                day: of(year(&caught).or(first_year), month, number(&caught, "d")?)?,
                weekday: None,
            })
        })
        .collect();
    found.extend(ranges);

    // Where two overlap, the longer one is right.
    found.sort_by_key(|found| (found.start, std::cmp::Reverse(found.end)));
    let mut kept: Vec<Found> = Vec::new();
    for next in found {
        match kept.last_mut() {
            Some(last) if next.start < last.end => {
                if next.end - next.start > last.end - last.start {
                    *last = next;
                }
            }
            // "1 December, Tuesday": the weekday belongs to the day before it.
            Some(last)
                if matches!(next.day, Day::Next(_))
                    && matches!(last.day, Day::Of { .. } | Day::Slashed { .. })
                    && text[last.end..next.start]
                        .chars()
                        .all(|c| matches!(c, ' ' | ',' | '.' | '(')) =>
            {
                last.weekday = last.weekday.or(next.weekday);
                last.end = next.end;
            }
            _ => kept.push(next),
        }
    }
    kept
}

fn of(year: Option<i16>, month: i8, day: i8) -> Option<Day> {
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some(Day::Of { year, month, day })
}

fn number(caught: &Captures<'_>, name: &str) -> Option<i8> {
    caught.name(name)?.as_str().parse().ok()
}

fn year(caught: &Captures<'_>) -> Option<i16> {
    if let Some(year) = caught.name("y") {
        return year.as_str().parse().ok();
    }
    let short: i16 = caught.name("s")?.as_str().parse().ok()?;
    Some(2000 + short)
}

// --- Which day it is -------------------------------------------------------------------------------------------------

/// A date without a year is the next one, but not one that has just gone by: a note may have been left on.
const NEXT_WITHIN: i64 = 330;

/// Which order of day and month a text shows by dates that can be read in one way only.
pub(super) fn order(found: &[Found], text: &str) -> Option<Order> {
    let mut orders = found.iter().filter_map(|found| {
        let written = &text[found.start..found.end];
        let Day::Of { day, .. } = found.day else {
            return None;
        };
        let (first, _) = written.split_once('/')?;
        let first: i8 = first.rsplit(' ').next()?.parse().ok()?;
        (day > 12).then_some(if first == day {
            Order::DayFirst
        } else {
            Order::MonthFirst
        })
    });
    let first = orders.next()?;
    orders.all(|order| order == first).then_some(first)
}

impl Found {
    /// The day, seen from the day on which the text was written.
    pub(super) fn date(&self, written: Option<Date>, order: Option<Order>) -> Option<Date> {
        match self.day {
            Day::Of { year, month, day } => self.next(year, month, day, written),
            Day::Slashed { year, one, two } if one == two => self.next(year, one, two, written),
            Day::Slashed { year, one, two } => {
                let day_first = self.next(year, two, one, written);
                let month_first = self.next(year, one, two, written);
                let fits = |date: Option<Date>| {
                    date.is_some_and(|date| self.weekday.is_some_and(|day| date.weekday() == day))
                };
                match (fits(day_first), fits(month_first)) {
                    (true, false) => return day_first,
                    (false, true) => return month_first,
                    _ => {}
                }
                match order {
                    Some(Order::DayFirst) => day_first,
                    Some(Order::MonthFirst) => month_first,
                    // Of two readings, one of which has gone by, the other is meant.
                    None => match (day_first, month_first) {
                        (Some(date), None) | (None, Some(date)) if year.is_some() => Some(date),
                        _ => None,
                    },
                }
            }
            Day::InMonth(day) => {
                let written = written?;
                (0..3).find_map(|months| {
                    let month = written
                        .first_of_month()
                        .checked_add(Span::new().months(months))
                        .ok()?;
                    let date = Date::new(month.year(), month.month(), day).ok()?;
                    let fits = self.weekday.is_none_or(|day| day == date.weekday());
                    (date > written && fits).then_some(date)
                })
            }
            Day::Next(day) => {
                let written = written?;
                (1..=7)
                    .filter_map(|days| written.checked_add(days.days()).ok())
                    .find(|date| date.weekday() == day)
            }
            Day::Tomorrow => written?.tomorrow().ok(),
        }
    }

    /// The day in its year, or the next such day. None where it has gone by.
    fn next(&self, year: Option<i16>, month: i8, day: i8, written: Option<Date>) -> Option<Date> {
        if let Some(year) = year {
            let date = Date::new(year, month, day).ok()?;
            return written
                .is_none_or(|written| date >= written)
                .then_some(date);
        }
        let written = written?;
        let next = (0..=4)
            .filter_map(|years| Date::new(written.year() + years, month, day).ok())
            .find(|date| *date >= written)?;
        let far = (next - written).get_days();
        let weekday_says_otherwise = self.weekday.is_some_and(|day| day != next.weekday());
        let gone_by = i64::from(far) > NEXT_WITHIN || weekday_says_otherwise && far > 200;
        (!gone_by).then_some(next)
    }
}
