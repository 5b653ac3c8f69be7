//! How long the printed book takes, and how much memory. `cargo bench --bench book`: each book in a process of its own, so
//! that the peak is its own; the handbook in `content/`, then generated ones of about 350 and 1,200 pages. Times are the
//! best of three, memory the most.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use fascicle::pipeline::{self, Book, Input, Options};
use fascicle::read::{self, Folder};

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The bars: pages at least, seconds and MB at most.
const BOOKS: &[(&str, usize, f64, f64)] =
    &[("content", 1, 2.0, 700.0), ("650", 350, 10.0, 700.0), ("2260", 1_200, 60.0, 2_000.0)];

/// Entries with a text, relations, citations and links, as in real handbooks: about half a page each.
fn generated(entries: usize) -> Vec<(String, String)> {
    let causes = entries / 5;
    let sources =
        (0..50).map(|at| format!("s{at}: {{title: Source {at}, by: Someone, date: '2020'}}\n"));
    let mut files = vec![
        (
            "content/handbook.yaml".to_string(),
            "title: Generated\nrules: {never-reviewed: off}\n".to_string(),
        ),
        ("content/sources.yaml".to_string(), sources.collect()),
    ];
    let text = |at: usize| {
        format!(
            "\n## What it is\n\n{} [@s{}] See [another](cause:cause-{}).\n\n- one thing\n- another thing\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
            "Some words that say what is known about it, in plain sentences of a usual length. "
                .repeat(4),
            at % 50,
            (at + 1) % causes
        )
    };
    for at in 0..causes.div_ceil(20) {
        let list: Vec<String> =
            (at * 20..(at * 20 + 20).min(causes)).map(|at| format!("cause-{at}")).collect();
        files.push((
            format!("content/problems/problem-{at}.md"),
            format!("---\ntitle: Problem {at}\nsummary: About problem {at}.\ncauses: {{common: [{}]}}\n---\n", list.join(", ")),
        ));
    }
    for at in 0..causes {
        let next = (at + 3) % causes;
        let mut add = |kind: &str, name: String, fields: String| {
            files.push((
                format!("content/{kind}/{name}.md"),
                format!("---\ntitle: {name}\nsummary: About it.\n{fields}\n---\n{}", text(at)),
            ));
        };
        add(
            "causes",
            format!("cause-{at}"),
            format!(
                "findings: {{key: [finding-{at}], often: [finding-{next}]}}\ntests: {{first: [test-{at}]}}\ntreatments: {{first: [treatment-{at}], later: [treatment-{next}]}}\nconfused_with: [cause-{next}]"
            ),
        );
        for number in [at, at + causes] {
            add(
                "findings",
                format!("finding-{number}"),
                format!("see_also: [\"finding:finding-{}\"]", (number + 1) % causes),
            );
        }
        add("tests", format!("test-{at}"), format!("type: lab\nsources: [s{}]", at % 50));
        add(
            "treatments",
            format!("treatment-{at}"),
            format!("type: self-care\ndo: [Do it.]\nsources: [s{}]", at % 50),
        );
    }
    files
}

/// Makes one book and prints its pages, seconds and peak.
fn one(what: &str) {
    let options = Options {
        book: Book::Make { earlier: Vec::new(), progress: |_| {} },
        ..Options::on("2026-11-22".parse().expect("a date"))
    };
    let content = match what.parse() {
        Ok(entries) => {
            let files = generated(entries);
            Folder::in_memory(files.iter().map(|(path, text)| (path.as_str(), text.as_str())))
        }
        Err(_) => read::folder(Path::new(env!("CARGO_MANIFEST_DIR"))),
    };
    let began = Instant::now();
    let built = pipeline::pdfs(&Input { content, themes: Folder::default(), options });
    let seconds = began.elapsed().as_secs_f64();
    let files = built.files.unwrap_or_else(|| panic!("no book: {:?}", built.problems.codes()));
    let pdf = files.iter().find(|file| file.path == "handbook.pdf").expect("a book");
    // A page's object names its kind.
    let pages = pdf
        .bytes
        .windows(11)
        .filter(|part| part.starts_with(b"/Type/Page") && part[10] != b's')
        .count();
    println!("{pages} {seconds:.2} {:.0} {:.1}", peak(), pdf.bytes.len() as f64 / 1e6);
}

/// The most memory that this process held, in MB; 0 where the system does not say.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok()).unwrap_or(0.0)
        / 1024.0
}

/// One book in a process of its own: pages, seconds, peak MB, MB of the PDF.
fn run(what: &str) -> [f64; 4] {
    let program = std::env::current_exe().expect("this program");
    let output = Command::new(program).args(["--one", what]).output().expect("this program runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let found: Vec<f64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    found.try_into().unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "--one") {
        return one(&arguments[at + 1]);
    }
    println!(
        "{:>10} {:>7} {:>8} {:>8} {:>7}  bar",
        "book", "pages", "seconds", "peak MB", "PDF MB"
    );
    for (what, pages, seconds, memory) in BOOKS {
        let runs: Vec<[f64; 4]> = (0..3).map(|_| run(what)).collect();
        let best = |at: usize| runs.iter().map(|run| run[at]).fold(f64::MAX, f64::min);
        let [got_pages, got_seconds, _, size] = [0, 1, 2, 3].map(best);
        let got_memory = runs.iter().map(|run| run[2]).fold(0.0, f64::max);
        let good = got_pages >= *pages as f64 && got_seconds <= *seconds && got_memory <= *memory;
        let verdict = if good { "held" } else { "MISSED" };
        println!(
            "{what:>10} {got_pages:>7} {got_seconds:>8.2} {got_memory:>8.0} {size:>7.1}  {verdict}: {pages} pages in {seconds} s and {memory} MB"
        );
    }
}
