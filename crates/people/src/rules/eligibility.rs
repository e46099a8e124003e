//! Whether somebody may use the service at all, found by a few questions before anybody signs in (ACC-12). It decides nothing:
//! what decides is accreditation and the access decision.

use foundation::words;
use serde::Deserialize;

words! {
    /// How the questions end.
    Ending {
        /// They can apply.
        Yes = "yes",
        /// They cannot, for the reason of the last answer.
        No = "no",
        /// The questions do not tell: a person answers.
        Ask = "ask",
    }
}

/// The profile's questions, in their order. Read from `[[people.eligibility]]`; anything that would lead nowhere, round in a
/// circle or never to one of the endings is refused when the profile is read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Vec<Question>")]
pub struct Questions(Vec<Question>);

/// Its words are `eligibility-ID` in the profile's texts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    pub id: String,
    pub choices: Vec<Choice>,
}

/// Its words are `eligibility-QUESTION-ID`; where it ends in no or ask, the reason is `eligibility-QUESTION-ID-why`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub id: String,
    /// A later question, or an ending.
    pub to: String,
}

/// What somebody answered.
pub type Given<'a> = (&'a Question, &'a Choice);

/// Where somebody stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step<'a> {
    Asks(&'a Question),
    Ends(Ending),
}

impl Questions {
    /// In their order; none where the profile asks none.
    pub fn all(&self) -> &[Question] {
        &self.0
    }

    /// What was answered on the way, and where that led. An answer that is none of the choices has not been given.
    pub fn follow<'a>(&'a self, given: impl Fn(&str) -> Option<String>) -> Option<(Vec<Given<'a>>, Step<'a>)> {
        let mut asks = self.0.first()?;
        let mut way = Vec::new();
        loop {
            let answer = given(&asks.id);
            let Some(choice) = asks.choices.iter().find(|choice| Some(&choice.id) == answer.as_ref()) else {
                return Some((way, Step::Asks(asks)));
            };
            way.push((asks, choice));
            match self.leads(choice) {
                Step::Asks(question) => asks = question,
                end => return Some((way, end)),
            }
        }
    }

    fn leads(&self, choice: &Choice) -> Step<'_> {
        match self.0.iter().find(|question| question.id == choice.to) {
            Some(question) => Step::Asks(question),
            // Anything else was refused when they were read.
            None => Step::Ends(choice.to.parse().unwrap_or(Ending::Ask)),
        }
    }
}

impl TryFrom<Vec<Question>> for Questions {
    type Error = String;

    fn try_from(questions: Vec<Question>) -> Result<Questions, String> {
        let place = |id: &str| questions.iter().position(|question| question.id == id);
        for (at, question) in questions.iter().enumerate() {
            let id = &question.id;
            if place(id) != Some(at) || id.parse::<Ending>().is_ok() {
                return Err(format!("the eligibility question `{id}` stands twice, or has the name of an ending"));
            }
            if question.choices.len() < 2 {
                return Err(format!("the eligibility question `{id}` needs two choices or more"));
            }
            for choice in &question.choices {
                let later = place(&choice.to).is_some_and(|to| to > at);
                if !later && choice.to.parse::<Ending>().is_err() {
                    let to = &choice.to;
                    return Err(format!(
                        "`{to}` of the eligibility question `{id}` is no later question and no ending"
                    ));
                }
                if question.choices.iter().filter(|other| other.id == choice.id).count() > 1 {
                    return Err(format!("the eligibility question `{id}` has the choice `{}` twice", choice.id));
                }
            }
        }
        let led_to = |id: &str| questions.iter().flat_map(|question| &question.choices).any(|choice| choice.to == id);
        if let Some(never) = questions.iter().skip(1).find(|question| !led_to(&question.id)) {
            return Err(format!("nothing leads to the eligibility question `{}`", never.id));
        }
        match Ending::ALL.iter().find(|ending| !questions.is_empty() && !led_to(ending.word())) {
            Some(never) => Err(format!("no eligibility question ends in `{never}`")),
            None => Ok(Questions(questions)),
        }
    }
}
