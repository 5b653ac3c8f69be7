//! Samples of what is read and what is refused.

use super::super::Graph;
use crate::diagnostics::{Diagnostic, SourceMap};
use proptest::prelude::*;

/// The graph in short form: nodes that have more than a name, then edges.
fn read(text: &str) -> String {
    let graph = mermaid(text).unwrap_or_else(|found| panic!("{text}: {found:?}"));
    let name = |node: usize| &graph.nodes[node].name;
    let title = graph.title.iter().map(|title| format!("= {title}"));
    let nodes = graph.nodes.iter().filter(|node| node.label != node.name || node.class.is_some());
    let nodes = nodes.map(|node| {
        let class = node.class.as_ref().map_or(String::new(), |class| format!(" ({class})"));
        format!("{}: {}{class}", node.name, node.label)
    });
    let edges = graph.edges.iter().map(|edge| {
        let label = edge.label.as_ref().map_or(String::new(), |label| format!(" {label} >"));
        format!("{} >{label} {}", name(edge.from), name(edge.to))
    });
    title.chain(nodes).chain(edges).collect::<Vec<_>>().join("\n")
}

fn mermaid(text: &str) -> Result<Graph, Vec<Diagnostic>> {
    super::mermaid(text, SourceMap::default().add("drawing", ""))
}

/// Every diagnostic as `line:column message`.
fn found(text: &str) -> Vec<String> {
    let found = mermaid(text).expect_err(text);
    let one = |found: Diagnostic| {
        let position = found.position.expect("each is somewhere");
        format!("{}:{} {}", position.line, position.column, found.message)
    };
    found.into_iter().map(one).collect()
}

fn body(text: &str) -> String {
    read(&format!("flowchart TD\n{text}"))
}

