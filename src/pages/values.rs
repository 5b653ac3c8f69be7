//! Values: what pages are made of. The type of each says what it is, and determines how a medium
//! writes it.

use std::borrow::Cow;

use crate::link::{Linked, Resolved, Target};
use crate::model::Paragraph;
use crate::plan::View;
use crate::prose;

/// Plain words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text<'a>(pub Cow<'a, str>);

impl<'a> From<&'a str> for Text<'a> {
    fn from(words: &'a str) -> Text<'a> {
        Text(Cow::Borrowed(words))
    }
}

impl From<String> for Text<'_> {
    fn from(words: String) -> Text<'static> {
        Text(Cow::Owned(words))
    }
}

impl<'a> From<Cow<'a, str>> for Text<'a> {
    fn from(words: Cow<'a, str>) -> Text<'a> {
        Text(words)
    }
}

impl<'a> From<&'a String> for Text<'a> {
    fn from(words: &'a String) -> Text<'a> {
        words.as_str().into()
    }
}

impl<'a> From<&'a crate::model::Text> for Text<'a> {
    fn from(text: &'a crate::model::Text) -> Text<'a> {
        text.value.as_str().into()
    }
}

impl Text<'_> {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text with its markup, links and citations.
#[derive(Clone, Copy, Debug)]
pub struct Prose<'a>(pub &'a prose::Prose<Resolved>);

/// The text of a field, to be set inline.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a>(pub &'a Paragraph<Resolved>);

impl<'a> From<&'a Paragraph<Resolved>> for Line<'a> {
    fn from(paragraph: &'a Paragraph<Resolved>) -> Line<'a> {
        Line(paragraph)
    }
}

/// One of the program's own words: a class, a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token(pub &'static str);

/// The id of an element, unique on its page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Id(pub Cow<'static, str>);

impl From<String> for Id {
    fn from(id: String) -> Id {
        Id(Cow::Owned(id))
    }
}

impl From<&'static str> for Id {
    fn from(id: &'static str) -> Id {
        Id(Cow::Borrowed(id))
    }
}

/// The target of a link. A medium turns it into an address when it writes the link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Href {
    Page(View),
    /// An element of a page.
    Place(View, Id),
    /// A file beside the pages, by its path from the output root.
    File(String),
}

impl From<View> for Href {
    fn from(view: View) -> Href {
        Href::Page(view)
    }
}

impl From<Target> for Href {
    fn from(target: Target) -> Href {
        Href::Page(target.into())
    }
}

/// A title that links somewhere.
pub(super) fn title_of(linked: &Linked, target: Target) -> Text<'_> {
    linked.title(target).into()
}
