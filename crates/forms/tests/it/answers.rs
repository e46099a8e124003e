use forms::{Answer, Answers, Form, Lists, Problem};
use foundation::Lang;

use crate::{complete, day, example, lists, pairs, sign_in, texts, wrong, wrong_answer};

#[test]
fn good_answers_have_no_problems() {
    assert_eq!(wrong_answer("none", &[]), Vec::<String>::new());
    assert!(example().ready(&complete(), &lists()));
}

#[test]
fn a_wrong_answer_is_kept_as_it_was_typed() {
    let sent = [
        ("title", "  Hours  "),
        ("persons", "many"),
        ("start-day", "31"),
        ("start-month", "2"),
        ("start-year", "2027"),
    ];
    let (answers, problems) = example().read(None, &pairs(&sent), &lists());
    assert_eq!(answers.text("title"), "Hours");
    assert_eq!(answers.text("persons"), "many");
    assert_eq!(answers.text("start"), "2027-2-31");
    assert!(problems.of("persons").is_some() && problems.of("title").is_none());
}

#[test]
fn a_password_is_not_trimmed_and_never_stored() {
    let sent = [("email", " a@b.org "), ("password", "  open sesame "), ("code", " 123 456 ")];
    let (answers, problems) = sign_in().read(None, &pairs(&sent), &());
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(answers.text("password"), "  open sesame ");
    assert_eq!(answers.text("code"), "123456");
    assert_eq!(sign_in().storable(&answers), Answers::new().with("email", "a@b.org"));
}

#[test]
fn fields_of_no_question_are_ignored() {
    let (answers, _) = sign_in().read(None, &pairs(&[("csrf", "t"), ("admin", "yes"), ("email", "a@b.org")]), &());
    assert_eq!(answers, Answers::new().with("email", "a@b.org"));
}

#[test]
fn an_unanswered_question_is_named_by_what_it_asks_for() {
    assert_eq!(wrong_answer("title", &[]), ["title: Enter the title of the project"]);
    assert_eq!(wrong_answer("title", &[" \n "]), ["title: Enter the title of the project"]);
    assert_eq!(wrong_answer("datasets", &[]), ["datasets: Answer ‘Which datasets do you need?’"]);
    assert_eq!(wrong_answer("agree", &[]), ["agree: Confirm that you have read the conditions"]);
    assert!(wrong(&example(), &[])[0].starts_with("type: Select what you are applying for"));
}

#[test]
fn words_are_counted_between_white_space_and_limited() {
    let ten = "one two  three\nfour\tfive six, seven - nine ten";
    assert_eq!(wrong_answer("abstract", &[ten]), Vec::<String>::new());
    let eleven = format!("{ten} eleven");
    assert_eq!(wrong_answer("abstract", &[&eleven]), ["abstract: The abstract must be 10 words or fewer. It has 11"]);
}

#[test]
fn characters_are_limited_and_welsh_letters_count_once() {
    assert_eq!(wrong_answer("title", &["ŵ".repeat(60).as_str()]), Vec::<String>::new());
    let long = "ŵ".repeat(61);
    assert_eq!(wrong_answer("title", &[&long]), ["title: The title of the project must be 60 characters or fewer"]);
}

#[test]
fn an_enormous_answer_is_cut_and_refused() {
    let enormous = "a ".repeat(3_000_000);
    let (answers, problems) =
        example().read(Some("summary"), &pairs(&[("abstract", &enormous), ("title", &enormous)]), &lists());
    assert!(answers.text("abstract").len() <= 100_000 && answers.text("title").len() <= 100_000);
    assert!(problems.of("abstract").is_some() && problems.of("title").is_some());
}

#[test]
fn a_nul_is_refused_and_not_kept() {
    let (answers, problems) = example().read(Some("summary"), &pairs(&[("title", "Ho\0urs\u{7}")]), &lists());
    assert_eq!(answers.text("title"), "Hours");
    let message = problems.of("title").unwrap().message(&texts(), Lang::En);
    assert!(message.starts_with("The title of the project contains a character that cannot be stored"));
    let stored = complete().with("title", "Ho\0urs");
    assert!(example().check(&stored, &lists()).of("title").is_some());
}

#[test]
fn line_ends_are_alike_and_a_line_has_none() {
    let sent = [("abstract", "one\r\ntwo\rthree"), ("title", "one\r\ntwo")];
    let (answers, _) = example().read(Some("summary"), &pairs(&sent), &lists());
    assert_eq!(answers.text("abstract"), "one\ntwo\nthree");
    assert_eq!(answers.text("title"), "one two");
}

/// What is said about a date sent in three fields, and the field to which the summary leads.
fn about_date(day: &str, month: &str, year: &str) -> Option<(String, String)> {
    let sent = [("start-day", day), ("start-month", month), ("start-year", year)];
    let (_, problems) = example().read(Some("summary"), &pairs(&sent), &lists());
    problems.of("start").map(|problem| (problem.message(&texts(), Lang::En), problem.field.clone()))
}

