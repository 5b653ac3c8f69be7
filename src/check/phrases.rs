//! Phrases of the interface's language that rules look for in texts, from the lists in the theme's
//! words.

/// What the rules need to know of the language.
#[derive(Clone, Debug, Default)]
pub struct Phrases {
    /// The words of the answer "not sure".
    pub unsure: String,
    /// Phrases that send a reader to somebody: "see a doctor".
    pub see_somebody: Vec<String>,
    /// Words that mean something only on a screen: "click".
    pub on_screen: Vec<String>,
    /// Words before a length of time in which something is to be done: "within".
    pub within: Vec<String>,
    /// Units of such times.
    pub units: Vec<String>,
}

/// The first of the phrases that a text contains, as whole words.
pub(super) fn first_in<'a>(
    phrases: impl IntoIterator<Item = &'a str>,
    text: &str,
) -> Option<&'a str> {
    let text = folded(text);
    phrases.into_iter().find(|phrase| {
        let phrase = folded(phrase);
        phrase.len() > 2 && text.contains(&phrase)
    })
}

/// The words of a text in lower case, with one space around each.
pub(super) fn folded(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’');
    let mut out = String::from(" ");
    for word in words.filter(|word| !word.is_empty()) {
        out.push_str(&word.to_lowercase().replace('’', "'"));
        out.push(' ');
    }
    out
}
