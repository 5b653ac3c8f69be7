//! Every graph is a guide that the program should accept: no loops, no loose ends, and its files
//! read back unchanged.

use std::collections::{BTreeMap, BTreeSet};

use super::{Answers, Graph, LEVELS, Question, corpus};

/// The targets of each box, by name.
fn ways(graph: &Graph) -> BTreeMap<&str, Vec<&str>> {
    let questions = graph.questions.iter().map(|question| {
        let targets = question.answers.iter().map(|(_, to)| to.as_str()).collect();
        (question.name.as_str(), targets)
    });
    questions.chain(graph.outcomes.iter().map(|(name, _, _)| (name.as_str(), Vec::new()))).collect()
}

fn reached<'a>(ways: &BTreeMap<&'a str, Vec<&'a str>>, start: &'a str) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::from([start]);
    let mut open = vec![start];
    while let Some(name) = open.pop() {
        open.extend(ways[name].iter().copied().filter(|to| seen.insert(to)));
    }
    seen
}

/// Removes boxes that lead nowhere until none is left: what remains are loops.
fn looped<'a>(ways: &BTreeMap<&'a str, Vec<&'a str>>) -> Vec<&'a str> {
    let mut left: BTreeSet<&str> = ways.keys().copied().collect();
    loop {
        let done: Vec<&str> = left
            .iter()
            .copied()
            .filter(|name| !ways[name].iter().any(|to| left.contains(to)))
            .collect();
        if done.is_empty() {
            return left.into_iter().collect();
        }
        done.iter().for_each(|name| assert!(left.remove(name)));
    }
}

#[test]
fn every_graph_is_a_sound_guide() {
    for graph in corpus() {
        let (name, ways) = (&graph.name, ways(&graph));
        assert_eq!(ways.len(), graph.boxes(), "{name}: a name stands twice");
        for to in ways.values().flatten() {
            assert!(ways.contains_key(to), "{name}: nothing is called {to}");
        }
        assert_eq!(looped(&ways), [] as [&str; 0], "{name}");
        let reached = reached(&ways, &graph.questions[0].name);
        assert_eq!(
            ways.keys().copied().filter(|position| !reached.contains(position)).collect::<Vec<_>>(),
            [] as [&str; 0],
            "{name}"
        );
        for question in &graph.questions {
            assert!(question.ways().len() >= 2, "{name}: {} leads to one place", question.name);
            assert!(
                question.items.is_empty() || question.is_yes_no(),
                "{name}: {} lists findings",
                question.name
            );
        }
        assert!(graph.outcomes.iter().all(|(_, _, level)| LEVELS.contains(level)), "{name}");
    }
}

#[test]
fn names_are_addresses() {
    let graphs = corpus();
    assert_eq!(
        graphs.iter().map(|graph| graph.name.as_str()).collect::<BTreeSet<_>>().len(),
        graphs.len()
    );
    let is_good = |name: &str| {
        name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
            && name != "index"
    };
    for graph in &graphs {
        assert!(is_good(&graph.name), "{}", graph.name);
        assert!(ways(graph).into_keys().all(is_good), "{}", graph.name);
    }
}

#[test]
fn the_corpus_has_what_it_promises() {
    let graphs = corpus();
    assert!(graphs.len() >= 26, "{}", graphs.len());
    let graph = |name: &str| graphs.iter().find(|graph| graph.name == name).unwrap();
    let size = |name: &str| (graph(name).questions.len(), graph(name).outcomes.len());
    assert_eq!(size("smallest"), (1, 2));
    assert_eq!(size("binary-5"), (31, 32));
    assert_eq!(size("ternary-3"), (13, 27));
    assert_eq!(size("chain-120"), (120, 121));
    assert_eq!(size("fan-400"), (1, 400));
    assert_eq!(size("lattice-5"), (25, 10));
    assert_eq!(graph("random-400-1").boxes(), 400);
    let longest = |name: &str| {
        graph(name)
            .questions
            .iter()
            .flat_map(|question| &question.answers)
            .map(|answer| answer.0.len())
            .max()
    };
    assert_eq!(longest("label-2000"), Some(2001));
    let share = graph("random-300-1")
        .questions
        .iter()
        .flat_map(|question| &question.answers)
        .filter(|(_, to)| to.starts_with('o'))
        .count();
    let all: usize =
        graph("random-300-1").questions.iter().map(|question| question.answers.len()).sum();
    assert!((30..=45).contains(&(share * 100 / all)), "{share} of {all}");
}

