//! From fields that were sent to answers and problems.

use std::collections::BTreeMap;

use crate::check::Judge;
use crate::date::Parts;
use crate::{Answer, Answers, Choose, Form, Kind, Problem, Problems, Question, Section};

/// More characters than any answer may have. What is longer is cut here, and then refused as too long.
const CEILING: usize = 100_000;
/// More values than any question of several answers can have.
const VALUES: usize = 10_000;

/// The values of each field, in the order in which they were sent.
type Fields<'a> = BTreeMap<&'a str, Vec<&'a str>>;

impl Form {
    /// Reads what was sent for the whole form (`None`) or one section of it. What was typed is kept even where it is
    /// wrong; fields that no question has are ignored. A date is sent as `id-day`, `id-month` and `id-year`, or as
    /// `id` = `2026-11-22`. An unknown section has no questions: nothing is read.
    ///
    /// Conditions see only these answers: where a section depends on another, use [`Form::read_over`].
    pub fn read(&self, section: Option<&str>, fields: &[(String, String)], choose: &dyn Choose) -> (Answers, Problems) {
        self.read_over(&Answers::new(), section, fields, choose)
    }

    /// The same for a form that is saved and resumed: `stored` with the answers of this section replaced, and the
    /// problems of this section alone.
    pub fn read_over(
        &self,
        stored: &Answers,
        section: Option<&str>,
        fields: &[(String, String)],
        choose: &dyn Choose,
    ) -> (Answers, Problems) {
        let mut sent = Fields::new();
        for (name, value) in fields {
            sent.entry(name.as_str()).or_default().push(value.as_str());
        }
        let within = |one: &Section| section.is_none_or(|id| one.id == id);
        let mut answers = self.known(stored);
        let mut refused: Vec<&str> = Vec::new();
        for question in self.sections.iter().filter(|one| within(one)).flat_map(|one| &one.questions) {
            let (answer, clean) = answer(question, &sent);
            if !clean {
                refused.push(&question.id);
            }
            match answer {
                Some(answer) => answers.set(&question.id, answer),
                None => answers.remove(&question.id),
            }
        }
        // Who sends the whole form sends it in: there is no later.
        let part = section.is_some();
        let judge = Judge { answers: &answers, choose };
        let mut problems = Problems::none();
        for (section, questions) in self.asked(&answers).into_iter().filter(|(one, _)| within(one)) {
            let later = part && unfinished(&questions, &answers);
            for question in questions {
                let problem = if refused.contains(&question.id.as_str()) {
                    Some(Problem::of(question, "form-characters"))
                } else {
                    judge.question(section, question)
                };
                problems.0.extend(problem.filter(|problem| !(later && problem.missing)));
            }
        }
        (answers, problems)
    }

    fn known(&self, stored: &Answers) -> Answers {
        let known = |id: &str| self.question(id).is_some();
        let kept = stored.0.iter().filter(|(id, _)| known(id));
        kept.map(|(id, answer)| (id.clone(), answer.clone())).collect()
    }
}

/// Whether the person says that they will come back to the section: then what is missing is no problem yet.
fn unfinished(questions: &[&Question], answers: &Answers) -> bool {
    questions.iter().any(|question| question.declares && answers.text(&question.id) == "no")
}

/// The answer to one question, and whether every character of it could be taken.
fn answer(question: &Question, sent: &Fields<'_>) -> (Option<Answer>, bool) {
    let mut clean = true;
    let mut value = |text: &str| {
        let (text, whole) = cleaned(question.kind, text);
        clean &= whole;
        text
    };
    let values = sent.get(question.id.as_str()).map_or(&[][..], Vec::as_slice);
    let answer = if question.many() {
        let mut several: Vec<String> = Vec::new();
        for text in values.iter().take(VALUES) {
            let text = value(text);
            if !text.is_empty() && !several.contains(&text) {
                several.push(text);
            }
        }
        Answer::Many(several)
    } else if question.kind == Kind::Date {
        Answer::One(date(question, sent, &mut value))
    } else {
        let texts = values.iter().map(|text| value(text));
        // A new file stands after the one that was there; an empty file field does not undo that.
        Answer::One(texts.filter(|text| !text.is_empty()).last().unwrap_or_default())
    };
    (Some(answer).filter(|answer| !answer.is_empty()), clean)
}

fn date(question: &Question, sent: &Fields<'_>, value: &mut dyn FnMut(&str) -> String) -> String {
    let last = |name: &str| sent.get(name).and_then(|values| values.last()).copied().unwrap_or_default();
    if sent.contains_key(question.id.as_str()) {
        return Parts::of(&value(last(&question.id))).value();
    }
    let mut part = |name: &str| value(last(&format!("{}-{name}", question.id)));
    Parts { day: part("day"), month: part("month"), year: part("year") }.value()
}

/// The text as it is kept: line ends alike, no characters that cannot be stored, no space around it. The second value
/// is false where characters had to be taken out.
fn cleaned(kind: Kind, text: &str) -> (String, bool) {
    let text: String = text.chars().take(CEILING).collect();
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = if kind == Kind::Paragraph { text } else { text.replace(['\n', '\t'], " ") };
    let kept: String = text.chars().filter(|c| !unstorable(*c)).collect();
    let clean = kept.len() == text.len();
    let kept = match kind {
        Kind::Password => kept,
        Kind::Code => kept.chars().filter(|c| !c.is_whitespace() && *c != '-').collect(),
        Kind::Number => number(kept.trim()),
        _ => kept.trim().to_owned(),
    };
    (kept, clean)
}

/// Control characters: no keyboard types them, and PostgreSQL refuses the first of them (NUL).
pub(crate) fn unstorable(c: char) -> bool {
    c.is_control() && c != '\n' && c != '\t'
}

/// `1,250.50` and `£ 1 250.50` as `1250.50`; anything that is no number stays as it was typed.
fn number(typed: &str) -> String {
    let plain: String = typed
        .trim_start_matches(['£', '+'])
        .chars()
        .filter(|c| !c.is_whitespace() && *c != ',')
        .map(|c| if c == '\u{2212}' { '-' } else { c })
        .collect();
    let commas_fit = || {
        let whole = typed.trim_start_matches(['£', '+', '-', ' ']).split('.').next().unwrap_or_default();
        whole.split(',').skip(1).all(|group| group.trim().len() == 3)
    };
    if is_number(&plain) && commas_fit() { plain } else { typed.to_owned() }
}

/// Digits, before them perhaps a minus, among them perhaps a point.
pub(crate) fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    match text.split_once('.') {
        Some((whole, part)) => digits(whole) && digits(part),
        None => digits(text),
    }
}
