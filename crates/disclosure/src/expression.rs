//! The language of `--where`: which records take part.
//!
//! ```text
//! region = 'Wales' and (age >= 16 or age is missing) and not status in ('student', 'retired')
//! ```
//!
//! Fields are bare names, or any name between backquotes. Texts stand between single or double quotes, numbers as they
//! are, `true` and `false` too. Comparisons are = != < <= > >=. A comparison with a missing value is neither true nor
//! false; only records for which the whole expression is true take part. `(…) is not true` takes those for which what
//! stands in parentheses is false or neither, and is itself never neither.

use crate::error::Error;

#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    And(Box<Expression>, Box<Expression>),
    Or(Box<Expression>, Box<Expression>),
    Not(Box<Expression>),
    /// Neither false nor undecided.
    True(Box<Expression>),
    Compare {
        field: Name,
        comparison: Comparison,
        with: Operand,
    },
    In {
        field: Name,
        values: Vec<(Literal, usize)>,
    },
    Missing {
        field: Name,
    },
}

/// A field as written, with its place (characters from 1) for messages.
#[derive(Debug, Clone, PartialEq)]
pub struct Name {
    pub field: String,
    pub at: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    Field(Name),
    Literal(Literal, usize),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    Number(f64),
    Text(String),
    Truth(bool),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    /// Whether it asks which side comes first.
    pub(crate) fn orders(self) -> bool {
        !matches!(self, Comparison::Equal | Comparison::Unequal)
    }

    /// The same comparison with its sides exchanged.
    fn turned(self) -> Comparison {
        match self {
            Comparison::Less => Comparison::Greater,
            Comparison::LessOrEqual => Comparison::GreaterOrEqual,
            Comparison::Greater => Comparison::Less,
            Comparison::GreaterOrEqual => Comparison::LessOrEqual,
            same => same,
        }
    }
}

impl Expression {
    /// Reads an expression; the error shows the place where it stops making sense.
    pub fn parse(text: &str) -> Result<Expression, Error> {
        let mut parser = Parser { text, tokens: tokens(text)?, next: 0, depth: 0 };
        let expression = parser.either()?;
        match parser.peek() {
            None => Ok(expression),
            Some(_) => Err(parser.expected("\"and\", \"or\" or the end")),
        }
    }

    /// Fields that are compared with texts.
    pub(crate) fn fields_of_texts(&self) -> Vec<&String> {
        match self {
            Expression::And(a, b) | Expression::Or(a, b) => [a.fields_of_texts(), b.fields_of_texts()].concat(),
            Expression::Not(a) | Expression::True(a) => a.fields_of_texts(),
            Expression::Compare { field, with: Operand::Literal(Literal::Text(_), _), .. } => vec![&field.field],
            Expression::In { field, values } if values.iter().any(|(value, _)| matches!(value, Literal::Text(_))) => {
                vec![&field.field]
            }
            _ => Vec::new(),
        }
    }

    /// Every field it speaks of.
    pub fn fields(&self) -> Vec<&Name> {
        match self {
            Expression::And(a, b) | Expression::Or(a, b) => [a.fields(), b.fields()].concat(),
            Expression::Not(a) | Expression::True(a) => a.fields(),
            Expression::Compare { field, with: Operand::Field(other), .. } => vec![field, other],
            Expression::Compare { field, .. } | Expression::In { field, .. } | Expression::Missing { field } => {
                vec![field]
            }
        }
    }

    /// Whether both say the same, wherever in their texts.
    pub fn says_as(&self, other: &Expression) -> bool {
        let mut both = (self.clone(), other.clone());
        both.0.nowhere();
        both.1.nowhere();
        both.0 == both.1
    }