#[test]
fn several_answers_to_one_target_are_one_edge() {
    let graphs = corpus();
    let graph = graphs.iter().find(|graph| graph.name == "odd-letters").unwrap();
    assert_eq!(
        graph.author_order(),
        [("q1".to_string(), vec!["o1".to_string(), "o2".to_string()])]
    );
    assert!(graph.questions[0].ways()[0].0.starts_with("<b>Yes</b> & no / 🙂"));
}

#[test]
fn the_corpus_is_always_the_same() {
    let text = || corpus().iter().map(Graph::yaml).collect::<String>();
    assert_eq!(text(), text());
    // If you change a graph on purpose, change this checksum too: layouts are compared across
    // versions by name.
    let sum = text().bytes().fold(0u32, |sum, byte| sum.rotate_left(5) ^ u32::from(byte));
    assert_eq!(sum, 974_082_210, "the graphs are not those they were");
}

/// A value in double quotes, read back.
fn unquoted(text: &str) -> String {
    let inner = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
        .unwrap_or_else(|| panic!("no quotes: {text}"));
    let mut read = String::new();
    let mut letters = inner.chars();
    while let Some(c) = letters.next() {
        assert_ne!(c, '"', "a bare quote: {text}");
        read.push(if c == '\\' { letters.next().unwrap() } else { c });
    }
    read
}

/// Reads the questions back, line by line; it understands only the form that we write.
fn questions(graph: &Graph) -> Vec<Question> {
    let findings: BTreeMap<String, String> = graph.findings().into_iter().collect();
    let text = graph.yaml();
    let (_, rest) = text.split_once("questions:\n").unwrap();
    let (body, outcomes) = rest.split_once("outcomes:\n").unwrap();
    assert_eq!(outcomes.lines().count(), graph.outcomes.len());
    let mut read: Vec<Question> = Vec::new();
    for line in body.lines() {
        let indent = line.len() - line.trim_start().len();
        let (key, value) = line.trim_start().split_once(':').unwrap();
        let value = value.trim();
        if indent == 2 {
            read.push(Question {
                name: key.to_string(),
                ask: String::new(),
                items: Vec::new(),
                answers: Vec::new(),
            });
            continue;
        }
        let question = read.last_mut().unwrap();
        match (indent, key) {
            (4, "ask") => question.ask = unquoted(value),
            (4, "if_yes") => question.answers.push(("Yes".to_string(), value.to_string())),
            (4, "if_no") => question.answers.push(("No".to_string(), value.to_string())),
            (4, "any_of") => {
                question.items = value
                    .trim_matches(['[', ']'])
                    .split(", ")
                    .map(|id| findings[id].clone())
                    .collect()
            }
            (4, "answers") => assert_eq!(value, ""),
            (6, "- answer") => question.answers.push((unquoted(value), String::new())),
            (8, "go") => question.answers.last_mut().unwrap().1 = value.to_string(),
            _ => panic!("{}: {line}", graph.name),
        }
    }
    read
}

#[test]
fn the_guide_reads_back() {
    for graph in corpus() {
        assert_eq!(
            format!("{:?}", questions(&graph)),
            format!("{:?}", graph.questions),
            "{}",
            graph.name
        );
        assert!(graph.files().contains_key("guides/g.yaml"));
    }
}

#[test]
fn the_graph_for_graphviz_has_a_line_for_each_box_and_edge() {
    for graph in corpus() {
        let sizes = BTreeMap::from([(graph.questions[0].name.clone(), (144.0, 36.0))]);
        let text = graph.dot(&sizes, Answers::Shown);
        let edges: usize = graph.questions.iter().map(|question| question.ways().len()).sum();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 3 + graph.boxes() + edges, "{}", graph.name);
        assert_eq!(
            lines.iter().filter(|line| line.contains("\" -> \"")).count(),
            edges,
            "{}",
            graph.name
        );
        assert!(lines[2].ends_with("width=2.0000, height=0.5000]"), "{}", lines[2]);
        assert!(lines[3].ends_with("width=3.0556, height=0.8333]"), "{}", lines[3]);
        let quotes =
            |line: &&str| line.replace("\\\\", "").replace("\\\"", "").matches('"').count();
        assert!(lines.iter().all(|line| quotes(line).is_multiple_of(2)), "{}", graph.name);
        assert!(
            !graph
                .dot(&sizes, Answers::Hidden)
                .lines()
                .any(|line| line.contains("->") && line.contains("label"))
        );
    }
}
