//! Words that components bring with them, in English and Welsh. English is what GOV.UK Frontend says; the Welsh has
//! not been read by a Welsh speaker, except where GOV.UK services use the same words (Gwall, Dydd, Mis, Blwyddyn).

use foundation::Lang;

/// The words of components in one language.
pub(crate) struct ComponentWords {
    pub(crate) back: &'static str,
    pub(crate) breadcrumb: &'static str,
    pub(crate) characters: Counted,
    pub(crate) words: Counted,
    pub(crate) day: &'static str,
    pub(crate) error: &'static str,
    pub(crate) important: &'static str,
    pub(crate) language: &'static str,
    pub(crate) menu: &'static str,
    pub(crate) month: &'static str,
    pub(crate) next: &'static str,
    pub(crate) page: &'static str,
    pub(crate) pages: &'static str,
    pub(crate) previous: &'static str,
    pub(crate) problem: &'static str,
    pub(crate) service_information: &'static str,
    pub(crate) success: &'static str,
    pub(crate) support_links: &'static str,
    pub(crate) warning: &'static str,
    pub(crate) year: &'static str,
    pub(crate) password: Password,
}

/// What is said beside a box that counts; `%{count}` stands for the number.
pub(crate) struct Counted {
    pub(crate) limit: &'static str,
    pub(crate) under_one: &'static str,
    pub(crate) under_other: &'static str,
    pub(crate) at: &'static str,
    pub(crate) over_one: &'static str,
    pub(crate) over_other: &'static str,
}

/// What the button beside a password says.
pub(crate) struct Password {
    pub(crate) show: &'static str,
    pub(crate) hide: &'static str,
    pub(crate) show_label: &'static str,
    pub(crate) hide_label: &'static str,
    pub(crate) shown: &'static str,
    pub(crate) hidden: &'static str,
}

pub(crate) fn of(lang: Lang) -> &'static ComponentWords {
    match lang {
        Lang::En => &EN,
        Lang::Cy => &CY,
    }
}

const EN: ComponentWords = ComponentWords {
    back: "Back",
    breadcrumb: "Breadcrumb",
    characters: Counted {
        limit: "You can enter up to %{count} characters",
        under_one: "You have %{count} character remaining",
        under_other: "You have %{count} characters remaining",
        at: "You have 0 characters remaining",
        over_one: "You have %{count} character too many",
        over_other: "You have %{count} characters too many",
    },
    words: Counted {
        limit: "You can enter up to %{count} words",
        under_one: "You have %{count} word remaining",
        under_other: "You have %{count} words remaining",
        at: "You have 0 words remaining",
        over_one: "You have %{count} word too many",
        over_other: "You have %{count} words too many",
    },
    day: "Day",
    error: "Error",
    important: "Important",
    language: "Language",
    menu: "Menu",
    month: "Month",
    next: "Next",
    page: "Page",
    pages: "Pagination",
    previous: "Previous",
    problem: "There is a problem",
    service_information: "Service information",
    success: "Success",
    support_links: "Support links",
    warning: "Warning",
    year: "Year",
    password: Password {
        show: "Show",
        hide: "Hide",
        show_label: "Show password",
        hide_label: "Hide password",
        shown: "Your password is visible",
        hidden: "Your password is hidden",
    },
};

const CY: ComponentWords = ComponentWords {
    back: "Yn ôl",
    breadcrumb: "Briwsion bara",
    characters: Counted {
        limit: "Gallwch roi hyd at %{count} nod",
        under_one: "Mae gennych %{count} nod ar ôl",
        under_other: "Mae gennych %{count} nod ar ôl",
        at: "Mae gennych 0 nod ar ôl",
        over_one: "Mae gennych %{count} nod yn ormod",
        over_other: "Mae gennych %{count} nod yn ormod",
    },
    words: Counted {
        limit: "Gallwch roi hyd at %{count} gair",
        under_one: "Mae gennych %{count} gair ar ôl",
        under_other: "Mae gennych %{count} gair ar ôl",
        at: "Mae gennych 0 gair ar ôl",
        over_one: "Mae gennych %{count} gair yn ormod",
        over_other: "Mae gennych %{count} gair yn ormod",
    },
    day: "Dydd",
    error: "Gwall",
    important: "Pwysig",
    language: "Iaith",
    menu: "Dewislen",
    month: "Mis",
    next: "Nesaf",
    page: "Tudalen",
    pages: "Tudalennau",
    previous: "Blaenorol",
    problem: "Mae problem wedi codi",
    service_information: "Gwybodaeth am y gwasanaeth",
    success: "Llwyddiant",
    support_links: "Dolenni cymorth",
    warning: "Rhybudd",
    year: "Blwyddyn",
    password: Password {
        show: "Dangos",
        hide: "Cuddio",
        show_label: "Dangos cyfrinair",
        hide_label: "Cuddio cyfrinair",
        shown: "Mae eich cyfrinair yn weladwy",
        hidden: "Mae eich cyfrinair wedi'i guddio",
    },
};
