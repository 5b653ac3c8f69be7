//! The vocabulary of a handbook: its kinds, the words that fields accept and, in one table, its
//! relations.
//!
//! Linking, back-links, checks, export, pages and the documentation of fields read this table. What
//! concerns one relation alone (a rule about it, the table that compares causes) refers to it by
//! its row's constant. Its strength, its wording and its polarity are in the row.

/// The five kinds of entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Problem,
    Cause,
    Finding,
    Test,
    Treatment,
}

impl Kind {
    pub const ALL: [Kind; 5] =
        [Kind::Problem, Kind::Cause, Kind::Finding, Kind::Test, Kind::Treatment];

    /// The singular, as in `cause:dehydration`; also the key of its label.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Problem => "problem",
            Kind::Cause => "cause",
            Kind::Finding => "finding",
            Kind::Test => "test",
            Kind::Treatment => "treatment",
        }
    }

    /// The folder of its files, in the content and on the site.
    pub const fn folder(self) -> &'static str {
        match self {
            Kind::Problem => "problems",
            Kind::Cause => "causes",
            Kind::Finding => "findings",
            Kind::Test => "tests",
            Kind::Treatment => "treatments",
        }
    }

    pub fn from_name(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    pub fn from_folder(folder: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.folder() == folder)
    }

    /// `a cause`, for messages.
    pub fn with_article(self) -> String {
        format!("a {}", self.name())
    }
}

/// One relation between entries: written once, shown on both pages.
#[derive(Debug)]
pub struct Relation {
    /// The kinds whose files have the field.
    pub from: &'static [Kind],
    pub field: &'static str,
    /// The kind of the entries named there; `None`: any, written `kind:id`.
    pub to: Option<Kind>,
    pub groups: &'static [Group],
    /// Whether it holds both ways. The other page then shows it under the same name.
    pub symmetric: bool,
    /// Whether a full cause must state it, if only with the word `none`.
    pub expected: bool,
}

/// Items of a relation that are shown under one heading.
#[derive(Debug)]
pub struct Group {
    /// Unique in the handbook: the heading's id.
    pub key: &'static str,
    /// Strongest first.
    pub strengths: &'static [Strength],
    /// The heading on the page that states the relation, in English, and the key of its label.
    pub here: &'static str,
    pub here_key: &'static str,
    /// The heading on the page that is named, likewise.
    pub there: &'static str,
    pub there_key: &'static str,
    /// The key of the words before each item on the page that states it, so that none can be read
    /// without them.
    pub before_key: Option<&'static str>,
}

/// How strongly a relation holds, or in which direction.
#[derive(Debug)]
pub struct Strength {
    /// As written in files; empty in a relation that is a plain list.
    pub key: &'static str,
    /// In English.
    pub word: &'static str,
    pub word_key: &'static str,
    /// Its symbol in the table that compares causes.
    pub mark: &'static str,
    pub polarity: Polarity,
}

/// Whether a relation speaks for what it names, or against it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Polarity {
    /// A finding is present, a treatment helps.
    For,
    /// A finding is absent, a treatment is not to be used.
    Against,
}

impl Relation {
    pub fn is_plain(&self) -> bool {
        self.groups.len() == 1
            && self.groups[0].strengths.len() == 1
            && self.groups[0].strengths[0].key.is_empty()
    }

    /// All strengths under which items may be written, strongest first, each with its group.
    pub fn strengths(&self) -> impl Iterator<Item = (&'static Group, &'static Strength)> {
        self.groups
            .iter()
            .flat_map(|group| group.strengths.iter().map(move |strength| (group, strength)))
    }

    /// The relations that entries of this kind can have, in the order in which a page shows them.
    pub fn of(kind: Kind) -> impl Iterator<Item = &'static Relation> {
        RELATIONS.iter().copied().filter(move |relation| relation.from.contains(&kind))
    }

    /// Its index in the table.
    pub fn position(&self) -> usize {
        RELATIONS.iter().position(|row| *row == self).expect("every relation is a row of the table")
    }
}

/// Relations are equal if they are the same row.
impl PartialEq for Relation {
    fn eq(&self, other: &Relation) -> bool {
        self.field == other.field && self.from == other.from
    }
}

/// A row of a relation's strengths: its key, its word, its symbol, and its polarity.
macro_rules! strength {
    ($key:literal, $word:literal, $mark:literal, $polarity:ident) => {
        Strength {
            key: $key,
            word: $word,
            word_key: concat!("strength.", $key),
            mark: $mark,
            polarity: Polarity::$polarity,
        }
    };
}

