//! Samples of what is read and what is refused.

use super::super::Graph;
use crate::diagnostics::{Diagnostic, SourceMap};
use proptest::prelude::*;

/// The graph in short form: nodes that have more than a name, then edges.
fn read(text: &str) -> String {
    let graph = dot(text).unwrap_or_else(|found| panic!("{text}: {found:?}"));
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

fn dot(text: &str) -> Result<Graph, Vec<Diagnostic>> {
    super::dot(text, SourceMap::default().add("drawing", ""))
}

/// Every diagnostic as `line:column message`.
fn found(text: &str) -> Vec<String> {
    let found = dot(text).expect_err(text);
    let one = |found: Diagnostic| {
        let position = found.position.expect("each is somewhere");
        format!("{}:{} {}", position.line, position.column, found.message)
    };
    found.into_iter().map(one).collect()
}

fn body(text: &str) -> String {
    read(&format!("digraph {{ {text} }}"))
}

#[test]
fn a_whole_graph_is_read() {
    let text = "\u{feff}# 1 \"guide.c\"\r
/* A guide\r
   in two lines */\r
DiGraph \"my guide\" {\r
  graph [rankdir=LR, label=\"Not this\"];\r
  label = \"Should I \\\"see\\\" someone?\" // the title\r
  node [shape=box; fontname=\"Arial\", label=\"ignored\"] edge [color=red label=\"\"]\r
  start [label=\"Chest pain\\nor \" + \"fainting?\"] [class=\"first big\"]\r
  start -> call:n:sw [label=Yes];\r
  start:s -> which [xlabel=\"No\", headlabel=\"\", style=\"dashed,bold\"]\r
  subgraph cluster_later { label=\"At home\"; style=filled\r
    which -> {rest gp} -> check [label=<<b>Go</b><br/>on &amp; on>]\r
    rest [label=<<TABLE><TR><TD>Rest</TD><TD>now</TD></TR></TABLE>>]\r
  }\r
  \"call\" [label=\"\\N 112\", class=emergency, xlabel=1]\r
  { rank = same; rest; gp }\r
}\r
// the end";
    let expected = "= Should I \"see\" someone?
start: Chest pain or fainting? (first big)
call: call 112 (emergency)
rest: Rest now
start > Yes > call
start > No > which
which > Go on & on > rest
which > Go on & on > gp
rest > Go on & on > check
gp > Go on & on > check";
    assert_eq!(read(text), expected);
}

#[test]
fn ids_come_in_several_forms() {
    assert_eq!(body("a -> \"a\" -> 1.5 -> -.5 -> \"b \\\"c\\\"\" -> ünder_1 -> \"Node\""), {
        "a > a\na > 1.5\n1.5 > -.5\n-.5 > b \"c\"\nb \"c\" > ünder_1\nünder_1 > Node"
    });
    assert_eq!(
        body("\"x\\ny\" -> <a <i>b</i>>"),
        "x\\ny: x y\n<a <i>b</i>>: a b\nx\\ny > <a <i>b</i>>"
    );
    assert_eq!(body("a->b c->d;;e"), "a > b\nc > d");
}

#[test]
fn sets_join_all_their_nodes() {
    assert_eq!(body("{a b} -> {c; d} [label=x]"), "a > x > c\na > x > d\nb > x > c\nb > x > d");
    assert_eq!(body("a -> subgraph s { b -> c {d a} }"), "b > c\na > b\na > c\na > d\na > a");
    assert_eq!(body("{} -> a"), "");
}

#[test]
fn strict_merges_edges() {
    let text = "a -> b [label=x]; a -> b; a -> b [label=y]; b -> a";
    assert_eq!(read(&format!("strict digraph {{ {text} }}")), "a > y > b\nb > a");
    assert_eq!(body(text), "a > x > b\na > b\na > y > b\nb > a");
}

#[test]
fn a_later_attribute_counts() {
    assert_eq!(
        body("a -> b a [label=x class=k] a [label=y, class=l] a [label=\"\"]"),
        "a: y (l)\na > b"
    );
    assert_eq!(
        body("label=x graph [label=y] subgraph { label=z } subgraph { graph [label=z] }"),
        "= y"
    );
}

#[test]
fn what_begins_no_directed_graph_is_refused_once() {
    for (text, expected) in [
        ("graph { a -- b; b -- c }", "1:1 the lines of a `graph` have no direction"),
        ("\n strict Graph x {", "2:9 the lines of a `graph` have no direction"),
        ("flowchart TD\na --> b", "1:1 `flowchart` does not begin a directed graph"),
        ("", "1:1 the end of the file does not begin a directed graph"),
        ("digraph a b { }", "1:11 `b` stands where `{` should be"),
        ("digraph {", "1:9 this `{` is not closed"),
        ("digraph { a -> { b }", "1:9 this `{` is not closed"),
        ("digraph { a } digraph { b }", "1:15 `digraph` stands after the end of the graph"),
        ("digraph { a } }", "1:15 `}` stands after the end of the graph"),
        ("/* digraph {", "1:1 this comment is not closed"),
        ("? digraph {", "1:1 `?` cannot stand here"),
    ] {
        assert_eq!(found(text), [expected], "{text}");
    }
}

#[test]
fn what_is_not_read_has_its_place() {
    for (statement, expected) in [
        ("ä -- b", "2:3 `--` has no direction"),
        ("a -> b -- c", "2:8 `--` has no direction"),
        ("a -> ", "3:1 `}` cannot stand here"),
        ("a -> -> b", "2:6 `->` cannot stand here"),
        ("-> b", "2:1 `->` cannot stand here"),
        ("a, b -> c", "2:2 `,` cannot stand here"),
        ("call-now -> b", "2:5 `-now` cannot stand here"),
        ("a -> 4b", "2:6 `4b` begins like a number and is none"),
        ("a -> node", "2:6 `node` is a word of DOT's own"),
        ("edge -> a", "2:1 `edge` is a word of DOT's own"),
        ("digraph -> a", "2:1 `digraph` is a word of DOT's own"),
        ("a -> subgraph b", "3:1 `}` stands where `{` should be"),
        ("a [label]", "2:4 this attribute has no value"),
        ("a [label=]", "2:10 `]` cannot stand here"),
        ("a [label=x", "3:1 `}` cannot stand here"),
        ("a [label=\"x]", "2:10 this string is not closed"),
        ("a [label=<x<b>]", "2:10 this HTML text is not closed"),
        ("a [label=\"x\" + y]", "2:16 `y]` stands after `+`"),
        ("a [label=\"&nope;\"]", "2:10 `&nope;` in this text is not a character that we know"),
        ("\"&nope;\" -> a", "2:1 `&nope;` in this text is not a character that we know"),
        ("a [label=\"\\G\"]", "2:10 `\\G` in this label is not read"),
        ("a [style=\"filled, invis\"]", "2:10 this node cannot be seen"),
        ("a -> b [style=invis]", "2:15 edges that cannot be seen are not read"),
        ("a -> b [dir=back]", "2:13 an edge that points back is not read"),
        ("a -> b [taillabel=Yes]", "2:19 a label at one end of an edge is not read"),
        ("a -> b [label=Yes xlabel=No]", "2:26 this edge has a `label` and an `xlabel`"),
        ("edge [label=Yes]", "2:13 a label for all edges is not read"),
        ("edge [dir=both]", "2:11 an edge that points back is not read"),
        ("node [class=urgent]", "2:13 a class for all nodes is not read"),
        ("{a b} [label=x]", "2:7 attributes after a subgraph are not read"),
        (
            "subgraph s {a} subgraph s {b} -> c",
            "2:25 an earlier subgraph has this name, so that it is not certain whose nodes the edge joins",
        ),
        ("\" \" -> b", "2:1 this node has an empty name"),
        ("a ] b", "2:3 `]` cannot stand here"),
        ("/* a", "2:1 this comment is not closed"),
    ] {
        assert_eq!(found(&format!("digraph {{\n{statement}\n}}")), [expected], "{statement}");
    }
}

#[test]
fn all_problems_are_found_in_one_run() {
    let text = "\u{feff}digraph {\r
  a -- b; c -> d\r
  subgraph { e -> -> f\r
    g -> h ]\r
  }\r
  i [label\r
     class=x, label=\"]\"\r
  ]\r
  j -- { k\r
    l -- m }\r
  n -> o [style=invis] p -- q ? r\r
  s ?? t ; u -- v\r
}\r
w";
    let expected = [
        "2:5 `--` has no direction",
        "3:19 `->` cannot stand here",
        "4:12 `]` cannot stand here",
        "6:6 this attribute has no value",
        "9:5 `--` has no direction",
        "11:17 edges that cannot be seen are not read",
        "11:26 `--` has no direction",
        "12:5 `??` cannot stand here",
        "12:14 `--` has no direction",
        "14:1 `w` stands after the end of the graph",
    ];
    assert_eq!(found(text), expected);
}

#[test]
fn deep_nesting_is_refused() {
    let nested =
        |depth: usize| format!("digraph {{ {} a {} }}", "{".repeat(depth), "}".repeat(depth));
    assert_eq!(read(&nested(40)), "");
    assert_eq!(found(&nested(41)), ["1:51 this subgraph is nested too deeply"]);
    assert_eq!(found(&nested(50_000)).len(), 1);
}

#[test]
fn garbage_ends() {
    let long = |part: &str, bytes: usize| part.repeat(bytes / part.len());
    let parts = [
        "[",
        "{",
        "(",
        "<",
        ">",
        "a[",
        "a->",
        "a->b;",
        "a->b ",
        "a->{",
        "{a->",
        "\"",
        "\"a\"+",
        "\"a\" ",
        "\\",
        "/*",
        "/**/",
        "//\n",
        "#",
        "a=",
        "a:",
        "-",
        "--",
        "}",
        "a{",
        "{a}",
        "subgraph ",
        "a[b=c]",
        "a[b=c ",
        "b=c,",
        "[b=<",
        "\n",
        "\n?",
        "?\n",
        ";",
        "&",
        "1",
        "1.",
        "a ?;",
        "a--b\n",
        "é",
    ];
    for part in parts {
        let _ = dot(&format!("digraph {{{}", long(part, 200_000)));
        for opening in [
            "",
            "digraph { a [",
            "digraph { a [label=<",
            "digraph { a [label=\"",
            "digraph { {{{{{{ ",
        ] {
            let _ = dot(&format!("{opening}{}", long(part, 20_000)));
        }
    }
    // Only sets can ask for more edges than the file is long.
    let set: String = (0..20_000).map(|number| format!("n{number} ")).collect();
    assert_eq!(found(&format!("digraph {{ {{{set}}} -> {{{set}}} }}")).len(), 1);
}

proptest! {
    #[test]
    fn any_text_is_taken(
        text in "(?s).{0,200}",
        words in prop::collection::vec(
            prop::sample::select(vec![
                "a", "b", " ", "\n", ";", ",", "->", "--", "{", "}", "[", "]", "=", "label=", ":", "\"", "\\", "<", ">", "<b>", "+", "/*", "*/", "//", "#",
                "subgraph ", "node ", "edge ", "graph ", "strict ", "-1.", "é", "&amp;", "&x;", "[label=x]", "a -> b ", "{a b} ", "style=invis", "\r\n",
            ]),
            0..40,
        ),
    ) {
        let _ = dot(&text);
        match dot(&format!("digraph {{ {} }}", words.concat())) {
            Ok(graph) => prop_assert!(graph.edges.iter().all(|edge| edge.from.max(edge.to) < graph.nodes.len())),
            Err(found) => {
                let placed = |found: &Diagnostic| found.position.is_some_and(|at| at.line > 0 && at.column > 0);
                prop_assert!(!found.is_empty() && found.iter().all(placed));
            },
        }
    }
}
