//! How long a build takes, and whether the time for one entry stays the same as the handbook grows.
//! `cargo bench --bench scale`: times in milliseconds, the best of three; ratios are what counts.

use std::time::Instant;

use fascicle::pipeline::{self, Input, Options};
use fascicle::read::Folder;

/// A handbook of about `entries` entries, linked as real ones are: each cause has findings, tests, treatments and
/// neighbours, each text cites, links and uses terms of the glossary.
fn handbook(entries: usize) -> Vec<(String, String)> {
    let causes = entries / 5;
    let mut files = vec![
        (
            "content/handbook.yaml".to_string(),
            "title: Generated\nrules: {never-reviewed: off}\n".to_string(),
        ),
        (
            "content/sources.yaml".to_string(),
            (0..50)
                .map(|at| format!("s{at}: {{title: Source {at}, by: Someone, date: '2020'}}\n"))
                .collect(),
        ),
        (
            "content/glossary.yaml".to_string(),
            (0..100).map(|at| format!("term{at}: {{means: What term {at} means.}}\n")).collect(),
        ),
    ];
    // Problems of 20 causes each, since a table of all causes by all findings is large by its nature.
    for problem in 0..causes.div_ceil(20) {
        let list = (problem * 20..(problem * 20 + 20).min(causes))
            .map(|at| format!("cause-{at}"))
            .collect::<Vec<_>>()
            .join(", ");
        files.push((
            format!("content/problems/problem-{problem}.md"),
            format!("---\ntitle: Problem {problem}\nsummary: About problem {problem}.\ncauses: {{common: [{list}]}}\n---\n"),
        ));
    }
    let text = |at: usize| {
        format!(
            "\n## What it is\n\nSome words about term{} and term{}. [@s{}] See [another](cause:cause-{}).\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
            at % 100,
            (at + 7) % 100,
            at % 50,
            (at + 1) % causes
        )
    };
    for at in 0..causes {
        let next = (at + 3) % causes;
        files.push((
            format!("content/causes/cause-{at}.md"),
            format!("---\ntitle: Cause {at}\nsummary: About cause {at}.\nfindings: {{key: [finding-{at}], often: [finding-{next}]}}\ntests: {{first: [test-{at}]}}\ntreatments: {{first: [treatment-{at}], later: [treatment-{next}]}}\nconfused_with: [cause-{next}]\n---\n{}", text(at)),
        ));
        for number in [at, at + causes] {
            files.push((
                format!("content/findings/finding-{number}.md"),
                format!(
                    "---\ntitle: Finding {number}\nsummary: About it.\nsee_also: [\"finding:finding-{}\"]\n---\n{}",
                    (number + 1) % causes,
                    text(at)
                ),
            ));
        }
        files.push((
            format!("content/tests/test-{at}.md"),
            format!(
                "---\ntitle: Test {at}\nsummary: About it.\ntype: lab\nsources: [s{}]\n---\n{}",
                at % 50,
                text(at)
            ),
        ));
        files.push((
            format!("content/treatments/treatment-{at}.md"),
            format!(
                "---\ntitle: Treatment {at}\nsummary: About it.\ntype: self-care\ndo: [Do it.]\nsources: [s{}]\n---\n{}",
                at % 50,
                text(at)
            ),
        ));
    }
    files
}

fn input(files: &[(String, String)]) -> Input {
    let content =
        Folder::in_memory(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    Input {
        content,
        themes: Folder::default(),
        options: Options::on("2026-11-22".parse().expect("a date")),
    }
}

fn main() {
    println!("{:>8} {:>8} {:>10} {:>14}  stages", "entries", "files", "build ms", "ms per entry");
    for entries in [100, 1_000, 10_000] {
        let files = handbook(entries);
        let input = input(&files);
        let mut best: Option<(f64, pipeline::Built)> = None;
        for _ in 0..3 {
            let began = Instant::now();
            let built = pipeline::build(&input);
            let seconds = began.elapsed().as_secs_f64();
            assert!(
                built.files.is_some(),
                "the generated handbook has errors: {:?}",
                built.problems.codes()
            );
            if best.as_ref().is_none_or(|(fastest, _)| seconds < *fastest) {
                best = Some((seconds, built));
            }
        }
        let (seconds, built) = best.expect("three runs were made");
        let stages: Vec<String> = built
            .timings
            .iter()
            .map(|(stage, seconds)| format!("{stage} {:.0}", seconds * 1000.0))
            .collect();
        println!(
            "{entries:>8} {:>8} {:>10.1} {:>14.3}  {}",
            built.files.map_or(0, |files| files.len()),
            seconds * 1000.0,
            seconds * 1000.0 / entries as f64,
            stages.join(", ")
        );
    }
}
