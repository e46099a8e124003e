//! The handbook's page of the decision, drawn from the rules so that it cannot say anything else.

use super::{AocNeed, Proxy, RouteKind, Rules, Vpn};

/// Markdown: what each route needs, and which class of data opens it, for each profile. `words` gives a key's English.
pub fn handbook(profiles: &[(&str, &Rules)], words: &dyn Fn(&str) -> String) -> String {
    let mut out = String::from(
        "# The access decision\n\n\
         One function decides whether a person may enter a project's space: the person, the project, the place and the\n\
         moment go in; the routes that are open and every reason against the others come out. It is asked when a space is\n\
         entered, again at each use, by the page that explains it, and by the planner (\"what if we add this dataset?\").\n\n\
         This page is made from the profiles' rules (`[settings]` in each `profile.toml`). A test keeps it current.\n\n\
         A project has the most restrictive class of all data that are mapped to it, or once were while files derived from\n\
         them may remain. A dataset whose class is missing or unknown opens no route at all.\n",
    );
    for (name, rules) in profiles {
        out.push_str(&format!("\n## {name}\n\n"));
        classes(&mut out, rules, words);
        routes(&mut out, rules, words);
        everybody(&mut out, rules);
    }
    out
}

fn classes(out: &mut String, rules: &Rules, words: &dyn Fn(&str) -> String) {
    out.push_str("| class of data |");
    for route in &rules.routes {
        out.push_str(&format!(" {} |", words(&route.words)));
    }
    out.push_str("\n|---|");
    out.push_str(&"---|".repeat(rules.routes.len()));
    out.push('\n');
    for class in &rules.classes {
        out.push_str(&format!("| `{}`: {} |", class.id, words(&class.words)));
        for route in &rules.routes {
            out.push_str(if class.routes.contains(&route.id) { " open |" } else { " closed |" });
        }
        out.push('\n');
    }
}

fn routes(out: &mut String, rules: &Rules, words: &dyn Fn(&str) -> String) {
    out.push_str("\n| route | from where | organisation's agreement | VPN | proxy | further agreements |\n|---|---|---|---|---|---|\n");
    for route in &rules.routes {
        let place = rules.place_kind(&route.place).map_or_else(String::new, |p| words(&p.words));
        let owner = match route.kind {
            RouteKind::ServiceRoom => "of the service",
            RouteKind::Organisation | RouteKind::Home => "of the person's organisation",
            RouteKind::OwnAddress => "the person's own",
        };
        let aoc = match route.aoc {
            AocNeed::None => "none",
            AocNeed::Office => "office",
            AocNeed::Remote => "office and remote",
        };
        let vpn = match route.vpn {
            Vpn::Forbidden => "forbidden",
            Vpn::Required => "required",
            Vpn::Any => "any",
        };
        let proxy = if route.proxy == Proxy::Refused { "refused" } else { "any" };
        let mut more: Vec<String> = route.agreements.iter().map(|a| format!("`{a}`")).collect();
        if let Some(kind) = &route.device_on {
            more.push(format!("`{kind}` that names the device"));
        }
        let more = if more.is_empty() { "none".to_owned() } else { more.join(", ") };
        let name = words(&route.words);
        out.push_str(&format!("| {name} (`{}`) | {place}, {owner} | {aoc} | {vpn} | {proxy} | {more} |\n", route.id));
    }
}

fn everybody(out: &mut String, rules: &Rules) {
    let list = |items: Vec<String>, empty: &str| if items.is_empty() { empty.to_owned() } else { items.join(", ") };
    let code = |item: &String| format!("`{item}`");
    let agreements = rules.agreements.iter().map(|a| {
        let mut words = code(&a.kind);
        if let (Some(version), Some(from)) = (&a.version, a.version_from) {
            words.push_str(&format!(" (from {from} on in the text `{version}`)"));
        }
        if a.officer {
            words.push_str(" (signed by the person and an officer of the institution)");
        }
        words
    });
    out.push_str("\nOn every route:\n\n");
    out.push_str(&format!(
        "- the project is in one of the states {}\n",
        list(rules.open_states.iter().map(code).collect(), "none")
    ));
    out.push_str(&format!(
        "- the person is in it as one of {}\n",
        list(rules.space_roles.iter().map(|r| format!("`{r}`")).collect(), "none")
    ));
    out.push_str(&format!(
        "- country of work: {}\n",
        list(rules.countries.iter().map(code).collect(), "any").replace(", ", " or ")
    ));
    out.push_str(&format!(
        "- accreditation: {}\n",
        list(rules.accreditation.iter().map(code).collect(), "as each dataset asks").replace(", ", " or ")
    ));
    out.push_str(&format!("- training: {}\n", list(rules.training.iter().map(code).collect(), "as each dataset asks")));
    out.push_str(&format!("- agreements: {}\n", list(agreements.collect(), "none")));
    out.push_str(
        "- whatever the owner of each dataset asks: accreditation schemes, kinds of organisation, recent training\n",
    );
    let places = list(rules.review.places.iter().map(code).collect(), "none");
    out.push_str(&format!(
        "\nChecking outputs is a decision of its own: the role `{}`, a valid pass of the course `{}`, and a place of kind {places}.\n",
        rules.review.role, rules.review.course
    ));
}