#[test]
fn a_whole_flowchart_is_read() {
    let text = "\u{feff}---\r
title: \"Should I \\\"see\\\" someone?\"\r
config:\r
  theme: dark\r
---\r
%% drawn by hand\r
%%{init: {\"theme\": \"base\",\r
  \"flowchart\": {}}}%%\r
flowchart TD;\r
  start([Start]) --> danger{Chest pain<br/>or fainting?}\r
  danger -->|Yes| call[\"Call 112 (now)\"]:::emergency\r
  danger -- No --> which{{Which fits?}}\r
  subgraph later [At home; later]\r
    direction LR\r
    which -. Stress .-> rest((Rest))\r
    which == \"Something else\" ==> gp[/See a GP\\] %% or a nurse\r
  end\r
  classDef emergency fill:#f00,stroke:#333;\r
  class rest,gp mild\r
  class gp other;\r
  style start fill:#fff\r
  linkStyle 0,1 stroke:red\r
  click call \"https://example.org/a;b\" \"Call; now\" _blank\r
";
    assert_eq!(
        read(text),
        "= Should I \"see\" someone?
start: Start
danger: Chest pain or fainting?
call: Call 112 (now) (emergency)
which: Which fits?
rest: Rest (mild)
gp: See a GP (mild other)
start > danger
danger > Yes > call
danger > No > which
which > Stress > rest
which > Something else > gp"
            .replace('\r', "")
    );
}

#[test]
fn every_bracket_holds_a_text() {
    for (open, close) in [
        ("[", "]"),
        ("(", ")"),
        ("([", "])"),
        ("[[", "]]"),
        ("[(", ")]"),
        ("((", "))"),
        ("(((", ")))"),
        ("{", "}"),
        ("{{", "}}"),
        ("[/", "/]"),
        ("[/", "\\]"),
        ("[\\", "\\]"),
        ("[\\", "/]"),
        (">", "]"),
        ("(-", "-)"),
    ] {
        for text in ["a text", "\"a text\"", " \" a  text \" ", "\"`a **text**`\"", "\"a\ntext\""] {
            assert_eq!(body(&format!("n{open}{text}{close}")), "n: a text", "{open}{text}{close}");
        }
    }
}

#[test]
fn texts_lose_their_codes() {
    for (text, label) in [
        ("\"#quot;so#quot; #35;1 &amp; &lt;b&gt; &#39;x&#39; #9829;\"", "\"so\" #1 & <b> 'x' ♥"),
        ("\"a [b] (c) {d} | e ; f %% --> g\"", "a [b] (c) {d} | e ; f %% --> g"),
        ("a<br>b<BR />c", "a b c"),
        ("<b>Stop</b> if x < 5 and y > 3", "Stop if x < 5 and y > 3"),
        ("one\\ntwo", "one two"),
        ("\"`The _very_\n snake_case **cat**`\"", "The very snake_case cat"),
        ("\"\"", "n"),
        (" ", "n"),
        ("Größe ≥ 5 — 日本", "Größe ≥ 5 — 日本"),
    ] {
        let expected = if label == "n" { String::new() } else { format!("n: {label}") };
        assert_eq!(body(&format!("n[{text}]")), expected, "{text}");
    }
}

#[test]
fn every_link_is_read() {
    for link in [
        "-->", "---", "-.->", "-.-", "==>", "===", "--o", "--x", "---->", "-----", "====>",
        "-...->", "---x", "-.-o",
    ] {
        assert_eq!(body(&format!("a {link} b")), "a > b", "{link}");
        assert_eq!(
            body(&format!("a{link}|Yes, or (no)| b").replace("or (no)", "so")),
            "a > Yes, so > b",
            "{link}"
        );
        assert_eq!(body(&format!("a {link} |\"Yes (so)\"|b")), "a > Yes (so) > b", "{link}");
    }
    for link in [
        "-- It is so -->",
        "--It is so---",
        "-- It is so ---->",
        "== It is so ==>",
        "-. It is so .->",
        "-.It is so.-",
        "-. It is so -..->",
    ] {
        assert_eq!(body(&format!("a {link} b")), "a > It is so > b", "{link}");
    }
    for link in [
        "-- \"It (--) is\" -->",
        "== \"It (--) is\" ===",
        "-. \"It (--) is\" .->",
        "-. \"It (--) is\" -.-",
    ] {
        assert_eq!(body(&format!("a {link} b")), "a > It (--) is > b", "{link}");
    }
    assert_eq!(body("first-node-->last.node_2"), "first-node > last.node_2");
    assert_eq!(body("box-->n1x-->x --> größo --> so"), "box > n1x\nn1x > x\nx > größo\ngrößo > so");
}

#[test]
fn chains_and_sets_make_edges() {
    assert_eq!(body("a --> b -->|x| c"), "a > b\nb > x > c");
    assert_eq!(body("a & b[B B] --> c & d:::k"), "b: B B\nd: d (k)\na > c\na > d\nb > c\nb > d");
    assert_eq!(body("a-->b;b-->c;"), "a > b\nb > c");
    assert_eq!(body("a --> b\na --> b"), "a > b\na > b");
}

#[test]
fn links_go_on_in_the_next_line() {
    assert_eq!(body("a\n  --> b\n  %% so\n\n  --> c\nd -->\n e"), "a > b\nb > c\nd > e");
    assert_eq!(body("a\nb"), "");
}

#[test]
fn a_later_text_counts_and_classes_may_come_first() {
    assert_eq!(
        body("class b urgent\na --> b\nb[Later]\na[A A]\na[A B]"),
        "a: A B\nb: Later (urgent)\na > b"
    );
}

#[test]
fn subgraphs_are_frames() {
    let text = "subgraph one\na --> b\nsubgraph \"Two words; and -- more\"\nb --> c\nend\nend\nsubgraph\nd\nend\nsubgraph x1[\"T\"];e;end\nclass one big";
    assert_eq!(body(text), "a > b\nb > c");
    assert_eq!(mermaid(&format!("graph LR\n{text}")).unwrap().nodes.len(), 5);
}

#[test]
fn words_of_mermaid_may_begin_names() {
    assert_eq!(
        body("ending --> classy\ndirection --> default"),
        "ending > classy\ndirection > default"
    );
    assert_eq!(body("end-node[E] --> Style"), "end-node: E\nend-node > Style");
}

#[test]
fn titles_come_in_several_ways() {
    for (front, title) in [
        ("---\ntitle: My chart # so\n---\nflowchart TD", "My chart"),
        ("---\ntitle: 'It''s # so'\n---\ngraph", "It's # so"),
        ("\n---\nother: {a: b}\nmore:\n  title: no\n---\n\ngraph LR", ""),
        ("graph LR\naccTitle: A title: so\na", "A title: so"),
        ("  ---\n  title: A title\n  ---\n  graph LR", "A title"),
        ("---\ntitle: first\n---\ngraph LR\naccTitle: second\na", "first"),
    ] {
        assert_eq!(mermaid(front).unwrap().title.unwrap_or_default(), title, "{front}");
    }
    assert_eq!(
        found("---\ntitle: |\n  a\n---\ngraph LR"),
        ["2:1 a title in this form is not read", "3:1 a title in this form is not read"]
    );
    assert_eq!(
        found("---\ntitle: a\n  b\n---\ngraph LR"),
        ["3:1 a title in this form is not read"]
    );
    assert_eq!(found("---\ntitle: a\ngraph LR"), ["1:1 the front matter is not closed"]);
}

#[test]
fn other_diagrams_are_refused_once() {
    for (text, expected) in [
        (
            "sequenceDiagram\nA->>B: hi\nB->>A: hi",
            "1:1 `sequenceDiagram` does not begin a flowchart",
        ),
        (
            "\u{feff}\r\n%% x\r\n  stateDiagram-v2\r\n[*] --> a",
            "3:3 `stateDiagram-v2` does not begin a flowchart",
        ),
        ("```mermaid\ngraph TD", "1:1 a backtick does not begin a flowchart"),
        ("graphs TD\na", "1:1 `graphs` does not begin a flowchart"),
        ("", "1:1 the file has no diagram"),
        ("%% only a comment", "1:18 the file has no diagram"),
        ("%%{init: {}\ngraph TD\na", "1:1 `%%{` is not closed"),
        ("graph TD a --> b\nb", "1:7 `TD` cannot stand on the line of `graph`"),
        ("graph XY\na", "1:7 `XY` cannot stand on the line of `graph`"),
    ] {
        assert_eq!(found(text), [expected], "{text}");
    }
    let help = &mermaid("pie").unwrap_err()[0].help;
    assert_eq!(
        help.as_deref(),
        Some("only flowcharts are read: they begin with `flowchart TD` or `graph TD`")
    );
}

#[test]
fn what_is_not_read_has_its_place() {
    for (statement, expected) in [
        ("a <--> b", "2:3 this link points both ways"),
        ("a o--o b", "2:3 this link points both ways"),
        ("a x== no ==x b", "2:3 this link points both ways"),
        ("a -- so <--> b", "2:3 this link points both ways"),
        ("a ~~~ b", "2:3 this link cannot be seen"),
        ("a -> b", "2:3 `->` is not a link"),
        ("a -- b", "2:3 this link has no end"),
        ("a -- so ==> b", "2:3 this link has no end"),
        ("a <--> b\n%% so\n --> c\n --> d; subgraph e\nend", "2:3 this link points both ways"),
        ("a -- \"so\" b", "2:3 this link has no end"),
        ("a -- say \"so\" --> b", "2:10 a quote stands inside a text"),
        ("a -->", "2:3 this link leads nowhere"),
        ("a -->|so|\nb", "2:3 this link leads nowhere"),
        ("a --> ; b", "2:3 this link leads nowhere"),
        ("ä --> ?", "2:7 `?` stands where a name should be"),
        ("a --> end", "2:7 `end` cannot be the name of a box"),
        ("x--> b", "2:1 to Mermaid the end of `x` is the beginning of the link"),
        ("a & 12o==>b", "2:5 to Mermaid the end of `12o` is the beginning of the link"),
        ("größo-.->b", "2:1 to Mermaid the end of `größo` is the beginning of the link"),
        ("style a fill:red", "2:7 no box is called `a`"),
        ("a e1@--> b", "2:3 `e1@-->` cannot stand here"),
        ("a@{ shape: circle }", "2:2 a text in this form is not read"),
        ("a[|k:v|t]", "2:2 a text in this form is not read"),
        ("a [text]", "2:3 `[text]` cannot stand here"),
        ("a&b --> c", "2:2 `&` stands here without a space on both sides"),
        ("a b", "2:3 `b` cannot stand here"),
        ("a[ö (b)]", "2:5 `(` stands in a text without quotes"),
        ("a[b)", "2:4 `)` stands in a text without quotes"),
        ("a[b", "2:2 this text is not closed on its line"),
        ("a -->|b", "2:6 this text is not closed on its line"),
        ("a[\"b]", "2:3 this quote is not closed"),
        ("a[\"b\" c]", "2:7 `c]` stands where `]` should be"),
        ("a[&hearts; x]", "2:3 `&hearts;` in this text is not a character that we know"),
        ("end", "2:1 no subgraph is open that this `end` could end"),
        ("subgraph one\na", "2:1 this subgraph has no `end`"),
        ("subgraph a --> b\nend", "2:1 the title of this subgraph has a link in it"),
        ("class a,b c", "2:7 no box is called `a`"),
        ("class a", "2:8 the end of the file stands where a name should be"),
        ("style --> b", "2:7 `style` is followed by `-->`, not by a name"),
        ("accDescr { so\nand so }", "2:1 the description `accDescr` is not read"),
        ("a %%{b", "2:3 `%%{` is not closed"),
        ("a\n--- \n---\nb", "4:1 `---` stands where a name should be"),
        ("--> b", "2:1 `-->` stands where a name should be"),
    ] {
        let found = found(&format!("graph TD\n{statement}"));
        assert_eq!(found[0], expected, "{statement}");
        let echoes = found.len() - 1;
        // The classes of two boxes that are not there, and an `end` whose subgraph was not fully
        // understood.
        assert_eq!(echoes, usize::from(statement == "class a,b c"), "{found:?}");
    }
}

#[test]
fn edges_to_subgraphs_are_refused() {
    let text = "flowchart TD\na --> one\nsubgraph one\nb\nend\none --> c";
    assert_eq!(
        found(text),
        ["2:7 `one` is a subgraph here, not a box", "6:1 `one` is a subgraph here, not a box"]
    );
}

#[test]
fn all_problems_are_found_in_one_run() {
    let text =
        "\u{feff}graph TD\r\na <--> b\r\nb --> c\r\nc[(x]\r\nclass d e\r\nd -> e; f <--> g\r\n";
    let expected = [
        "2:3 this link points both ways",
        "4:5 `]` stands in a text without quotes",
        "6:3 `->` is not a link",
    ];
    assert_eq!(found(text), expected);
}

#[test]
fn garbage_ends() {
    let long = |part: &str, bytes: usize| part.repeat(bytes / part.len());
    let parts = [
        "[",
        "{",
        "(",
        "a[",
        "a>",
        "a{\n",
        "A-->",
        "a-->b;",
        "a & ",
        "\"",
        "a[\"",
        "a[\"\n",
        "a[\"b\"]",
        "a[b]-->",
        "a-- b -->",
        "a-- ",
        "a==",
        "%%{",
        "%%\n",
        "subgraph ",
        "subgraph a\n",
        "subgraph\n",
        "end\n",
        "accDescr{",
        "click a \"",
        "class a,",
        "a:::b",
        "&",
        "<br",
        "a[<b",
        "#a",
        "---\n",
        "~~~",
        "a\n\n\n",
        "a|",
        "a -.",
        "é",
        "\r",
        ";",
    ];
    for part in parts {
        let _ = mermaid(&format!("graph TD\n{}", long(part, 200_000)));
        for opening in ["", "---\n", "graph TD\na[\"", "graph TD\na[", "graph TD\na -- "] {
            let _ = mermaid(&format!("{opening}{}", long(part, 20_000)));
        }
    }
    // Only sets can ask for more edges than the file is long.
    let set = vec!["a"; 40_000].join(" & ");
    assert_eq!(found(&format!("graph TD\n{set} --> {set}")).len(), 1);
}

proptest! {
    #[test]
    fn any_text_is_taken(
        text in "(?s).{0,200}",
        statements in prop::collection::vec(
            prop::sample::select(vec![
                "a", " ", "\n", ";", "-->", "--", "==", "-.", ".->", "x", "o", "&", " & ", "[", "]", "(", ")", "{", "}", "|", "\"", "`", "%%", "%%{", "}%%",
                "subgraph ", "end", "class ", "style ", "click ", "direction ", "LR", ":::", "@{", "<", ">", "#35;", "&amp;", "<br>", "é", "\\", "/", "~~~",
                "accTitle:", "accDescr", ",", "\r\n",
            ]),
            0..40,
        ),
    ) {
        let _ = mermaid(&text);
        let text = format!("graph TD\n{}", statements.concat());
        match mermaid(&text) {
            Ok(graph) => prop_assert!(graph.edges.iter().all(|edge| edge.from.max(edge.to) < graph.nodes.len())),
            Err(found) => {
                let placed = |found: &Diagnostic| found.position.is_some_and(|at| at.line > 0 && at.column > 0);
                prop_assert!(!found.is_empty() && found.iter().all(placed));
            },
        }
    }
}
