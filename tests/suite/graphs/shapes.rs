//! Graphs of one shape each: trees, chains, fans, lattices, and those that cannot be drawn without
//! crossings.

use super::{Graph, LEVELS};

pub(super) fn all() -> Vec<Graph> {
    vec![
        smallest(),
        tree("binary-3", 2, 3),
        tree("binary-5", 2, 5),
        tree("ternary-3", 3, 3),
        chain("chain-5", 5, own),
        chain("chain-40", 40, own),
        chain("chain-120", 120, own),
        chain("chain-one-12", 12, |_| "stop".to_string()),
        chain("chain-one-60", 60, |_| "stop".to_string()),
        chain("chain-three-30", 30, |at| format!("stop{}", at % 3 + 1)),
        fan("fan-12", 12, own),
        fan("fan-60", 60, own),
        fan("fan-400", 400, own),
        fan("fan-three-60", 60, |at| format!("stop{}", at % 3 + 1)),
        fan_that_merges("fan-merge-12", 12),
        lattice("lattice-5", 5),
        lattice("lattice-9", 9),
        ladder("ladder-10", 10),
        staircase("staircase-12", 12),
        complete("k33", 3),
        complete("k44", 4),
        reversed("reversed-8", 8),
        long_jumps("long-jumps-20", 20),
    ]
}

fn smallest() -> Graph {
    let mut graph = Graph::new("smallest");
    graph.ask_yes("q1", "Is it bad?", "go", "stay");
    graph.end("go", "Go and see someone", "urgent");
    graph.end("stay", "Stay at home", "self-care");
    graph
}

/// The outcome that only one answer leads to.
fn own(at: usize) -> String {
    format!("o{}", at + 1)
}

/// A question for each inner node, an outcome for each leaf.
fn tree(name: &str, ways: usize, depth: u32) -> Graph {
    let mut graph = Graph::new(name);
    // Numbered level by level: the answers of place n lead to n * ways + 1 and the following.
    let inner = (0..depth).map(|level| ways.pow(level)).sum::<usize>();
    let position = |at: usize| {
        if at < inner { format!("q{}", at + 1) } else { format!("o{}", at - inner + 1) }
    };
    for at in 0..inner {
        let targets: Vec<String> = (1..=ways).map(|way| position(at * ways + way)).collect();
        ask_all(&mut graph, &position(at), &targets);
    }
    for at in 0..ways.pow(depth) {
        graph.end_somehow(&position(inner + at));
    }
    graph
}

/// A question with these targets: "Yes" and "No" for two.
fn ask_all(graph: &mut Graph, name: &str, targets: &[String]) {
    let ask = format!("Is it as {name} says?");
    if let [yes, no] = targets {
        return graph.ask_yes(name, &ask, yes, no);
    }
    let words: Vec<String> = (1..=targets.len()).map(|at| format!("Answer {at}")).collect();
    let answers: Vec<(&str, &str)> =
        words.iter().map(String::as_str).zip(targets.iter().map(String::as_str)).collect();
    graph.ask(name, &ask, &answers);
}

/// Every "Yes" leaves the chain, every "No" goes on, the last one to an outcome of its own.
fn chain(name: &str, questions: usize, outcome: impl Fn(usize) -> String) -> Graph {
    let mut graph = Graph::new(name);
    for at in 0..questions {
        let next = if at + 1 < questions { format!("q{}", at + 2) } else { "rest".to_string() };
        graph.ask_yes(
            &format!("q{}", at + 1),
            &format!("Is there sign number {}, now or since yesterday?", at + 1),
            &outcome(at),
            &next,
        );
        graph.end_somehow(&outcome(at));
    }
    graph.end("rest", "Rest", "self-care");
    graph
}

fn fan(name: &str, answers: usize, outcome: impl Fn(usize) -> String) -> Graph {
    let mut graph = Graph::new(name);
    let targets: Vec<String> = (0..answers).map(outcome).collect();
    ask_all(&mut graph, "q1", &targets);
    targets.iter().for_each(|target| graph.end_somehow(target));
    graph
}

