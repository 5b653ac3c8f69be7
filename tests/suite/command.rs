//! The command as a user runs it: arguments, output, exit status, what is on the disk afterwards.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// Runs the command without the PDFs, which `a_build_has_its_book` asks for.
fn fascicle(dir: &Path, args: &[&str]) -> Output {
    let builds = matches!(args.first(), Some(&"build" | &"check")) && !args.contains(&"--no-pdf");
    run(dir, args, if builds { &["--no-pdf"] } else { &[] })
}

fn run(dir: &Path, args: &[&str], more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fascicle"))
        .args(args)
        .args(more)
        .current_dir(dir)
        .env("SOURCE_DATE_EPOCH", "1795305600")
        .env_remove("NO_COLOR")
        .output()
        .unwrap()
}

fn status(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A folder with the starter handbook in `book/`.
fn starter() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(status(&fascicle(dir.path(), &["init", "book"])), 0);
    dir
}

#[test]
fn init_build_and_open() {
    let dir = starter();
    let built = fascicle(dir.path(), &["build", "book", "--strict", "--no-pdf"]);
    assert_eq!(status(&built), 0, "{}", stderr(&built));
    assert!(dir.path().join("book/public/index.html").is_file());
    let again = fascicle(dir.path(), &["build", "book"]);
    assert!(stderr(&again).contains("0 written"), "{}", stderr(&again));
    assert_eq!(status(&fascicle(dir.path(), &["init", "book"])), 2);
    assert_eq!(status(&fascicle(dir.path(), &["init", "shop", "--example", "repair"])), 0);
    let shop = fascicle(dir.path(), &["build", "shop", "--strict"]);
    assert_eq!(status(&shop), 0, "{}", stderr(&shop));
}

#[cfg(feature = "pdf")]
#[test]
fn a_build_has_its_book() {
    let dir = starter();
    let built = run(dir.path(), &["build", "book"], &[]);
    assert_eq!(status(&built), 0, "{}", stderr(&built));
    let pdf = fs::read(dir.path().join("book/public/handbook.pdf")).unwrap();
    assert!(pdf.starts_with(b"%PDF-1.7"));
    // The same book on its own, in a separate folder.
    let alone = run(dir.path(), &["book", "book", "-o", "pdfs"], &[]);
    assert_eq!(status(&alone), 0, "{}", stderr(&alone));
    assert_eq!(fs::read(dir.path().join("pdfs/handbook.pdf")).unwrap(), pdf);
    assert!(!dir.path().join("pdfs/index.html").exists());
    // If nothing changed, nothing is written; without the book, the old one is removed.
    assert!(stderr(&run(dir.path(), &["build", "book"], &[])).contains("0 written"));
    fascicle(dir.path(), &["build", "book"]);
    assert!(!dir.path().join("book/public/handbook.pdf").exists());
    assert_eq!(status(&run(dir.path(), &["book", "book", "--no-pdf"], &[])), 2);
}

#[test]
fn a_failed_build_leaves_the_last_site_whole() {
    let dir = starter();
    fascicle(dir.path(), &["build", "book"]);
    let page = dir.path().join("book/public/causes/strain.html");
    let before = (fs::read(&page).unwrap(), fs::metadata(&page).unwrap().modified().unwrap());
    fs::rename(
        dir.path().join("book/content/findings/swelling.md"),
        dir.path().join("book/content/findings/swollen.md"),
    )
    .unwrap();
    let built = fascicle(dir.path(), &["build", "book"]);
    assert_eq!(status(&built), 1);
    // Every reference to the old id is listed at once.
    assert_eq!(
        stderr(&built).matches("error[unknown-reference]: there is no finding `swelling`").count(),
        3,
        "{}",
        stderr(&built)
    );
    assert_eq!(
        (fs::read(&page).unwrap(), fs::metadata(&page).unwrap().modified().unwrap()),
        before
    );
    assert!(dir.path().join("book/public/findings/swelling.html").is_file());
}