    /// Forgets the places of its names and values.
    fn nowhere(&mut self) {
        match self {
            Expression::And(a, b) | Expression::Or(a, b) => {
                a.nowhere();
                b.nowhere();
            }
            Expression::Not(a) | Expression::True(a) => a.nowhere(),
            Expression::Compare { field, with, .. } => {
                field.at = 0;
                match with {
                    Operand::Field(other) => other.at = 0,
                    Operand::Literal(_, at) => *at = 0,
                }
            }
            Expression::In { field, values } => {
                field.at = 0;
                values.iter_mut().for_each(|(_, at)| *at = 0);
            }
            Expression::Missing { field } => field.at = 0,
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Field(String),
    Text(String),
    Number(f64),
    Sign(&'static str),
}

const SIGNS: [&str; 11] = ["<=", ">=", "!=", "<>", "==", "<", ">", "=", "(", ")", ","];
/// How deep parentheses and `not` may nest, so that no text can exhaust the stack.
const DEEPEST: usize = 200;

fn wrong(text: &str, at: usize, problem: impl Into<String>) -> Error {
    Error::Where { expression: text.into(), at, problem: problem.into() }
}

/// Splits the text; every token comes with its place in characters from 1.
fn tokens(text: &str) -> Result<Vec<(Token, usize)>, Error> {
    let letters: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut i = 0;
    while i < letters.len() {
        let at = i + 1;
        let letter = letters[i];
        if letter.is_whitespace() {
            i += 1;
        } else if matches!(letter, '\'' | '"' | '`') {
            let end = letters[i + 1..].iter().position(|other| *other == letter);
            let Some(length) = end else {
                return Err(wrong(text, at, format!("the quotation that begins here has no closing {letter}")));
            };
            let inner: String = letters[i + 1..i + 1 + length].iter().collect();
            found.push((if letter == '`' { Token::Field(inner) } else { Token::Text(inner) }, at));
            i += length + 2;
        } else if letter.is_ascii_digit()
            || (matches!(letter, '-' | '+' | '.')
                && letters.get(i + 1).is_some_and(|n| n.is_ascii_digit() || *n == '.'))
        {
            let mut j = i + 1;
            while j < letters.len()
                && (letters[j].is_ascii_alphanumeric()
                    || letters[j] == '.'
                    || (matches!(letters[j], '-' | '+') && matches!(letters[j - 1], 'e' | 'E')))
            {
                j += 1;
            }
            let number: String = letters[i..j].iter().collect();
            let value: f64 = number.parse().map_err(|_| {
                wrong(text, at, format!("\"{number}\" is no number; put texts between quotation marks"))
            })?;
            if !value.is_finite() {
                return Err(wrong(text, at, format!("{number} is too large a number")));
            }
            found.push((Token::Number(value), at));
            i = j;
        } else if letter.is_alphabetic() || letter == '_' {
            let mut j = i + 1;
            while j < letters.len() && (letters[j].is_alphanumeric() || matches!(letters[j], '_' | '.')) {
                j += 1;
            }
            found.push((Token::Word(letters[i..j].iter().collect()), at));
            i = j;
        } else {
            let rest: String = letters[i..letters.len().min(i + 2)].iter().collect();
            let Some(sign) = SIGNS.into_iter().find(|sign| rest.starts_with(sign)) else {
                return Err(wrong(text, at, format!("\"{letter}\" means nothing here")));
            };
            found.push((Token::Sign(sign), at));
            i += sign.len();
        }
    }
    Ok(found)
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<(Token, usize)>,
    next: usize,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(token, _)| token)
    }

    fn at(&self) -> usize {
        self.tokens.get(self.next).map_or(self.text.chars().count() + 1, |(_, at)| *at)
    }

    fn expected(&self, what: &str) -> Error {
        wrong(self.text, self.at(), format!("{what} was expected"))
    }

    fn word(&mut self, wanted: &str) -> bool {
        let there = matches!(self.peek(), Some(Token::Word(word)) if word.eq_ignore_ascii_case(wanted));
        self.next += usize::from(there);
        there
    }

    fn sign(&mut self, wanted: &str) -> bool {
        let there = matches!(self.peek(), Some(Token::Sign(sign)) if *sign == wanted);
        self.next += usize::from(there);
        there
    }

    fn either(&mut self) -> Result<Expression, Error> {
        let mut left = self.both()?;
        while self.word("or") {
            left = Expression::Or(Box::new(left), Box::new(self.both()?));
        }
        Ok(left)
    }

    fn both(&mut self) -> Result<Expression, Error> {
        let mut left = self.negation()?;
        while self.word("and") {
            left = Expression::And(Box::new(left), Box::new(self.negation()?));
        }
        Ok(left)
    }

    fn negation(&mut self) -> Result<Expression, Error> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(wrong(self.text, self.at(), "this is nested too deeply; write it with fewer parentheses"));
        }
        let expression = if self.word("not") {
            Expression::Not(Box::new(self.negation()?))
        } else if self.sign("(") {
            let inner = self.either()?;
            if !self.sign(")") {
                return Err(self.expected("a closing parenthesis"));
            }
            self.truth(inner)?
        } else {
            self.condition()?
        };
        self.depth -= 1;
        Ok(expression)
    }

    /// What may stand behind parentheses: `is true`, `is not true`.
    fn truth(&mut self, inner: Expression) -> Result<Expression, Error> {
        if !self.word("is") {
            return Ok(inner);
        }
        let not = self.word("not");
        if !self.word("true") {
            return Err(self.expected("\"true\""));
        }
        let truth = Expression::True(Box::new(inner));
        Ok(if not { Expression::Not(Box::new(truth)) } else { truth })
    }

    fn operand(&mut self) -> Result<Operand, Error> {
        let at = self.at();
        let operand = match self.peek() {
            Some(Token::Number(number)) => Operand::Literal(Literal::Number(*number), at),
            Some(Token::Text(text)) => Operand::Literal(Literal::Text(text.clone()), at),
            Some(Token::Field(field)) => Operand::Field(Name { field: field.clone(), at }),
            Some(Token::Word(word)) => match word.to_ascii_lowercase().as_str() {
                "true" => Operand::Literal(Literal::Truth(true), at),
                "false" => Operand::Literal(Literal::Truth(false), at),
                "and" | "or" | "not" | "in" | "is" | "missing" => {
                    return Err(self.expected("a field or a value"));
                }
                _ => Operand::Field(Name { field: word.clone(), at }),
            },
            _ => return Err(self.expected("a field or a value")),
        };
        self.next += 1;
        Ok(operand)
    }

    fn condition(&mut self) -> Result<Expression, Error> {
        let start = self.at();
        let left = self.operand()?;
        let comparison = match self.peek() {
            Some(Token::Sign("=" | "==")) => Some(Comparison::Equal),
            Some(Token::Sign("!=" | "<>")) => Some(Comparison::Unequal),
            Some(Token::Sign("<")) => Some(Comparison::Less),
            Some(Token::Sign("<=")) => Some(Comparison::LessOrEqual),
            Some(Token::Sign(">")) => Some(Comparison::Greater),
            Some(Token::Sign(">=")) => Some(Comparison::GreaterOrEqual),
            _ => None,
        };
        if let Some(comparison) = comparison {
            self.next += 1;
            let right = self.operand()?;
            return match (left, right) {
                (Operand::Field(field), with) => Ok(Expression::Compare { field, comparison, with }),
                (with, Operand::Field(field)) => {
                    Ok(Expression::Compare { field, comparison: comparison.turned(), with })
                }
                _ => Err(wrong(self.text, start, "one side of a comparison has to be a field")),
            };
        }
        let Operand::Field(field) = left else {
            return Err(wrong(self.text, start, "a value alone says nothing; compare a field with it"));
        };
        if self.word("is") {
            let not = self.word("not");
            if !self.word("missing") {
                return Err(self.expected("\"missing\""));
            }
            let missing = Expression::Missing { field };
            return Ok(if not { Expression::Not(Box::new(missing)) } else { missing });
        }
        let not = self.word("not");
        if self.word("in") {
            let within = Expression::In { field, values: self.values()? };
            return Ok(if not { Expression::Not(Box::new(within)) } else { within });
        }
        Err(self.expected("a comparison, \"in\" or \"is missing\""))
    }

    fn values(&mut self) -> Result<Vec<(Literal, usize)>, Error> {
        if !self.sign("(") {
            return Err(self.expected("a list in parentheses"));
        }
        let mut values = Vec::new();
        loop {
            match self.operand()? {
                Operand::Literal(literal, at) => values.push((literal, at)),
                Operand::Field(name) => {
                    return Err(wrong(self.text, name.at, "a list holds values; put texts between quotation marks"));
                }
            }
            if self.sign(")") {
                return Ok(values);
            }
            if !self.sign(",") {
                return Err(self.expected("a comma or a closing parenthesis"));
            }
        }
    }
}