/// A fan of questions, whose answers meet in three outcomes.
fn fan_that_merges(name: &str, answers: usize) -> Graph {
    let mut graph = Graph::new(name);
    ask_all(&mut graph, "q1", &(0..answers).map(|at| format!("q{}", at + 2)).collect::<Vec<_>>());
    for at in 0..answers {
        ask_all(
            &mut graph,
            &format!("q{}", at + 2),
            &[format!("stop{}", at % 3 + 1), format!("stop{}", (at + 1) % 3 + 1)],
        );
    }
    (1..4).for_each(|at| graph.end_somehow(&format!("stop{at}")));
    graph
}

/// Diamonds: from each place one goes down to the left or to the right, and neighbours meet.
fn lattice(name: &str, side: usize) -> Graph {
    let mut graph = Graph::new(name);
    let position = |row: usize, column: usize| {
        if row == side || column == side {
            format!("o{}", if row == side { column + 1 } else { side + row + 1 })
        } else {
            format!("q{row}-{column}")
        }
    };
    for (row, column) in (0..side).flat_map(|row| (0..side).map(move |column| (row, column))) {
        ask_all(
            &mut graph,
            &position(row, column),
            &[position(row + 1, column), position(row, column + 1)],
        );
    }
    (0..side).for_each(|at| graph.end_somehow(&position(side, at)));
    (0..side).for_each(|at| graph.end_somehow(&position(at, side)));
    graph
}

/// Two rails: "Yes" crosses over from the left one, "No" continues; the right one ends at any rung.
fn ladder(name: &str, rungs: usize) -> Graph {
    let mut graph = Graph::new(name);
    for at in 1..=rungs {
        let next = |rail: &str| {
            if at < rungs { format!("{rail}{}", at + 1) } else { format!("end-{rail}") }
        };
        ask_all(&mut graph, &format!("left{at}"), &[format!("right{at}"), next("left")]);
        ask_all(&mut graph, &format!("right{at}"), &["stop".to_string(), next("right")]);
    }
    ["stop", "end-left", "end-right"].into_iter().for_each(|name| graph.end_somehow(name));
    graph
}

/// Each question leads to the next and to the one after it.
fn staircase(name: &str, steps: usize) -> Graph {
    let mut graph = Graph::new(name);
    let position =
        |at: usize| if at <= steps { format!("q{at}") } else { format!("o{}", at - steps) };
    (1..=steps)
        .for_each(|at| ask_all(&mut graph, &position(at), &[position(at + 2), position(at + 1)]));
    (1..=2).for_each(|at| graph.end_somehow(&position(steps + at)));
    graph
}

/// Each question of one row leads to each of the next: no drawing is without crossings.
fn complete(name: &str, side: usize) -> Graph {
    let mut graph = Graph::new(name);
    let row = |letter: char| (1..=side).map(|at| format!("{letter}{at}")).collect::<Vec<_>>();
    ask_all(&mut graph, "start", &row('a'));
    row('a').iter().for_each(|name| ask_all(&mut graph, name, &row('b')));
    row('b').iter().enumerate().for_each(|(at, name)| {
        ask_all(&mut graph, name, &[format!("o{}", at + 1), "rest".to_string()])
    });
    (1..=side).for_each(|at| graph.end_somehow(&format!("o{at}")));
    graph.end("rest", "Rest", LEVELS[3]);
    graph
}

/// Every second row names the outcomes in reverse: an order that cannot be kept without crossings.
fn reversed(name: &str, width: usize) -> Graph {
    let mut graph = Graph::new(name);
    ask_all(&mut graph, "q1", &(0..width).map(|at| format!("q{}", at + 2)).collect::<Vec<_>>());
    for at in 0..width {
        ask_all(
            &mut graph,
            &format!("q{}", at + 2),
            &[format!("o{}", width - at), format!("o{}", (width - at) % width + 1)],
        );
    }
    (1..=width).for_each(|at| graph.end_somehow(&format!("o{at}")));
    graph
}

/// A chain with an answer from each question of the first half to one of the second: long edges
/// past many boxes.
fn long_jumps(name: &str, questions: usize) -> Graph {
    let mut graph = Graph::new(name);
    let position =
        |at: usize| if at < questions { format!("q{}", at + 1) } else { "end".to_string() };
    for at in 0..questions {
        let far = if at < questions / 2 {
            position(questions - 1 - at / 2)
        } else {
            format!("stop{}", at % 2 + 1)
        };
        ask_all(&mut graph, &position(at), &[far, position(at + 1), "call".to_string()]);
    }
    ["stop1", "stop2", "call", "end"].into_iter().for_each(|name| graph.end_somehow(name));
    graph
}
