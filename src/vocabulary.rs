//! The vocabulary of a handbook: its kinds and, in one table, its relations.
//!
//! Linking, back-links, checks, export, views and the documentation of fields read this table. Nothing else in the
//! program names a relation, but for the few checks about one relation, by its row's constant.
//! Adding a relation is one row here.

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
    pub const ALL: [Kind; 5] = [Kind::Problem, Kind::Cause, Kind::Finding, Kind::Test, Kind::Treatment];

    /// The word for one, as in `cause:dehydration`; also the key of its label.
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
    /// Does it hold both ways? Then the other page shows it under the same name.
    pub symmetric: bool,
    /// Must a full cause say it, if only with the word `none`?
    pub expected: bool,
}

/// Items of a relation that are shown under one heading.
#[derive(Debug)]
pub struct Group {
    /// Unique in the handbook: the heading's id, and the key of its words.
    pub key: &'static str,
    /// The keys under which items are written, strongest first; `""`: a plain list.
    pub strengths: &'static [&'static str],
    /// The heading on the page that says it, in English.
    pub here: &'static str,
    /// The heading on the page that is named.
    pub there: &'static str,
}

impl Relation {
    pub fn is_plain(&self) -> bool {
        self.groups.len() == 1 && self.groups[0].strengths == [""]
    }

    /// All keys under which items may be written, strongest first.
    pub fn strengths(&self) -> impl Iterator<Item = &'static str> {
        self.groups.iter().flat_map(|group| group.strengths.iter().copied())
    }

    pub fn group_of(&self, strength: &str) -> &'static Group {
        self.groups.iter().find(|group| group.strengths.contains(&strength)).unwrap_or(&self.groups[0])
    }

    /// The relations that entries of this kind can write, in the order in which a page shows them.
    pub fn of(kind: Kind) -> impl Iterator<Item = &'static Relation> {
        RELATIONS.iter().copied().filter(move |relation| relation.from.contains(&kind))
    }

    /// Where it stands in the table.
    pub fn position(&self) -> usize {
        RELATIONS.iter().position(|row| std::ptr::eq(*row, self)).expect("every relation is a row of the table")
    }
}

const fn plain(field: &'static str, from: &'static [Kind], to: Kind, groups: &'static [Group]) -> Relation {
    Relation { from, field, to: Some(to), groups, symmetric: false, expected: false }
}

pub static PROBLEM_RED_FLAGS: Relation = plain(
    "red_flags",
    &[Kind::Problem],
    Kind::Finding,
    &[Group { key: "red-flags", strengths: &[""], here: "Get help now", there: "Warning sign in" }],
);

pub static PROBLEM_CAUSES: Relation = plain(
    "causes",
    &[Kind::Problem],
    Kind::Cause,
    &[Group { key: "causes", strengths: &["common", "less_common", "rare"], here: "Possible causes", there: "Can cause" }],
);

pub static CAUSE_FINDINGS: Relation = Relation {
    expected: true,
    ..plain(
        "findings",
        &[Kind::Cause],
        Kind::Finding,
        &[
            Group { key: "findings", strengths: &["key", "often", "sometimes"], here: "Symptoms and signs", there: "Seen in" },
            Group { key: "findings-against", strengths: &["against"], here: "What speaks against it", there: "Speaks against" },
        ],
    )
};

pub static CAUSE_RISKS: Relation = plain(
    "risks",
    &[Kind::Cause],
    Kind::Finding,
    &[Group { key: "risks", strengths: &[""], here: "More likely with", there: "Raises the risk of" }],
);

pub static CAUSE_TESTS: Relation = Relation {
    expected: true,
    ..plain(
        "tests",
        &[Kind::Cause],
        Kind::Test,
        &[Group { key: "tests", strengths: &["first", "then"], here: "How it is found", there: "Used to look for" }],
    )
};

pub static CAUSE_TREATMENTS: Relation = Relation {
    expected: true,
    ..plain(
        "treatments",
        &[Kind::Cause],
        Kind::Treatment,
        &[
            Group { key: "treatments", strengths: &["first", "later"], here: "What helps", there: "Helps with" },
            Group { key: "treatments-avoid", strengths: &["avoid"], here: "Do not", there: "Not for" },
        ],
    )
};

pub static CAUSE_LEADS_TO: Relation = plain(
    "leads_to",
    &[Kind::Cause],
    Kind::Cause,
    &[Group { key: "leads-to", strengths: &[""], here: "Can lead to", there: "Can come from" }],
);

pub static CAUSE_CONFUSED_WITH: Relation = Relation {
    symmetric: true,
    ..plain(
        "confused_with",
        &[Kind::Cause],
        Kind::Cause,
        &[Group { key: "confused-with", strengths: &[""], here: "Easily confused with", there: "Easily confused with" }],
    )
};

pub static SEE_ALSO: Relation = Relation {
    from: &Kind::ALL,
    field: "see_also",
    to: None,
    groups: &[Group { key: "see-also", strengths: &[""], here: "See also", there: "See also" }],
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_table_is_sound() {
        let mut keys = HashSet::new();
        for relation in RELATIONS {
            for group in relation.groups {
                assert!(keys.insert(group.key), "{} stands twice", group.key);
                assert!(!relation.symmetric || group.here == group.there, "{}", group.key);
            }
            let strengths: HashSet<_> = relation.strengths().collect();
            assert_eq!(strengths.len(), relation.strengths().count(), "{}", relation.field);
        }
        assert_eq!(Relation::of(Kind::Cause).count(), 7);
        assert_eq!(CAUSE_TREATMENTS.group_of("avoid").there, "Not for");
    }
}
