//! One question with its control, hint, error and guidance.

use ui::{
    CharacterCount, Checkbox, Checkboxes, DateInput, DateValue, Details, ErrorMessage, Fieldset, FileUpload, Html,
    Input, InsetText, Label, Legend, PasswordInput, Radio, Radios, Select, SelectItem, Textarea,
};

use super::fields::revealed_by;
use super::{Asking, prose, say};
use crate::date::Parts;
use crate::{Choices, Kind, Question};

/// Where a question stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// It is the only one on the page, and its heading.
    Heading,
    /// Among others.
    Page,
    /// Below the answer that reveals it.
    Revealed,
}

impl Place {
    fn label(self, text: String) -> Label {
        match self {
            Place::Heading => Label::new(text).page_heading(),
            Place::Page => Label::new(text).classes("govuk-label--s"),
            Place::Revealed => Label::new(text),
        }
    }

    fn legend(self, text: String) -> Legend {
        let classes = if self == Place::Page { "govuk-fieldset__legend--s" } else { "" };
        match self {
            Place::Heading => Legend::page_heading(text),
            _ => Legend { html: text.into(), classes: classes.to_owned(), is_page_heading: false },
        }
    }
}

impl Asking<'_> {
    /// `reveals` gives what an answer to the question reveals.
    pub(super) fn question(&self, question: &Question, place: Place, reveals: &dyn Fn(&str) -> Html) -> Html {
        if let Some(nothing) = self.nothing_to_choose(question) {
            return nothing;
        }
        let mut out = match question.kind {
            Kind::Text | Kind::Email | Kind::Code | Kind::Number => self.input(question, place),
            Kind::Password => self.password(question, place),
            Kind::Paragraph => return self.paragraph(question, place),
            Kind::Date => self.date(question, place),
            Kind::YesNo | Kind::Radios => self.radios(question, place, reveals),
            Kind::Checkboxes => self.checkboxes(question, place, reveals),
            Kind::Select => self.select(question, place),
            Kind::Statement => self.statement(question),
            Kind::File => self.file(question, place),
        };
        out.push(&self.guidance_on(question));
        out
    }

    /// A question whose list is empty: says so where its control would be, so that the error summary leads there.
    fn nothing_to_choose(&self, question: &Question) -> Option<Html> {
        let listed = question.choices != Choices::None;
        if !listed || !question.options(self.choose, self.lang).is_empty() {
            return None;
        }
        let text = say(self.texts, self.lang, "form-nothing-to-choose", &[]);
        let label = Html::text(&self.label(question));
        let html = Html::trusted(format!(
            "<p class=\"govuk-body govuk-!-font-weight-bold\">{label}</p>\n<p class=\"govuk-body\">{}</p>",
            Html::text(&text)
        ));
        Some(InsetText { id: question.id.clone(), ..InsetText::new(html) }.html())
    }

    fn label(&self, question: &Question) -> String {
        let label = question.label.get(self.lang);
        if question.optional {
            say(self.texts, self.lang, "form-optional", &[("label", label)])
        } else {
            label.to_owned()
        }
    }

    /// The hint, after the answers that bring the question up, where it does not stand below one of them.
    fn hint(&self, question: &Question) -> String {
        let revealed = self.form.sections.iter().any(|section| revealed_by(section, question).is_some());
        let only_if = if revealed { None } else { self.only_if(question) };
        let hint = question.hint.as_ref().map(|hint| hint.get(self.lang).to_owned());
        only_if.into_iter().chain(hint).collect::<Vec<_>>().join(" ")
    }

    fn error(&self, question: &Question) -> Option<ErrorMessage> {
        let problem = self.problems.of(&question.id)?;
        Some(ErrorMessage::new(problem.message(self.texts, self.lang)).in_lang(self.lang))
    }

    /// The guidance beside the question (APP-09), folded.
    fn guidance_on(&self, question: &Question) -> Html {
        let Some(guidance) = &question.guidance else {
            return Html::default();
        };
        let summary = say(self.texts, self.lang, "form-guidance", &[]);
        // Several foldings on one page are told apart by the question.
        let about = Html::visually_hidden(format!(": {}", question.label.get(self.lang)));
        let summary: Html = [Html::from(summary), about].into_iter().collect();
        Details::new(summary, prose(guidance.get(self.lang))).html()
    }

    fn input(&self, question: &Question, place: Place) -> Html {
        let mut input = Input::new(&question.id, place.label(self.label(question)))
            .hint(self.hint(question))
            .error(self.error(question))
            .autocomplete(question.autocomplete.as_deref().unwrap_or_default());
        if question.kind != Kind::Code {
            input = input.value(self.answers.text(&question.id));
        }
        let whole = question.kind == Kind::Number && question.decimals == 0;
        input = match question.kind {
            Kind::Email => input.kind("email"),
            Kind::Code if question.pattern.is_none() => input.digits(),
            Kind::Number if whole => input.digits(),
            Kind::Number => Input { inputmode: "decimal".to_owned(), spellcheck: Some(false), ..input },
            _ => input,
        };
        if question.kind == Kind::Email {
            input.spellcheck = Some(false);
        }
        let usual = match question.kind {
            Kind::Code | Kind::Number => Some(10),
            _ => None,
        };
        if let Some(width) = question.width.or(usual) {
            input = input.width(width);
        }
        if let Some(prefix) = &question.prefix {
            input = input.prefix(prefix.get(self.lang));
        }
        if let Some(suffix) = &question.suffix {
            input = input.suffix(suffix.get(self.lang));
        }
        input.html()
    }

    /// What was typed is never sent back.
    fn password(&self, question: &Question, place: Place) -> Html {
        let mut input = PasswordInput::new(&question.id, place.label(self.label(question)))
            .hint(self.hint(question))
            .error(self.error(question))
            .in_lang(self.lang);
        input.autocomplete = question.autocomplete.clone().unwrap_or_default();
        input.html()
    }

    /// Guidance on a long text stands before its box: nobody scrolls past a box to look for it.
    fn paragraph(&self, question: &Question, place: Place) -> Html {
        let label = place.label(self.label(question));
        let (name, value) = (&question.id, self.answers.text(&question.id));
        if let Some(words) = question.max_words {
            let mut counted = CharacterCount::words(name, label, words)
                .hint(self.hint(question))
                .error(self.error(question))
                .value(value)
                .rows(question.rows)
                .in_lang(self.lang);
            counted.form_group.before_input = self.guidance_on(question);
            return counted.html();
        }
        let mut area = Textarea::new(name, label)
            .hint(self.hint(question))
            .error(self.error(question))
            .value(value)
            .rows(question.rows);
        area.form_group.before_input = self.guidance_on(question);
        area.html()
    }

    fn date(&self, question: &Question, place: Place) -> Html {
        let parts = Parts::of(self.answers.text(&question.id));
        let value = DateValue { day: parts.day, month: parts.month, year: parts.year };
        let error = self.error(question);
        let mut input =
            DateInput::new(&question.id, place.legend(self.label(question))).hint(self.hint(question)).value(value);
        let prefix = format!("{}-", question.id);
        let wrong = self.problems.of(&question.id).and_then(|problem| problem.field.strip_prefix(&prefix));
        if let Some(part) = wrong.filter(|_| self.one_part_wrong(question)) {
            input = input.wrong(&[part]);
        }
        input.error(error).in_lang(self.lang).html()
    }

    /// Whether the problem of a date is one of its boxes and not the date as a whole.
    fn one_part_wrong(&self, question: &Question) -> bool {
        use crate::date::NoDate;
        match Parts::of(self.answers.text(&question.id)).date() {
            Err(NoDate::Incomplete(parts)) => parts.len() == 1,
            Err(NoDate::Year) => true,
            _ => false,
        }
    }

    fn radios(&self, question: &Question, place: Place, reveals: &dyn Fn(&str) -> Html) -> Html {
        let options = question.options(self.choose, self.lang);
        let mut revealing = false;
        let mut items = Vec::new();
        for choice in options {
            let mut item = Radio::new(&choice.value, choice.label.as_str());
            if let Some(hint) = choice.hint {
                item = item.hint(hint);
            }
            let revealed = reveals(&choice.value);
            revealing |= !revealed.is_empty();
            items.push(item.reveals(revealed));
        }
        let mut radios = Radios::new(&question.id, place.legend(self.label(question)))
            .hint(self.hint(question))
            .error(self.error(question))
            .items(items)
            .value(self.answers.text(&question.id));
        if question.kind == Kind::YesNo && !revealing {
            radios = radios.inline();
        }
        radios.html()
    }

    fn checkboxes(&self, question: &Question, place: Place, reveals: &dyn Fn(&str) -> Html) -> Html {
        let mut boxes = Checkboxes::new(&question.id, place.legend(self.label(question)))
            .hint(self.hint(question))
            .error(self.error(question))
            .values(self.answers.list(&question.id));
        for choice in question.options(self.choose, self.lang) {
            let mut item = Checkbox::new(&choice.value, choice.label.as_str()).reveals(reveals(&choice.value));
            if let Some(hint) = choice.hint {
                item = item.hint(hint);
            }
            if question.exclusive(&choice.value) {
                boxes = boxes.divider(&say(self.texts, self.lang, "form-or", &[]));
                item = item.exclusive();
            }
            boxes = boxes.items([item]);
        }
        boxes.html()
    }

    fn select(&self, question: &Question, place: Place) -> Html {
        let first = SelectItem::new("", &say(self.texts, self.lang, "form-select", &[]));
        let options = question.options(self.choose, self.lang);
        let options = options.iter().map(|choice| SelectItem::new(&choice.value, &choice.label));
        Select::new(&question.id, place.label(self.label(question)))
            .hint(self.hint(question))
            .error(self.error(question))
            .items(std::iter::once(first).chain(options))
            .value(self.answers.text(&question.id))
            .html()
    }

    /// One box, and the statement as its label.
    fn statement(&self, question: &Question) -> Html {
        let boxes = Checkboxes { name: question.id.clone(), ..Checkboxes::default() };
        boxes
            .hint(self.hint(question))
            .error(self.error(question))
            .item("yes", self.label(question))
            .values(self.answers.list(&question.id))
            .html()
    }

    fn file(&self, question: &Question, place: Place) -> Html {
        let types: Vec<String> = question.accept.iter().map(|extension| format!(".{extension}")).collect();
        let mut upload = FileUpload::new(&question.id, place.label(self.label(question)))
            .hint(self.hint(question))
            .error(self.error(question));
        if !types.is_empty() {
            upload = upload.accept(&types.join(","));
        }
        if question.multiple {
            upload = upload.multiple();
        }
        let mut out = upload.html();
        out.push(&self.kept_files(question));
        out
    }

    /// Files that were added before are sent again as ticked boxes: clearing one takes the file out.
    fn kept_files(&self, question: &Question) -> Html {
        let mut kept = Vec::new();
        for reference in self.answers.list(&question.id) {
            if let Some(name) = self.choose.file(&question.id, reference) {
                kept.push((reference, name));
            }
        }
        if kept.is_empty() {
            return Html::default();
        }
        let legend = say(self.texts, self.lang, "form-files-kept", &[("label", question.label.get(self.lang))]);
        let mut boxes = Checkboxes {
            name: question.id.clone(),
            id_prefix: format!("{}-kept", question.id),
            fieldset: Some(Fieldset::from(Legend::new(legend))),
            ..Checkboxes::default()
        }
        .small()
        .values(kept.iter().map(|(reference, _)| *reference));
        for (reference, name) in &kept {
            boxes = boxes.item(reference, name.as_str());
        }
        boxes.html()
    }
}