#[test]
fn the_31st_of_february_is_no_real_date() {
    let said = |sentence: &str, field: &str| Some((sentence.to_owned(), field.to_owned()));
    assert_eq!(about_date("31", "2", "2027"), said("The start date must be a real date", "start-day"));
    assert_eq!(about_date("29", "2", "2028"), None);
    assert_eq!(about_date("29", "2", "2027"), said("The start date must be a real date", "start-day"));
    assert_eq!(about_date("", "2", "2027"), said("The start date must include a day", "start-day"));
    assert_eq!(about_date("3", "", ""), said("The start date must include a month and a year", "start-month"));
    assert_eq!(about_date("3", "2", "27"), said("The year must include 4 numbers", "start-year"));
    assert_eq!(about_date("-3", "2", "2027"), said("The start date must be a real date", "start-day"));
    assert_eq!(about_date("", "", ""), said("Enter the start date", "start-day"));
    assert_eq!(
        about_date("21", "11", "2026"),
        said("The start date must be on or after 22 November 2026", "start-day")
    );
    assert_eq!(about_date("22", "11", "2026"), None);
}

#[test]
fn a_month_may_be_written_as_a_word_in_either_language() {
    for month in ["Dec", "december", "Rhagfyr", "rhag", "12"] {
        let sent = [("start-day", "03"), ("start-month", month), ("start-year", "2026")];
        let (answers, _) = example().read(Some("summary"), &pairs(&sent), &lists());
        assert_eq!(answers.date("start"), Some(day("2026-12-03")), "{month}");
    }
}

#[test]
fn what_is_no_date_stays_as_it_was_typed() {
    for (day, month, year, kept) in
        [("00", "", "", "--00"), ("05", "13", "2027", "2027-13-05"), ("05", "2", "", "-2-05")]
    {
        let sent = [("start-day", day), ("start-month", month), ("start-year", year)];
        let (answers, _) = example().read(Some("summary"), &pairs(&sent), &lists());
        assert_eq!(answers.text("start"), kept);
        let (again, _) = example().read(Some("summary"), &answers.pairs(), &lists());
        assert_eq!(again.text("start"), kept);
    }
}

#[test]
fn a_date_can_be_sent_as_one_field() {
    let (answers, problems) = example().read(Some("summary"), &pairs(&[("start", "2027-1-4")]), &lists());
    assert_eq!(answers.text("start"), "2027-01-04");
    assert!(problems.of("start").is_none());
    assert_eq!(wrong_answer("start", &["20270104"]), ["start: The start date must include a day and a month"]);
}

#[test]
fn a_date_limited_by_today_is_no_good_while_today_is_unknown() {
    let problems = example().check(&complete(), &Lists::new());
    let message = problems.of("start").unwrap().message(&texts(), Lang::En);
    assert_eq!(message, "The start date cannot be checked at the moment. Try again later");
}

#[test]
fn a_number_keeps_to_its_limits() {
    assert_eq!(wrong_answer("persons", &["0"]), ["persons: The number of people must be 1 or more"]);
    assert_eq!(wrong_answer("persons", &["51"]), ["persons: The number of people must be 50 or less"]);
    assert_eq!(wrong_answer("persons", &["2.5"]), ["persons: The number of people must be a whole number"]);
    for word in ["two", "1e3", "NaN", "inf", "0x10", "--1", "1.", "1,00"] {
        assert_eq!(wrong_answer("persons", &[word]), ["persons: The number of people must be a number"], "{word}");
    }
    let (answers, _) = example().read(Some("data"), &pairs(&[("persons", " 1,234,567 ")]), &lists());
    assert_eq!(answers.number::<i64>("persons"), Some(1_234_567));
}

#[test]
fn only_what_was_offered_can_be_chosen() {
    assert_eq!(
        wrong_answer("outlet", &["blog"]),
        ["outlet: ‘Where will you publish first?’: select one of the answers that are offered"]
    );
    assert_eq!(wrong_answer("datasets", &["lfs", "secret"]).len(), 1);
    assert_eq!(
        wrong_answer("datasets", &["lfs", "biz", "census"]),
        ["datasets: ‘Which datasets do you need?’: select at most 2"]
    );
    assert_eq!(wrong_answer("datasets", &["lfs", "lfs", "biz"]), Vec::<String>::new());
    assert_eq!(wrong_answer("agree", &["no"]), ["agree: Confirm that you have read the conditions"]);
    assert_eq!(wrong_answer("own-data", &["perhaps"]).len(), 1);
}

#[test]
fn none_of_these_goes_with_nothing_else() {
    assert_eq!(wrong_answer("topics", &["none"]), Vec::<String>::new());
    let said = "topics: ‘Which topics does it touch?’: select either the last answer alone or other answers";
    assert_eq!(wrong_answer("topics", &["work", "none"]), [said]);
}