#[test]
fn folders_of_others_are_refused() {
    let dir = starter();
    fs::create_dir(dir.path().join("thesis")).unwrap();
    fs::write(dir.path().join("thesis/chapter.txt"), "years of work").unwrap();
    for out in ["thesis", "book/content", "book/content/new", "book"] {
        let refused = fascicle(dir.path(), &["build", "book", "-o", out]);
        assert_eq!(status(&refused), 2, "{out}: {}", stderr(&refused));
        assert!(stderr(&refused).starts_with("error: "), "{}", stderr(&refused));
    }
    assert_eq!(fs::read_dir(dir.path().join("thesis")).unwrap().count(), 1);
    assert!(!dir.path().join("book/content/new").exists());
}

#[test]
fn what_is_missing_is_said_with_the_right_status() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(status(&fascicle(dir.path(), &["build", "nowhere"])), 2);
    let empty = fascicle(dir.path(), &["check"]);
    assert_eq!(status(&empty), 1);
    assert!(stderr(&empty).contains("error[empty-handbook]"), "{}", stderr(&empty));
    assert_eq!(status(&fascicle(dir.path(), &["biuld"])), 2);
    assert_eq!(status(&fascicle(dir.path(), &["build", "--today", "soon"])), 2);
    assert_eq!(status(&fascicle(dir.path(), &["--help"])), 0);
}

#[test]
fn json_is_one_object_on_standard_output() {
    let dir = starter();
    fs::write(dir.path().join("book/content/causes/bad.md"), "---\ntitle: B\nsumary: x\n---\n")
        .unwrap();
    let output = fascicle(dir.path(), &["check", "book", "--format", "json"]);
    assert_eq!(status(&output), 1);
    let report: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    let problem = &report["problems"][0];
    assert_eq!(problem["code"], "unknown-key");
    assert_eq!(
        (problem["file"].as_str(), problem["line"].as_u64(), problem["column"].as_u64()),
        (Some("content/causes/bad.md"), Some(3), Some(1))
    );
    assert_eq!(problem["level"], "error");
    assert_eq!(problem["help"], "did you mean `summary`?");
    assert_eq!(report["problems"].as_array().unwrap().len(), 1);
    assert!(report["files"].as_u64().unwrap() > 10);
}

#[test]
fn strict_makes_warnings_errors() {
    let dir = starter();
    fs::write(
        dir.path().join("book/content/findings/extra.md"),
        "---\ntitle: Extra\nsummary: Nothing refers to it.\n---\n",
    )
    .unwrap();
    assert_eq!(status(&fascicle(dir.path(), &["check", "book"])), 0);
    let strict = fascicle(dir.path(), &["check", "book", "--strict"]);
    assert_eq!(status(&strict), 1);
    assert!(stderr(&strict).contains("error[unused-entry]"), "{}", stderr(&strict));
}

#[test]
fn export_is_the_file_of_the_site() {
    let dir = starter();
    fascicle(dir.path(), &["build", "book"]);
    let export = fascicle(dir.path(), &["export", "book"]);
    assert_eq!(export.stdout, fs::read(dir.path().join("book/public/handbook.json")).unwrap());
    let json: serde_json::Value = serde_json::from_str(&stdout(&export)).unwrap();
    let strain = json["entries"]
        .as_array()
        .unwrap()
        .iter()
        .find(|entry| entry["name"] == "cause:strain")
        .unwrap();
    assert!(strain["relations"].as_array().unwrap().iter().any(|relation| relation["entry"]
        == "treatment:massage"
        && relation["strength"] == "avoid"));
    assert!(
        strain["back"]
            .as_array()
            .unwrap()
            .iter()
            .any(|relation| relation["entry"] == "problem:pain-after-exercise")
    );
}

