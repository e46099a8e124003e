//! Names of fields as the command line writes them: with commas between them, and between backquotes where a name has a comma
//! or another sign of its own.

/// The names in these texts. A text that is itself the name of a field is that field, comma or not.
pub fn names(texts: &[String], fields: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for text in texts {
        if fields.contains(text) {
            found.push(text.clone());
        } else {
            found.extend(split(text, ',').into_iter().map(|part| bare(&part)));
        }
    }
    found
}

/// A name and what follows its first "=".
///
/// # Errors
/// A sentence where there is no "=".
pub fn assigned(option: &str, text: &str) -> Result<(String, String), String> {
    let parts = split(text, '=');
    if parts.len() < 2 {
        return Err(format!("{option} {text}: write FIELD=…"));
    }
    let rest = text[parts[0].len() + 1..].to_owned();
    Ok((bare(&parts[0]), rest))
}

/// The parts between a sign that stands outside backquotes; backquotes stay.
pub fn split(text: &str, sign: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    for letter in text.chars() {
        quoted ^= letter == '`';
        if letter == sign && !quoted {
            parts.push(String::new());
        } else {
            parts.last_mut().into_iter().for_each(|part| part.push(letter));
        }
    }
    parts
}

/// Without the backquotes around it.
fn bare(text: &str) -> String {
    text.replace('`', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_with_a_comma_can_be_named() {
        let fields: Vec<String> = ["a", "b", "a,b", "größe", "x=y"].map(Into::into).to_vec();
        let of = |texts: &[&str]| names(&texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>(), &fields);
        assert_eq!(of(&["a,b"]), ["a,b"]);
        assert_eq!(of(&["`a,b`"]), ["a,b"]);
        assert_eq!(of(&["`a,b`,größe"]), ["a,b", "größe"]);
        assert_eq!(of(&["b,a"]), ["b", "a"]);
        assert_eq!(of(&["a", "`a,b`:0.25"]), ["a", "a,b:0.25"]);
        assert_eq!(of(&["\"q\""]), ["\"q\""]);
        assert_eq!(assigned("--cut", "`x=y`=0,1").unwrap(), ("x=y".into(), "0,1".into()));
        assert_eq!(assigned("--cut", "age=0,1=2").unwrap(), ("age".into(), "0,1=2".into()));
        assert!(assigned("--cut", "age").is_err());
    }
}