#[test]
fn an_address_without_a_domain_is_refused() {
    for good in ["a@b.org", "siân.o'neill+x@prifysgol.cymru", "a@b-c.example.co.uk"] {
        assert_eq!(wrong_answer("owner-contact", &[good]), Vec::<String>::new(), "{good}");
    }
    for bad in ["a", "a@b", "a@b..org", "@b.org", "a b@c.org", "a@b.org, c@d.org", "a@@b.org", "a@-b.org", "<a@b.org>"]
    {
        let said = "owner-contact: Enter an email address in the correct format, like name@example.com";
        assert_eq!(wrong_answer("owner-contact", &[bad]), [said], "{bad}");
    }
}

#[test]
fn a_code_is_six_digits() {
    let said = |code| wrong(&sign_in(), &[("email", "a@b.org"), ("password", "long enough"), ("code", code)]);
    assert!(said("012 345").is_empty());
    assert_eq!(said("12345"), ["code: The code must be 6 digits, like 123456"]);
    assert_eq!(said("12345a"), ["code: The code must be 6 digits, like 123456"]);
    assert_eq!(said("١٢٣٤٥٦"), ["code: The code must be 6 digits, like 123456"]);
}

#[test]
fn a_pattern_must_match_the_whole_answer() {
    assert!(wrong_answer("orcid", &["0000-0002-1825-0097"]).is_empty());
    let said = "orcid: Enter an ORCID like 0000-0002-1825-0097";
    assert_eq!(wrong_answer("orcid", &["x 0000-0002-1825-0097"]), [said]);
}

#[test]
fn a_file_counts_only_if_the_caller_vouches_for_it() {
    assert!(wrong_answer("evidence", &["f-1"]).is_empty());
    assert_eq!(
        wrong_answer("evidence", &["f-9"]),
        ["evidence: ‘Evidence of permission’: the file could not be found. Choose it again"]
    );
    assert_eq!(
        wrong_answer("evidence", &["f-2"]),
        ["evidence: permission.exe must be a file of one of these types: pdf, docx"]
    );
    // What was there and an empty file field, then what was there and a new file.
    assert!(wrong_answer("evidence", &["f-1", ""]).is_empty());
    assert_eq!(wrong_answer("evidence", &["f-1", "f-2"]).len(), 1);
}

#[test]
fn errors_are_in_the_language_that_is_asked_for() {
    let (_, problems) = example().read(
        Some("summary"),
        &pairs(&[("abstract", &"gair ".repeat(12)), ("start", "2025-01-01")]),
        &lists(),
    );
    let welsh = problems.sentences(&texts(), Lang::Cy);
    let welsh: Vec<&str> = welsh.iter().map(|(_, sentence)| sentence.as_str()).collect();
    assert_eq!(
        welsh,
        [
            "Rhowch y teitl",
            "Y crynodeb: rhaid cael 10 gair neu lai. Mae 12 yma",
            "Y dyddiad dechrau: rhaid i’r dyddiad fod ar neu ar ôl 22 Tachwedd 2026",
        ]
    );
}

#[test]
fn the_caller_can_add_problems_of_its_own() {
    let (_, mut problems) = example().read(None, &complete().pairs(), &lists());
    problems.add(Problem::new("start", "form-number-min").with("subject", "It").with("min", 3));
    assert_eq!(problems.sentences(&texts(), Lang::En), [("start".to_owned(), "It must be 3 or more".to_owned())]);
}

#[test]
fn answers_are_plain_json_there_and_back() {
    let answers = Answers::new().with("datasets", &["lfs"][..]).with("start", day("2026-11-22")).with("agree", true);
    let json = serde_json::to_string(&answers).unwrap();
    assert_eq!(json, r#"{"agree":"yes","datasets":["lfs"],"start":"2026-11-22"}"#);
    assert_eq!(serde_json::from_str::<Answers>(&json).unwrap(), answers);
    let (read, _) = example().read(None, &answers.pairs(), &lists());
    assert_eq!(read, answers);
    assert!(matches!(read.get("datasets"), Some(Answer::Many(_))));
}

#[test]
fn one_answer_stands_where_several_were_sent_for_one() {
    let (answers, _) = example().read(None, &pairs(&[("type", "research"), ("type", "exploratory")]), &lists());
    assert_eq!(answers.text("type"), "exploratory");
    let stored = complete().with("type", &["research", "exploratory"][..]);
    let message = example().check(&stored, &lists()).of("type").unwrap().message(&texts(), Lang::En);
    assert_eq!(message, "What you are applying for must have one answer only");
}

#[test]
fn an_unknown_section_reads_nothing() {
    let form: Form = example();
    let (answers, problems) = form.read(Some("nowhere"), &complete().pairs(), &lists());
    assert!(answers.is_empty() && problems.is_empty());
}