/// A row of a relation's headings: the id, the strengths, and the headings on both pages.
macro_rules! group {
    ($key:literal, $strengths:expr, $here:literal, $there:literal) => {
        Group {
            key: $key,
            strengths: $strengths,
            here: $here,
            here_key: concat!($key, ".here"),
            there: $there,
            there_key: concat!($key, ".there"),
            before_key: None,
        }
    };
}

/// The one strength of a relation that is a plain list.
const PLAIN: &[Strength] =
    &[Strength { key: "", word: "", word_key: "", mark: "●", polarity: Polarity::For }];

const fn plain(
    field: &'static str,
    from: &'static [Kind],
    to: Kind,
    groups: &'static [Group],
) -> Relation {
    Relation { from, field, to: Some(to), groups, symmetric: false, expected: false }
}

pub static PROBLEM_RED_FLAGS: Relation = plain(
    "red_flags",
    &[Kind::Problem],
    Kind::Finding,
    &[group!("red-flags", PLAIN, "Get help now", "Warning sign in")],
);

pub static PROBLEM_CAUSES: Relation = plain(
    "causes",
    &[Kind::Problem],
    Kind::Cause,
    &[group!(
        "causes",
        &[
            strength!("common", "Common", "●●●", For),
            strength!("less_common", "Less common", "●●", For),
            strength!("rare", "Rare", "●", For),
        ],
        "Possible causes",
        "Can cause"
    )],
);

/// The strength of the findings that are typical of a cause.
pub const KEY: &str = "key";

pub static CAUSE_FINDINGS: Relation = Relation {
    expected: true,
    ..plain(
        "findings",
        &[Kind::Cause],
        Kind::Finding,
        &[
            group!(
                "findings",
                &[
                    strength!("key", "Typical", "●●●", For),
                    strength!("often", "Often", "●●", For),
                    strength!("sometimes", "Sometimes", "●", For),
                ],
                "Symptoms and signs",
                "Seen in"
            ),
            group!(
                "findings-against",
                &[strength!("against", "Speaks against it", "✕", Against)],
                "What speaks against it",
                "Speaks against"
            ),
        ],
    )
};

pub static CAUSE_RISKS: Relation = plain(
    "risks",
    &[Kind::Cause],
    Kind::Finding,
    &[group!("risks", PLAIN, "More likely with", "Raises the risk of")],
);

pub static CAUSE_TESTS: Relation = Relation {
    expected: true,
    ..plain(
        "tests",
        &[Kind::Cause],
        Kind::Test,
        &[group!(
            "tests",
            &[strength!("first", "First", "●●", For), strength!("then", "Then", "●", For)],
            "How it is found",
            "Used to look for"
        )],
    )
};

pub static CAUSE_TREATMENTS: Relation = Relation {
    expected: true,
    ..plain(
        "treatments",
        &[Kind::Cause],
        Kind::Treatment,
        &[
            group!(
                "treatments",
                &[strength!("first", "First", "●●", For), strength!("later", "Later", "●", For)],
                "What helps",
                "Helps with"
            ),
            Group {
                before_key: Some("do_not_use_before"),
                ..group!(
                    "treatments-avoid",
                    &[strength!("avoid", "Avoid", "✕", Against)],
                    "Do not",
                    "Not for"
                )
            },
        ],
    )
};

pub static CAUSE_LEADS_TO: Relation = plain(
    "leads_to",
    &[Kind::Cause],
    Kind::Cause,
    &[group!("leads-to", PLAIN, "Can lead to", "Can come from")],
);

pub static CAUSE_CONFUSED_WITH: Relation = Relation {
    symmetric: true,
    ..plain(
        "confused_with",
        &[Kind::Cause],
        Kind::Cause,
        &[group!("confused-with", PLAIN, "Easily confused with", "Easily confused with")],
    )
};

pub static SEE_ALSO: Relation = Relation {
    from: &Kind::ALL,
    field: "see_also",
    to: None,
    groups: &[group!("see-also", PLAIN, "See also", "See also")],
    symmetric: true,
    expected: false,
};

/// Every relation there is, in the order in which pages show them.
pub static RELATIONS: &[&Relation] = &[
    &PROBLEM_RED_FLAGS,
    &PROBLEM_CAUSES,
    &CAUSE_FINDINGS,
    &CAUSE_RISKS,
    &CAUSE_TESTS,
    &CAUSE_TREATMENTS,
    &CAUSE_LEADS_TO,
    &CAUSE_CONFUSED_WITH,
    &SEE_ALSO,
];