#[test]
fn new_writes_forms_that_work_and_never_overwrites() {
    let dir = starter();
    for kind in ["problem", "cause", "finding", "test", "treatment", "guide", "page"] {
        assert_eq!(
            status(&fascicle(dir.path(), &["new", kind, "fresh", "--in", "book"])),
            0,
            "{kind}"
        );
        assert_eq!(
            status(&fascicle(dir.path(), &["new", kind, "fresh", "--in", "book"])),
            2,
            "{kind}"
        );
    }
    // Forms are drafts: nothing is wrong with the handbook but that they are not filled in, two
    // sentences in each entry, one in the guide, one in the page.
    let check = fascicle(dir.path(), &["check", "book", "-v"]);
    let text = stderr(&check);
    assert_eq!(status(&check), 0, "{text}");
    let told =
        text.lines().filter(|line| line.starts_with("warning[") || line.starts_with("error["));
    let (unfilled, others): (Vec<_>, Vec<_>) =
        told.partition(|line| line.contains("unfilled-form"));
    assert_eq!((unfilled.len(), others.len()), (12, 0), "{text}");
    assert_eq!(status(&fascicle(dir.path(), &["new", "cause", "Bad Name", "--in", "book"])), 2);
    assert_eq!(status(&fascicle(dir.path(), &["new", "coz", "x", "--in", "book"])), 2);
}

#[test]
fn explain_knows_every_code() {
    let dir = tempfile::tempdir().unwrap();
    let list = stdout(&fascicle(dir.path(), &["explain"]));
    for code in fascicle::pipeline::codes() {
        assert!(list.contains(code.name), "{}", code.name);
        let text = fascicle(dir.path(), &["explain", code.name]);
        assert_eq!(status(&text), 0);
        assert!(stdout(&text).contains("## Bad"), "{}", code.name);
    }
    let wrong = fascicle(dir.path(), &["explain", "guide-cylce"]);
    assert_eq!(status(&wrong), 2);
    assert!(stderr(&wrong).contains("did you mean `guide-cycle`?"), "{}", stderr(&wrong));
}

#[cfg(unix)]
#[test]
fn links_in_the_content_are_not_followed() {
    let dir = starter();
    fs::write(dir.path().join("secret.txt"), "secret").unwrap();
    fs::create_dir(dir.path().join("book/content/files")).unwrap();
    std::os::unix::fs::symlink(
        dir.path().join("secret.txt"),
        dir.path().join("book/content/files/a.txt"),
    )
    .unwrap();
    let built = fascicle(dir.path(), &["build", "book"]);
    assert_eq!(status(&built), 1);
    assert!(stderr(&built).contains("error[unreadable-file]"), "{}", stderr(&built));
}

