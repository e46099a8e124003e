//! What a browser calls itself, in words: "Firefox on Windows". What it says is its own claim and decides nothing.

use foundation::Arg;

use crate::Context;

/// In this order: many say that they are others too.
const BROWSERS: [(&str, &str); 8] = [
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];
const SYSTEMS: [(&str, &str); 8] = [
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "macOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

fn first(of: &[(&'static str, &'static str)], agent: &str) -> Option<&'static str> {
    of.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
}

/// Browser and system, as far as they are known.
fn read(agent: &str) -> (Option<&'static str>, Option<&'static str>) {
    (first(&BROWSERS, agent), first(&SYSTEMS, agent))
}

/// "Firefox on Windows", or that it is a program.
pub(super) fn words(cx: &Context, agent: &str) -> String {
    match read(agent) {
        (Some(browser), Some(system)) => {
            cx.say("agent-on", &[("browser", Arg::from(browser)), ("system", Arg::from(system))])
        }
        (Some(browser), None) => browser.to_owned(),
        (None, Some(system)) => cx.say("agent-other-on", &[("system", Arg::from(system))]),
        (None, None) => cx.text("agent-program"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_that_people_use_are_told_apart() {
        let mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)";
        for (agent, expected) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
                ("Firefox", "Windows"),
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
                ("Edge", "Windows"),
            ),
            (&format!("{mac} Version/18.5 Safari/605.1.15"), ("Safari", "macOS")),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1",
                ("Chrome", "iPhone"),
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
                ("Chrome", "Android"),
            ),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", ("Firefox", "Linux")),
        ] {
            assert_eq!(read(agent), (Some(expected.0), Some(expected.1)), "{agent}");
        }
        assert_eq!(read("curl/8.5.0"), (None, None));
        assert_eq!(read(""), (None, None));
    }
}