/// A word that a field accepts: as written, and the key of its label for readers.
#[derive(Debug, PartialEq, Eq)]
pub struct Choice {
    pub word: &'static str,
    pub key: &'static str,
}

macro_rules! choices {
    ($prefix:literal: $($word:literal),*) => {
        &[$(Choice { word: $word, key: concat!($prefix, ".", $word) }),*]
    };
}

/// The values of `type` for findings, tests, treatments and sources, and of `certainty`. The first
/// is the usual one.
pub static FINDING_TYPES: &[Choice] =
    choices!("type.finding": "symptom", "sign", "history", "risk");
pub static TEST_TYPES: &[Choice] =
    choices!("type.test": "question", "examination", "lab", "measurement", "imaging", "other");
pub static TREATMENT_TYPES: &[Choice] =
    choices!("type.treatment": "self-care", "professional", "prevention", "emergency", "avoid");
/// The type of a treatment that is something not to do.
pub const AVOID: &str = "type.treatment.avoid";
pub static SOURCE_TYPES: &[Choice] = choices!("source": "guideline", "agency", "review", "study", "textbook", "patient-page", "other");
/// How sure the evidence is (GRADE: Guyatt and others, BMJ 2008;336:924).
pub static CERTAINTIES: &[Choice] = choices!("certainty": "high", "moderate", "low", "very-low");

impl Kind {
    /// The values of `type` for this kind; empty if it has no such field.
    pub fn types(self) -> &'static [Choice] {
        match self {
            Kind::Problem | Kind::Cause => &[],
            Kind::Finding => FINDING_TYPES,
            Kind::Test => TEST_TYPES,
            Kind::Treatment => TREATMENT_TYPES,
        }
    }
}

pub mod fields;

/// The placeholder sentences of forms, which an author replaces; `check` recognises them.
pub mod form {
    pub const SUMMARY: &str = "One sentence that says what it is.";
    pub const BODY: &str = "What it is, in a few sentences.";
    pub const SAFETY_NET: &str = "Say when to come back.";
    pub const SENTENCES: &[&str] = &[SUMMARY, BODY, SAFETY_NET];
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{HashMap, HashSet};

    #[test]
    fn the_table_is_sound() {
        let mut keys = HashSet::new();
        let mut words = HashMap::new();
        for relation in RELATIONS {
            for group in relation.groups {
                assert!(keys.insert(group.key), "{} is listed twice", group.key);
                assert!(!relation.symmetric || group.here == group.there, "{}", group.key);
            }
            let strengths: HashSet<_> =
                relation.strengths().map(|(_, strength)| strength.key).collect();
            assert_eq!(strengths.len(), relation.strengths().count(), "{}", relation.field);
            for (_, strength) in relation.strengths() {
                // Two relations may share a key, but then the word is the same.
                assert_eq!(*words.entry(strength.key).or_insert(strength.word), strength.word);
                assert_eq!(
                    strength.word.is_empty(),
                    relation.is_plain(),
                    "{}: a strength without a word",
                    relation.field
                );
            }
        }
    }

    /// The word and polarity of each strength: a mistake here would tell patients the opposite.
    #[test]
    fn every_strength_says_what_it_means() {
        use Polarity::{Against, For};
        let wanted = [
            ("causes", "common", "Common", "●●●", For),
            ("causes", "less_common", "Less common", "●●", For),
            ("causes", "rare", "Rare", "●", For),
            ("findings", "key", "Typical", "●●●", For),
            ("findings", "often", "Often", "●●", For),
            ("findings", "sometimes", "Sometimes", "●", For),
            ("findings", "against", "Speaks against it", "✕", Against),
            ("tests", "first", "First", "●●", For),
            ("tests", "then", "Then", "●", For),
            ("treatments", "first", "First", "●●", For),
            ("treatments", "later", "Later", "●", For),
            ("treatments", "avoid", "Avoid", "✕", Against),
        ];
        let rows = RELATIONS.iter().filter(|relation| !relation.is_plain()).flat_map(|relation| {
            relation
                .strengths()
                .map(|(_, it)| (relation.field, it.key, it.word, it.mark, it.polarity))
        });
        assert_eq!(rows.collect::<Vec<_>>(), wanted);
    }
}
