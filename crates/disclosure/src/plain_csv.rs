//! Small CSV files that people make by hand or other software writes: tables, hierarchies, counts.

/// A record with the number of its line, from 1.
pub(crate) type Record = (usize, Vec<String>);

/// Every record, all as long as the first. The error is a sentence that names the line.
pub(crate) fn records(text: &str) -> Result<Vec<Record>, String> {
    let records = ragged(text, ',')?;
    if let Some((_, first)) = records.first() {
        let width = first.len();
        if let Some((line, record)) = records.iter().find(|(_, record)| record.len() != width) {
            return Err(format!("line {line}: {} values, but the first line has {width}; correct it", record.len()));
        }
    }
    Ok(records)
}

/// Every record, however long. Quotation marks as RFC 4180 has them; empty lines are passed over.
pub(crate) fn ragged(text: &str, divided_by: char) -> Result<Vec<Record>, String> {
    let mut records = Vec::new();
    let mut record: Vec<String> = Vec::new();
    let mut field = String::new();
    let (mut quoted, mut was_quoted) = (false, false);
    let (mut line, mut start) = (1, 1);
    let mut letters = text.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                field.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if field.is_empty() && !was_quoted => (quoted, was_quoted) = (true, true),
            '"' => {
                return Err(format!(
                    "line {line}: a quotation mark stands inside a value; double it and quote the value"
                ));
            }
            _ if !quoted && (letter == divided_by || matches!(letter, '\n' | '\r')) => {
                if letter == '\r' {
                    continue;
                }
                record.push(std::mem::take(&mut field));
                was_quoted = false;
                if letter == '\n' {
                    let done = std::mem::take(&mut record);
                    if done.len() > 1 || !done[0].is_empty() {
                        records.push((start, done));
                    }
                    line += 1;
                    start = line;
                }
            }
            _ => {
                line += usize::from(letter == '\n');
                field.push(letter);
            }
        }
    }
    if quoted {
        return Err(format!("line {start}: a quotation mark is not closed"));
    }
    if !field.is_empty() || !record.is_empty() || was_quoted {
        record.push(field);
        records.push((start, record));
    }
    Ok(records)
}
