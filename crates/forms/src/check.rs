//! What is wrong with an answer: at most one problem a question, the first that a person would mend.

use crate::date::{self, NoDate, Parts};
use crate::read::{is_number, unstorable};
use crate::{Answers, Bound, Choose, Form, Kind, Problem, Problems, Question, Section};

use foundation::Lang;

impl Form {
    /// Everything that is wrong with the whole form, in its order; conditions are respected (APP-04: each is listed, and
    /// `Problem::missing` says that it is only not answered yet).
    pub fn check(&self, answers: &Answers, choose: &dyn Choose) -> Problems {
        let judge = Judge { answers, choose };
        let asked = self.asked(answers);
        let each = asked
            .iter()
            .flat_map(|(section, questions)| questions.iter().filter_map(|question| judge.question(section, question)));
        Problems(each.collect())
    }
}

/// Everything that an answer is judged by.
pub(crate) struct Judge<'a> {
    pub(crate) answers: &'a Answers,
    pub(crate) choose: &'a dyn Choose,
}

impl Judge<'_> {
    pub(crate) fn question(&self, section: &Section, question: &Question) -> Option<Problem> {
        let values = self.answers.list(&question.id);
        if values.is_empty() {
            return (!question.optional).then(|| missing(question));
        }
        if values.iter().any(|value| value.contains(unstorable)) {
            return Some(Problem::of(question, "form-characters"));
        }
        if !question.many() && values.len() > 1 {
            return Some(Problem::of(question, "form-several"));
        }
        if question.declares && values == ["no"] {
            let title = section.title.clone();
            return Some(Problem { missing: true, ..Problem::of(question, "form-unfinished").with("section", title) });
        }
        let value = values.first().copied().unwrap_or_default();
        let typed = || lengths(question, value).or_else(|| pattern(question, value));
        match question.kind {
            Kind::Text | Kind::Password | Kind::Paragraph => typed(),
            Kind::Email => typed().or_else(|| email(question, value)),
            Kind::Code => code(question, value),
            Kind::Number => number(question, value),
            Kind::Date => self.date(question, value),
            Kind::Statement => (value != "yes").then(|| missing(question)),
            Kind::YesNo | Kind::Radios | Kind::Select | Kind::Checkboxes => self.chosen(question, &values),
            Kind::File => self.files(question, &values),
        }
    }

    fn chosen(&self, question: &Question, values: &[&str]) -> Option<Problem> {
        let options = self.choose_values(question);
        if values.iter().any(|value| !options.iter().any(|option| option == value)) {
            return Some(Problem::of(question, "form-choice"));
        }
        if values.len() > 1 && values.iter().any(|value| question.exclusive(value)) {
            return Some(Problem::of(question, "form-exclusive"));
        }
        how_many(question, values.len())
    }

    fn choose_values(&self, question: &Question) -> Vec<String> {
        question.options(self.choose, Lang::En).into_iter().map(|choice| choice.value).collect()
    }

    fn files(&self, question: &Question, references: &[&str]) -> Option<Problem> {
        for reference in references {
            let Some(name) = self.choose.file(&question.id, reference) else {
                return Some(Problem::of(question, "form-file-unknown"));
            };
            let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase()).unwrap_or_default();
            if !question.accept.is_empty() && !question.accept.contains(&extension) {
                let kinds = question.accept.join(", ");
                return Some(Problem::of(question, "form-file-type").with("file", name).with("kinds", kinds));
            }
        }
        how_many(question, references.len())
    }

    fn date(&self, question: &Question, value: &str) -> Option<Problem> {
        let Some(date) = date::stored(self.answers, &question.id) else {
            return Some(no_date(question, value));
        };
        for (bound, key) in [(question.min, "form-date-min"), (question.max, "form-date-max")] {
            let Some(bound) = bound else { continue };
            let Some(limit) = bound.date(self.choose.today()) else {
                return Some(Problem::of(question, "form-date-today"));
            };
            let outside = if key == "form-date-min" { date < limit } else { date > limit };
            if outside {
                return Some(Problem::of(question, key).with("date", limit));
            }
        }
        None
    }
}

fn missing(question: &Question) -> Problem {
    let key = match (&question.missing, &question.name, question.kind) {
        (Some(words), _, _) => {
            return Problem { missing: true, ..Problem::words(question, words) };
        }
        (_, _, Kind::Statement) => "form-missing-statement",
        (_, Some(_), Kind::YesNo | Kind::Radios | Kind::Checkboxes | Kind::Select | Kind::File) => {
            "form-missing-choose"
        }
        (_, Some(_), _) => "form-missing-enter",
        (_, None, _) => "form-missing",
    };
    Problem { missing: true, ..Problem::of(question, key) }
}