#[test]
fn serve_shows_changes_and_problems() {
    use std::io::{BufRead, BufReader, Read, Write};
    let dir = starter();
    let mut child = Command::new(env!("CARGO_BIN_EXE_fascicle"))
        .args(["serve", "book", "--port", "0"])
        .current_dir(dir.path())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let address = lines
        .find_map(|line| {
            Some(line.unwrap().split_once("http://")?.1.split('/').next()?.to_string())
        })
        .unwrap();
    let get = |path: &str, host: &str| {
        let mut stream = std::net::TcpStream::connect(&address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text
    };
    assert!(
        get("/causes/strain.html", &address)
            .contains("<h1 class=\"article__title\">Muscle strain</h1>")
    );
    assert!(get("/", &address).contains("/__fascicle/reload.js"));
    assert!(get("/nothing", &address).starts_with("HTTP/1.1 404"));
    assert!(get("/", "example.org").starts_with("HTTP/1.1 403"));
    let file = dir.path().join("book/content/causes/strain.md");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("Muscle strain", "Pulled muscle")).unwrap();
    assert!(lines.any(|line| line.unwrap().starts_with("built ")));
    assert!(get("/causes/strain.html", &address).contains("Pulled muscle"));
    // A warning is told in full, and how many drafts are left out.
    let draft = dir.path().join("book/content/pages/notes.md");
    fs::write(&draft, "---\nstatus: draft\n---\n# Notes\n").unwrap();
    assert!(lines.any(|line| line.unwrap().contains("1 draft is left out")));
    fs::write(&file, text.replace("Muscle strain", "“Pulled muscle”")).unwrap();
    assert!(lines.any(|line| line.unwrap().contains("warning[markup-in-plain-text]")));
    assert!(lines.any(|line| line.unwrap().starts_with("built ")));
    fs::write(&file, "---\ntitle: [\n---\n").unwrap();
    assert!(lines.any(|line| line.unwrap().contains("last good site")));
    assert!(get("/causes/strain.html", &address).contains("Pulled muscle"));
    // A folder that was deleted and made anew is still watched.
    fs::rename(dir.path().join("book/content"), dir.path().join("away")).unwrap();
    assert!(lines.any(|line| line.unwrap().contains("last good site")));
    fs::rename(dir.path().join("away"), dir.path().join("book/content")).unwrap();
    assert!(lines.any(|line| line.unwrap().contains("last good site")));
    fs::write(&file, &text).unwrap();
    assert!(lines.any(|line| line.unwrap().starts_with("built ")));
    assert!(get("/causes/strain.html", &address).contains("Muscle strain"));
    // A port that is taken: the next free one, said clearly.
    let port = address.rsplit(':').next().unwrap();
    let mut second = Command::new(env!("CARGO_BIN_EXE_fascicle"))
        .args(["serve", "book", "--port", port])
        .current_dir(dir.path())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let told = BufReader::new(second.stderr.take().unwrap()).lines();
    let line = told.map(Result::unwrap).find(|line| line.contains("is in use"));
    second.kill().unwrap();
    second.wait().unwrap();
    assert!(line.unwrap().contains(&format!("port {port} is in use, so this is port ")));
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn errors_are_not_lost_among_warnings() {
    let dir = starter();
    for at in 0..8 {
        fs::write(dir.path().join(format!("book/content/pages/extra-{at}.md")), "Call 999.\n")
            .unwrap();
    }
    let file = dir.path().join("book/content/problems/pain-after-exercise.md");
    fs::write(&file, fs::read_to_string(&file).unwrap().replace("[strain]", "[strian]")).unwrap();
    let all = stderr(&fascicle(dir.path(), &["check", "book"]));
    assert!(
        all.contains(
            "what stops the build:\n  content/problems/pain-after-exercise.md:6:17: there is no cause `strian` [unknown-reference]"
        ),
        "{all}"
    );
    let quiet = stderr(&fascicle(dir.path(), &["check", "book", "-q"]));
    assert!(quiet.contains("error[unknown-reference]") && !quiet.contains("warning["), "{quiet}");
}

#[test]
fn guide_draws_writes_for_other_tools_and_reads_from_them() {
    let dir = starter();
    let guides = dir.path().join("book/content/guides");
    let name = fs::read_dir(&guides).unwrap().next().unwrap().unwrap().path();
    let name = name.file_stem().unwrap().to_str().unwrap();
    let guide =
        |args: &[&str]| fascicle(dir.path(), &[&["guide"], args, &["--in", "book"]].concat());
    let drawn = guide(&[name, "--svg", "poster.svg"]);
    assert_eq!(status(&drawn), 0, "{}", stderr(&drawn));
    let poster = fs::read_to_string(dir.path().join("poster.svg")).unwrap();
    assert!(poster.starts_with("<svg xmlns=") && poster.trim_end().ends_with("</svg>"));
    assert_eq!(stdout(&guide(&[name])), poster);
    // A missing folder is reported, and nothing is left behind.
    let nowhere = guide(&[name, "--svg", "no/such/poster.svg"]);
    assert_eq!(status(&nowhere), 2);
    assert!(stderr(&nowhere).contains("no/such/poster.svg"), "{}", stderr(&nowhere));
    // A guide exported for other tools is imported unchanged, but for what a box can only tell in words: the ids of findings and
    // treatments.
    let boxes = |text: String| -> Vec<String> {
        let title = |line: &str| {
            let title = line.split("<br/>•").next().unwrap().split("\\n•").next().unwrap();
            title
                .split(']')
                .next()
                .unwrap()
                .split("\", class")
                .next()
                .unwrap()
                .trim_end_matches('"')
                .to_string()
        };
        text.lines().map(title).collect()
    };
    for (flag, file) in [("--mermaid", "there.mmd"), ("--dot", "there.dot")] {
        let there = guide(&[name, flag]);
        assert_eq!(status(&there), 0, "{}", stderr(&there));
        fs::write(dir.path().join(file), stdout(&there)).unwrap();
        let copy = format!("from-{}", &flag[2..]);
        let back = guide(&[&copy, "--from", file]);
        assert_eq!(status(&back), 0, "{}", stderr(&back));
        assert_eq!(boxes(stdout(&guide(&[&copy, flag]))), boxes(stdout(&there)));
    }
    let checked = fascicle(dir.path(), &["check", "book"]);
    assert_eq!(status(&checked), 0, "{}", stderr(&checked));
    assert_eq!(status(&guide(&["from-dot", "--from", "there.dot"])), 2);
}

#[test]
fn guide_says_what_it_cannot_do() {
    let dir = starter();
    let guide =
        |args: &[&str]| fascicle(dir.path(), &[&["guide"], args, &["--in", "book"]].concat());
    let unknown = guide(&["no-such-guide"]);
    assert_eq!(status(&unknown), 2);
    assert!(stderr(&unknown).contains("there is no guide `no-such-guide`"), "{}", stderr(&unknown));
    assert_eq!(status(&guide(&["a", "--dot", "--mermaid"])), 2);
    fs::write(
        dir.path().join("bad.mmd"),
        "flowchart TD\n  a[Is it?] -->|Yes| b[Do]\n  a <--> c[Wait]\n",
    )
    .unwrap();
    let bad = guide(&["bad", "--from", "bad.mmd"]);
    assert_eq!(status(&bad), 1);
    assert!(stderr(&bad).contains("bad.mmd:3:5"), "{}", stderr(&bad));
    assert!(!dir.path().join("book/content/guides/bad.yaml").exists());
    for (name, file) in [("Bad Name", "bad.mmd"), ("bad", "bad.txt"), ("bad", "not-there.mmd")] {
        assert_eq!(status(&guide(&[name, "--from", file])), 2);
    }
}

#[test]
fn rename_follows_every_name_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let put = |path: &str, text: &str| {
        let path = dir.path().join("content").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let read = |path: &str| fs::read_to_string(dir.path().join("content").join(path)).unwrap();
    put(
        "handbook.yaml",
        "title: Sample\nsafety_net: See [dry](cause:dry).\nrules: {never-reviewed: off, missing-relation: off, unused-entry: off, missing-source: off}\n",
    );
    put("glossary.yaml", "dry: {means: \"Short of [water](cause:dry#signs).\", page: cause:dry}\n");
    put(
        "problems/cramp.md",
        "---\ntitle: Cramp\nsummary: It. # dry\ncauses:\n  common: [dry, other]\n  rare:\n    - {id: third, note: \"as in [it](../causes/dry.md)\"}\n---\nSee [](cause:dry), [x](../causes/dry.md#signs), `cause:dry` and [y][r].\n\n<a href=\"../causes/dry.md\">z</a> <!-- [c](cause:dry) -->\n\n## dry\n\n    [code](cause:dry)\n\n[r]: ../causes/dry.md\n",
    );
    put(
        "causes/dry.md",
        "---\r\ntitle: Dry\r\nsummary: It.\r\n---\r\nAs [said](dry.md).\r\n\r\n## Signs\r\n",
    );
    put(
        "causes/other.md",
        "---\ntitle: Other\nsummary: It.\nconfused_with: [dry]\nsee_also: [\"finding:dry\", cause:dry]\n---\n",
    );
    put("causes/third.md", "---\ntitle: Third\nsummary: It.\n---\n");
    put("findings/dry.md", "---\ntitle: Dry skin\nsummary: It.\n---\n");
    put(
        "guides/dry.yaml",
        "title: A guide\nstart: dry\nquestions:\n  dry: {ask: Is it so?, any_of: [dry], if_yes: a, if_no: b}\noutcomes:\n  a: {title: A, urgency: urgent, suspect: [dry]}\n  b: {title: B, urgency: urgent}\n",
    );
    let before = fascicle(dir.path(), &["export"]);
    assert_eq!(status(&before), 0, "{}", stderr(&before));
    let dry = fascicle(dir.path(), &["rename", "cause:dry", "dehydration", "--dry-run"]);
    assert_eq!(status(&dry), 0, "{}", stderr(&dry));
    assert!(dir.path().join("content/causes/dry.md").exists());
    let renamed = fascicle(dir.path(), &["rename", "cause:dry", "dehydration"]);
    assert_eq!(status(&renamed), 0, "{}", stderr(&renamed));
    assert_eq!(
        read("causes/dehydration.md"),
        "---\r\ntitle: Dry\r\naliases: [causes/dry.html]\r\nsummary: It.\r\n---\r\nAs [said](dehydration.md).\r\n\r\n## Signs\r\n"
    );
    let problem = read("problems/cramp.md");
    assert!(problem.contains("common: [dehydration, other]"), "{problem}");
    assert!(problem.contains("summary: It. # dry\n"), "{problem}");
    assert!(problem.contains("note: \"as in [it](../causes/dehydration.md)\""), "{problem}");
    assert!(problem.contains("See [](cause:dehydration), [x](../causes/dehydration.md#signs), `cause:dry` and [y][r]."), "{problem}");
    assert!(
        problem.contains("<a href=\"../causes/dehydration.md\">z</a> <!-- [c](cause:dry) -->"),
        "{problem}"
    );
    assert!(
        problem.contains("## dry\n\n    [code](cause:dry)\n\n[r]: ../causes/dehydration.md\n"),
        "{problem}"
    );
    assert!(
        read("causes/other.md").contains(
            "confused_with: [dehydration]\nsee_also: [\"finding:dry\", cause:dehydration]"
        )
    );
    assert_eq!(
        read("glossary.yaml"),
        "dry: {means: \"Short of [water](cause:dehydration#signs).\", page: cause:dehydration}\n"
    );
    assert!(read("handbook.yaml").contains("[dry](cause:dehydration)"));
    let guide = read("guides/dry.yaml");
    assert!(
        guide.contains("start: dry\n")
            && guide.contains("any_of: [dry]")
            && guide.contains("suspect: [dehydration]"),
        "{guide}"
    );
    assert_eq!(status(&fascicle(dir.path(), &["check"])), 0);
    // Nothing is overwritten, and what does not exist is said.
    for arguments in [
        ["rename", "cause:dehydration", "other"],
        ["rename", "cause:nope", "x"],
        ["rename", "dehydration", "x"],
        ["rename", "cause:other", "A b"],
    ] {
        let refused = fascicle(dir.path(), &arguments);
        assert_eq!(status(&refused), 2, "{arguments:?}");
        assert!(dir.path().join("content/causes/other.md").exists());
    }
    // Other ways to name it: a path from the top, HTML without quotation marks, escapes. And one that
    // is not understood: nothing is renamed, and the place is told.
    put(
        "pages/more.md",
        "[a](/causes/dehydration.md) <a href=cause:dehydration>b</a> [c](cause:dehydr%61tion) \\\\[d](cause:dehydration)\n",
    );
    put(
        "causes/odd.md",
        "---\ntitle: Odd\nsummary: It.\nleads_to: [&x other]\nconfused_with: [\"dehydr\\x61tion\"]\n---\n",
    );
    assert_eq!(status(&fascicle(dir.path(), &["rename", "cause:dehydration", "too-dry"])), 0);
    assert!(read("causes/odd.md").contains("[\"too-dry\"]"), "{}", read("causes/odd.md"));
    assert!(
        read("pages/more.md")
            .starts_with("[a](/causes/too-dry.md) <a href=cause:too-dry>b</a> [c](cause:too-dry) ")
    );
    fs::remove_file(dir.path().join("content/causes/odd.md")).unwrap();
    put("pages/odd.md", "# Odd\n\n[e](cause:too&#45;dry)\n");
    let refused = fascicle(dir.path(), &["rename", "cause:too-dry", "arid"]);
    assert_eq!(status(&refused), 2, "{}", stderr(&refused));
    assert!(stderr(&refused).contains("content/pages/odd.md:3:"), "{}", stderr(&refused));
    assert!(dir.path().join("content/causes/too-dry.md").exists());
    fs::remove_file(dir.path().join("content/pages/odd.md")).unwrap();
    assert_eq!(status(&fascicle(dir.path(), &["rename", "cause:too-dry", "dehydration"])), 0);
    // Back again: the address that is its own is no old one.
    assert_eq!(status(&fascicle(dir.path(), &["rename", "cause:dehydration", "dry"])), 0);
    assert!(read("causes/dry.md").contains("causes/dehydration.html"));
    assert_eq!(status(&fascicle(dir.path(), &["check"])), 0);
    // A finding, whose name is that of other things.
    assert_eq!(status(&fascicle(dir.path(), &["rename", "finding:dry", "dry-skin"])), 0);
    let guide = read("guides/dry.yaml");
    assert!(guide.contains("  dry: {ask: Is it so?, any_of: [dry-skin]"), "{guide}");
    assert_eq!(status(&fascicle(dir.path(), &["rename", "guide:dry", "first"])), 0);
    assert!(read("guides/first.yaml").contains("aliases: [guides/dry.html]"));
    assert_eq!(status(&fascicle(dir.path(), &["check"])), 0);
}

/// The fields that the program names when it does not know one.
fn fields_of(book: crate::book::Book) -> Vec<String> {
    let problems = book.build().problems;
    let line = problems.lines().find(|line| line.contains(" can have "));
    let line = line.unwrap_or_else(|| panic!("nothing told in\n{problems}"));
    let names = line.split(" can have ").nth(1).unwrap().split("; ").next().unwrap();
    let mut names: Vec<String> = names.split(", ").map(str::to_string).collect();
    names.sort();
    names.dedup();
    names
}

#[test]
fn schemas_have_the_fields_that_the_handbook_reads() {
    use crate::book::Book;
    let properties = |name: &str| -> Vec<String> {
        let schema = fascicle::export::schema::schema(name).unwrap();
        schema["properties"].as_object().unwrap().keys().cloned().collect()
    };
    for kind in ["problem", "cause", "finding", "test", "treatment"] {
        let path = format!("{kind}s/a.md");
        let type_ = match kind {
            "test" => "type: lab\n",
            "treatment" => "type: self-care\n",
            _ => "",
        };
        let text = format!("---\ntitle: A\nsummary: It.\n{type_}qqqqq: x\n---\n");
        assert_eq!(fields_of(Book::new().file(&path, &text)), properties(kind), "{kind}");
    }
    let page = Book::new().file("pages/a.md", "---\nqqqqq: x\n---\n# A\n");
    assert_eq!(fields_of(page), properties("page"));
    let guide = "title: A\nqqqqq: x\nstart: a\nquestions:\n  a: {ask: Is it so?, answers: [{answer: One, go: b}, {answer: Two, go: c}]}\noutcomes:\n  b: {urgency: urgent}\n  c: {urgency: urgent}\n";
    assert_eq!(fields_of(Book::new().file("guides/a.yaml", guide)), properties("guide"));
    assert_eq!(fields_of(Book::new().settings("qqqqq: x")), properties("handbook"));
    let sources = "a: {title: A, by: B, qqqqq: x}\n";
    let schema = fascicle::export::schema::schema("sources").unwrap();
    let known: Vec<String> =
        schema["additionalProperties"]["properties"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(fields_of(Book::new().file("sources.yaml", sources)), known);
}
