//! How long a drawing takes, how many edges cross in it, and what Graphviz makes of the same graph with boxes of the same
//! sizes. `cargo bench --bench chart`: times in milliseconds, the best of three; ratios are what counts. Without `dot`
//! on this machine its columns stay empty. Ends with the checks on a guide of 2,000 questions.

#[path = "../../tests/suite/drawing/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the suite uses what this program does not")]
mod drawing;
#[path = "../../tests/suite/graphs/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the suite uses what this program does not")]
mod graphs;
#[path = "../../tests/suite/layers.rs"]
mod layers;
mod plain;

use std::time::Instant;

use drawing::Drawing;
use fascicle::chart::drawing::{NARROW, WIDE, layered, roomy, spine};
use fascicle::chart::{ChartWords, Diagram, Fonts, diagram};
use fascicle::diagnostics::{Diagnostics, Strictness};
use fascicle::link::Linked;
use fascicle::model::Drafts;
use fascicle::pipeline::{self, Input, Options};
use fascicle::read::Folder;
use fascicle::{link, model, read};
use graphs::{Answers, Graph};

fn input(graph: &Graph) -> Input {
    let files: Vec<(String, String)> =
        graph.files().into_iter().map(|(path, text)| (format!("content/{path}"), text)).collect();
    let content =
        Folder::in_memory(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    Input {
        content,
        themes: Folder::default(),
        options: Options::on("2026-11-22".parse().expect("a date")),
    }
}

fn linked(input: &Input) -> Linked {
    let mut problems = Diagnostics::new(Strictness::Lenient);
    let documents = read::documents(&input.content, &mut problems);
    let handbook =
        model::handbook(documents.documents, documents.copied, Drafts::LeaveOut, &mut problems);
    link::handbook(handbook, &mut problems)
}

/// The best of three, in ms.
fn time<T>(what: impl Fn() -> T) -> f64 {
    let once = || {
        let began = Instant::now();
        std::hint::black_box(what());
        began.elapsed().as_secs_f64() * 1000.0
    };
    (0..3).map(|_| once()).fold(f64::MAX, f64::min)
}

struct Row {
    boxes: usize,
    edges: usize,
    spine: f64,
    layered: f64,
    faults: usize,
    crossings: usize,
    dot: Option<usize>,
}

fn row(graph: &Graph) -> Row {
    let input = input(graph);
    let linked = linked(&input);
    let words = ChartWords {
        yes: "Yes",
        no: "No",
        unsure: "Not sure",
        question: "Question",
        guide: "Guide",
        from: "from",
        ..ChartWords::default()
    };
    let style = roomy(&Fonts::new([]));
    let drawn: Diagram = diagram(&linked, &linked.guides[0], &words);
    let files = pipeline::build(&input).files.expect("the graphs are sound");
    let page = files.iter().find(|file| file.path == "guides/g.html").expect("each has a guide");
    let all = Drawing::all(std::str::from_utf8(&page.bytes).expect("pages are UTF-8"));
    let ours = &layers::drawn(&input);
    Row {
        boxes: ours.boxes.len(),
        edges: ours.edges.len(),
        spine: time(|| [NARROW, WIDE].map(|width| spine(&drawn, &style, width, "from"))) / 2.0,
        layered: time(|| layered(&drawn, &style, "from")),
        faults: all.iter().map(|drawing| drawing.faults().len()).sum(),
        crossings: ours.crossings(),
        dot: dot(graph, ours),
    }
}

/// The crossings in Graphviz's drawing of the graph.
fn dot(graph: &Graph, ours: &Drawing) -> Option<usize> {
    let sizes = ours.boxes.iter().map(|(name, rect)| (name.clone(), (rect.w, rect.h))).collect();
    let file = std::env::temp_dir().join(format!("fascicle-bench-{}.dot", std::process::id()));
    std::fs::write(&file, graph.dot(&sizes, Answers::Shown)).ok()?;
    let drawing = plain::drawing(&file);
    let _ = std::fs::remove_file(&file);
    drawing.ok().map(|drawing| drawing.crossings())
}

/// `cargo bench --bench chart -- random-300`: only the graphs whose names hold these words.
fn wanted(name: &str) -> bool {
    let words: Vec<String> =
        std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    words.is_empty() || words.iter().any(|word| name.contains(word.as_str()))
}

fn main() {
    println!(
        "{:<18} {:>6} {:>6} {:>9} {:>11} {:>7} {:>10} {:>10} {:>6}",
        "graph",
        "boxes",
        "edges",
        "spine ms",
        "layered ms",
        "faults",
        "crossings",
        "dot's",
        "ratio"
    );
    let (mut ours, mut theirs) = (0, 0);
    for graph in graphs::corpus().into_iter().filter(|graph| wanted(&graph.name)) {
        let row = row(&graph);
        let (dot, ratio) = match row.dot {
            Some(dot) if dot > 0 => {
                (dot.to_string(), format!("{:.2}", row.crossings as f64 / dot as f64))
            }
            Some(_) => ("0".to_string(), String::new()),
            None => ("-".to_string(), String::new()),
        };
        ours += row.dot.map_or(0, |_| row.crossings);
        theirs += row.dot.unwrap_or(0);
        println!(
            "{:<18} {:>6} {:>6} {:>9.2} {:>11.2} {:>7} {:>10} {:>10} {:>6}",
            graph.name,
            row.boxes,
            row.edges,
            row.spine,
            row.layered,
            row.faults,
            row.crossings,
            dot,
            ratio
        );
    }
    println!("in all {ours} crossings, dot's {theirs}: {:.2}", ours as f64 / theirs.max(1) as f64);
    checks();
}

/// A guide of 2,000 questions with a warning sign each, of which none is asked in vain.
fn checks() {
    let count = 2_000;
    let mut files = vec![
        (
            "content/handbook.yaml".to_string(),
            "title: T\nrules: {never-reviewed: off, missing-source: off}\n".to_string(),
        ),
        (
            "content/problems/p.md".to_string(),
            "---\ntitle: P\nsummary: P.\ncauses: {common: [c]}\n---\n".to_string(),
        ),
    ];
    let list = (0..count).map(|at| format!("f{at}")).collect::<Vec<_>>().join(", ");
    files.push((
        "content/causes/c.md".to_string(),
        format!("---\ntitle: C\nsummary: C.\nfindings: {{key: [{list}]}}\ntests: none\ntreatments: none\n---\n"),
    ));
    let mut guide = "title: G\nproblem: p\nstart: q0\nquestions:\n".to_string();
    for at in 0..count {
        files.push((
            format!("content/findings/f{at}.md"),
            format!("---\ntitle: F{at}\nsummary: F.\nurgency: urgent\n---\n"),
        ));
        let next = if at + 1 < count { format!("q{}", at + 1) } else { "wait".to_string() };
        guide.push_str(&format!(
            "  q{at}: {{ask: 'Q{at}', any_of: [f{at}], if_yes: today, if_no: {next}}}\n"
        ));
    }
    guide.push_str(
        "outcomes:\n  today: {title: T, urgency: urgent, suspect: [c]}\n  wait: {title: W, urgency: self-care, safety_net: Come back.}\n",
    );
    files.push(("content/guides/g.yaml".to_string(), guide));
    let content =
        Folder::in_memory(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let input = Input {
        content,
        themes: Folder::default(),
        options: Options::on("2026-11-22".parse().expect("a date")),
    };
    let linked = linked(&input);
    let codes = pipeline::codes();
    let check = || {
        let mut problems = Diagnostics::new(Strictness::Lenient);
        fascicle::check::handbook(
            &linked,
            &Default::default(),
            input.options.today,
            &codes,
            &mut problems,
        );
        problems
    };
    let of_guide = check()
        .codes()
        .iter()
        .filter(|(code, _)| code.starts_with("guide-"))
        .map(|(code, count)| format!("{code} {count}"))
        .collect::<Vec<_>>();
    println!(
        "all checks on a guide of {count} questions and {count} warning signs: {:.1} ms ({})",
        time(check),
        of_guide.join(", ")
    );
}