fn no_date(question: &Question, value: &str) -> Problem {
    let part = |mut problem: Problem, part: &str| {
        problem.field = format!("{}-{part}", question.id);
        problem
    };
    match Parts::of(value).date() {
        Err(NoDate::Incomplete(parts)) => {
            let problem = Problem::of(question, &format!("form-date-without-{}", parts.join("-")));
            part(problem, parts.first().copied().unwrap_or("day"))
        }
        Err(NoDate::Year) => part(Problem::of(question, "form-date-year"), "year"),
        Err(NoDate::Unreal) | Ok(_) => Problem::of(question, "form-date-unreal"),
    }
}

/// Words are what stands between white space, as the counter beside the box counts them.
pub(crate) fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

fn lengths(question: &Question, value: &str) -> Option<Problem> {
    let length = value.chars().count();
    if let Some(max) = question.max_words {
        let count = words(value);
        if count > usize::try_from(max).unwrap_or(usize::MAX) {
            return Some(Problem::of(question, "form-too-many-words").with("max", max).with("count", count));
        }
    }
    if length > usize::try_from(question.max_length).unwrap_or(usize::MAX) {
        return Some(Problem::of(question, "form-too-long").with("max", question.max_length));
    }
    if length < usize::try_from(question.min_length).unwrap_or(0) {
        return Some(Problem::of(question, "form-too-short").with("min", question.min_length));
    }
    None
}

fn pattern(question: &Question, value: &str) -> Option<Problem> {
    let pattern = question.pattern.as_ref()?;
    (!pattern.regex.is_match(value)).then(|| Problem::words(question, &pattern.error))
}

/// Only what is surely wrong is refused; whether the address exists is found out by writing to it.
fn email(question: &Question, value: &str) -> Option<Problem> {
    let good = value.split_once('@').is_some_and(|(name, domain)| {
        let labels = || domain.split('.');
        !name.is_empty()
            && name.len() <= 64
            && domain.contains('.')
            && labels().all(|label| {
                let letters = |c: char| c.is_alphanumeric() || c == '-';
                !label.is_empty() && label.chars().all(letters) && !label.starts_with('-') && !label.ends_with('-')
            })
    });
    let odd = |c: char| c.is_whitespace() || "()<>[]:;,\\\"".contains(c);
    (!good || value.contains(odd)).then(|| Problem::of(question, "form-email"))
}

fn code(question: &Question, value: &str) -> Option<Problem> {
    if question.pattern.is_some() {
        return pattern(question, value).or_else(|| lengths(question, value));
    }
    let digits = value.bytes().all(|byte| byte.is_ascii_digit());
    let length = u32::try_from(value.chars().count()).unwrap_or(u32::MAX);
    let fits = (question.min_length..=question.max_length).contains(&length);
    (!digits || !fits).then(|| Problem::of(question, "form-code").with("length", question.max_length))
}

fn number(question: &Question, value: &str) -> Option<Problem> {
    if !is_number(value) || value.len() > usize::try_from(question.max_length).unwrap_or(usize::MAX) {
        return Some(Problem::of(question, "form-number"));
    }
    let decimals = value.split_once('.').map_or(0, |(_, part)| part.len());
    if decimals > usize::try_from(question.decimals).unwrap_or(0) {
        let key = if question.decimals == 0 { "form-whole" } else { "form-decimals" };
        return Some(Problem::of(question, key).with("decimals", question.decimals));
    }
    let number: f64 = value.parse().ok()?;
    match (question.min, question.max) {
        (Some(Bound::Number(min)), _) if number < min => {
            Some(Problem::of(question, "form-number-min").with("min", min.to_string()))
        }
        (_, Some(Bound::Number(max))) if number > max => {
            Some(Problem::of(question, "form-number-max").with("max", max.to_string()))
        }
        _ => None,
    }
}

fn how_many(question: &Question, count: usize) -> Option<Problem> {
    let min = question.min.and_then(Bound::count).filter(|min| count < *min);
    let max = question.max.and_then(Bound::count).filter(|max| count > *max);
    match (min, max) {
        (Some(min), _) => Some(Problem::of(question, "form-too-few").with("min", min)),
        (_, Some(max)) => Some(Problem::of(question, "form-too-many").with("max", max)),
        _ => None,
    }
}
