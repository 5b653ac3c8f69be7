//! Each fault has a small drawing that has it and nothing else; the clean one has none.

use super::Drawing;
use super::order::Inverted;

/// A drawing of 400 × 300.
fn drawn(kind: &str, body: &str) -> Drawing {
    let page =
        format!("<p>A page<br><svg data-drawing=\"{kind}\" viewBox=\"0 0 400 300\">{body}</svg>");
    Drawing::all(&page).remove(0)
}

/// A box of 80 × 40.
fn node(name: &str, x: u32, y: u32) -> String {
    let words = format!("<text><tspan x=\"{}\" y=\"{}\">{name}</tspan></text>", x + 10, y + 20);
    format!(
        "<g data-node=\"{name}\"><a href=\"#\"><rect x=\"{x}\" y=\"{y}\" width=\"80\" height=\"40\"/>{words}</a></g>"
    )
}

fn edge(name: &str, d: &str) -> String {
    format!("<path data-edge=\"{}\" d=\"{d}\"/>", name.replace('>', "&gt;"))
}

/// A label of 20 × 10.
fn label(name: &str, x: u32, y: u32) -> String {
    let words = format!("<text x=\"{}\" y=\"{}\">Yes</text>", x + 2, y + 8);
    format!(
        "<g data-edge-label=\"{}\" data-box=\"{x} {y} 20 10\">{words}</g>",
        name.replace('>', "&gt;")
    )
}

/// `a` above `b` with a labelled edge between them, on the left; room for more on the right and
/// below.
fn clean() -> String {
    node("a", 10, 10) + &node("b", 10, 110) + &edge("a>b", "M50 50V110") + &label("a>b", 55, 70)
}

/// A second, distant pair: `c` above `d`.
fn second() -> String {
    node("c", 210, 10) + &node("d", 210, 110) + &edge("c>d", "M250 50V110") + &label("c>d", 255, 70)
}

/// The drawing has just one fault, of this class, and it says so with these words.
#[track_caller]
fn has_only(body: &str, class: &str, words: &str) {
    let faults = drawn("layered", body).faults();
    assert_eq!(faults.len(), 1, "{faults:#?}");
    assert!(faults[0].starts_with(&format!("{class}: ")), "{faults:?}");
    assert!(faults[0].contains(words), "{faults:?}");
}

#[track_caller]
fn is_clean(body: &str) {
    assert_eq!(drawn("layered", body).faults(), [] as [String; 0]);
}

#[track_caller]
fn crosses(body: &str, times: usize) {
    let drawing = drawn("layered", body);
    assert_eq!(drawing.crossings(), times, "{:?}", drawing.crossing_places());
}

#[test]
fn a_clean_drawing_has_no_faults() {
    is_clean(&clean());
    is_clean(&(clean() + &second()));
    let drawing = drawn("layered", &(clean() + &second()));
    assert_eq!(
        (drawing.crossings(), drawing.bends(), drawing.straight_share(), drawing.ink()),
        (0, 0, 100.0, 120.0)
    );
    assert_eq!(drawing.ambiguous_labels(), [] as [String; 0]);
}

#[test]
fn transforms_count() {
    is_clean(&format!(
        "<g transform=\"translate(10 20)\"><g transform=\"scale(.5)\">{}</g></g>",
        clean()
    ));
    let drawing =
        drawn("spine", &format!("<g transform=\"translate(100) scale(.5)\">{}</g>", clean()));
    assert_eq!(drawing.boxes["b"].to_string(), "(105, 55, 40 × 20)");
    assert_eq!(drawing.labels[0].rect.to_string(), "(127.5, 35, 10 × 5)");
    assert_eq!(drawing.edges[0].parts[0][1].to_string(), "(125, 55)");
}

#[test]
fn the_contract() {
    has_only(
        &(clean() + "<g data-node=\"c\"><text x=\"1\" y=\"1\">c</text></g>"),
        "contract",
        "no <rect> or <path>",
    );
    has_only(
        &(clean() + &edge("a>c", "M50 50H60") + &label("a>c", 60, 55)),
        "contract",
        "no box `c`",
    );
    has_only(&(clean() + &label("b>a", 100, 60)), "contract", "no such edge");
    has_only(&(clean() + "<g data-edge-label=\"a>b\"/>"), "contract", "no data-box");
    has_only(
        &(clean() + "<path data-edge=\"b\" d=\"M0 0H9\"/>"),
        "contract",
        "“b” is not FROM&gt;TO".replace("&gt;", ">").as_str(),
    );
    has_only(&(clean() + &edge("a>b", "M52 50V110")), "contract", "`a>b` stands 2 times");
    has_only(&clean().replace("x=\"57\" ", ""), "contract", "without x and y");
    has_only(&(clean() + "<g transform=\"rotate(3)\"/>"), "contract", "rotate");
    has_only(
        &(clean() + "<g data-connector=\"b\" data-box=\"200 200 9 9\"/>"),
        "contract",
        "no such edge is cut",
    );
    assert!(
        drawn("layered", &(clean() + "<g>")).faults().iter().any(|fault| fault.contains("not XML"))
    );
    assert_eq!(drawn("tree", &clean()).faults(), ["contract: data-drawing is “tree”"]);
}

#[test]
fn two_shapes_and_a_label_larger_than_it_says() {
    let twice = "<g data-node=\"c\"><rect x=\"210\" y=\"10\" width=\"9\" height=\"9\"/><path d=\"M210 10h9v9z\"/></g>";
    has_only(&(clean() + twice), "contract", "2 shapes, not one");
    let back = "70 20 10\"><rect x=\"55\" y=\"70\" width=\"20\" height=\"14\"/>";
    has_only(&clean().replace("70 20 10\">", back), "contract", "leaves its data-box");
}

#[test]
fn overlaps() {
    has_only(
        &(clean() + &node("c", 85, 145)),
        "overlap",
        "box `b` (10, 110, 80 × 40) and box `c` (85, 145, 80 × 40)",
    );
    has_only(
        &clean()
            .replace("data-box=\"55 70", "data-box=\"51 45")
            .replace("57\" y=\"78", "57\" y=\"53"),
        "overlap",
        "label `a>b`",
    );
    is_clean(&(clean() + &node("c", 90, 110)));
}

#[test]
fn outside_and_text() {
    has_only(&(clean() + &node("c", 330, 10)), "outside", "box `c`");
    has_only(
        &clean().replace("M50 50V110", "M50 50V90H-1V110H20V109.5"),
        "outside",
        "edge `a>b` at (-1, 90)",
    );
    has_only(
        &clean().replace("x=\"20\" y=\"30\"", "x=\"20\" y=\"51\""),
        "text",
        "box `a`: a line at (20, 51)",
    );
}

#[test]
fn edges_through_boxes() {
    has_only(
        &(clean() + &node("c", 40, 60).replace("40\" y", "30\" y").replace("80\" h", "24\" h")),
        "through-box",
        "through box `c`",
    );
    has_only(
        &clean().replace("M50 50V110", "M50 50V48H40V60H50V110"),
        "through-box",
        "its own box `a`",
    );
    has_only(&clean().replace("M50 50V110", "M50 50V114H40V110"), "through-box", "its own box `b`");
    is_clean(&clean().replace("M50 50V110", "M50 49.2V110.8"));
}

#[test]
fn an_edge_may_end_on_the_slope_of_a_box() {
    let body = clean().replace(
        "<rect x=\"10\" y=\"110\" width=\"80\" height=\"40\"/>",
        "<path d=\"M50 110L90 130L50 150L10 130z\"/>",
    );
    is_clean(&body);
    is_clean(
        &body
            .replace("M50 50V110", "M60 50V115")
            .replace("data-box=\"55 ", "data-box=\"65 ")
            .replace("x=\"57\"", "x=\"67\""),
    );
    has_only(
        &body.replace("M50 50V110", "M60 50V110"),
        "loose-end",
        "4.5 px from the border of box `b`",
    );
    has_only(&body.replace("M50 50V110", "M50 50V125H70V120"), "through-box", "its own box `b`");
}

#[test]
fn loose_ends() {
    has_only(
        &clean().replace("M50 50V110", "M50 50V107"),
        "loose-end",
        "ends at (50, 107), 3.0 px from the border of box `b`",
    );
    has_only(&clean().replace("M50 50V110", "M50 52V110"), "loose-end", "begins at (50, 52)");
    is_clean(&clean().replace("M50 50V110", "M50 51V109"));
}

/// The edge `c>b` is cut: out to the right of `c`, and in from above `b`'s right half.
fn cut_edge() -> String {
    let symbol = |name: &str, x: u32, y: u32| {
        let words = format!("<text x=\"{}\" y=\"{}\">2</text>", x + 2, y + 8);
        format!(
            "<g data-connector=\"{name}\"><rect x=\"{x}\" y=\"{y}\" width=\"20\" height=\"10\"/>{words}</g>"
        )
    };
    let inlet = "<g data-connector=\"b\"><text x=\"97\" y=\"88\" data-box=\"95 80 20 10\">From 3</text></g>";
    clean()
        + &node("c", 210, 10)
        + &edge("c>b", "M290 20H320M85 85V110")
        + &symbol("c>b", 320, 15)
        + inlet
        + &label("c>b", 295, 5)
}

#[test]
fn a_cut_edge() {
    is_clean(&cut_edge());
    assert_eq!(drawn("layered", &cut_edge()).connectors.len(), 2);
    has_only(
        &cut_edge().replace("M290 20H320M", "M290 20H310M"),
        "loose-end",
        "is cut at (310, 20), away from its connector",
    );
    has_only(
        &cut_edge().replace("M85 85V110", "M85 60V110"),
        "loose-end",
        "comes back at (85, 60), away from the inlet",
    );
    has_only(
        &cut_edge().replace("data-connector=\"b\"", "data-x=\"b\""),
        "contract",
        "it has no inlet",
    );
    has_only(
        &cut_edge().replace("data-connector=\"c>b\"", "data-x=\"b\""),
        "contract",
        "2 parts and 0 outgoing connectors",
    );
    let other =
        node("d", 310, 110) + &edge("a>d", "M90 48H180V18H310V17H350V110") + &label("a>d", 160, 35);
    let faults = drawn("layered", &(cut_edge() + &other)).faults();
    assert!(
        faults.iter().any(|fault| fault.starts_with("through-connector: edge `a>d`")),
        "{faults:#?}"
    );
}

#[test]
fn edges_together() {
    let other = |d: &str| {
        clean()
            + &node("c", 110, 10)
            + &node("d", 110, 110)
            + &edge("c>d", d)
            + &label("c>d", 152, 70)
    };
    is_clean(&other("M150 50V110"));
    has_only(
        &other("M150 50V60H48.5V65H150V110"),
        "together",
        "`a>b` and `c>d` run less than 2 px apart for 5.0 px",
    );
    has_only(&other("M150 50V60H50V61H150V110"), "together", "lie on each other for 1.0 px");
    is_clean(&other("M150 50V60H48V65H150V110"));
}

#[test]
fn edges_of_one_source_or_to_one_target_may_run_together() {
    let twin = node("c", 110, 110) + &edge("a>c", "M50 50V60H150V110") + &label("a>c", 152, 70);
    is_clean(&(clean() + &twin));
    let merge = node("c", 110, 10) + &edge("c>b", "M150 50V95H50V110") + &label("c>b", 152, 70);
    is_clean(&(clean() + &merge));
}

#[test]
fn labels() {
    let bare = node("a", 10, 10) + &node("b", 10, 110) + &edge("a>b", "M50 50V110");
    has_only(&bare, "unlabelled", "edge `a>b`");
    is_clean(&bare.replace("d=\"M", "data-labels=\"none\" d=\"M"));
    is_clean(&format!("<g data-labels=\"none\">{bare}</g>"));
    has_only(&(bare.clone() + &label("a>b", 63, 70)), "label-astray", "its edge is 13.0 px away");
    is_clean(&(bare + &label("a>b", 40, 70)));
}

#[test]
fn labels_and_foreign_edges() {
    let twin = |d: &str, x: u32| node("c", 110, 110) + &edge("a>c", d) + &label("a>c", x, 85);
    has_only(
        &(clean() + &twin("M60 50V100H150V110", 120)),
        "label-crossed",
        "edge `a>c` at (60, 70.1)–(60, 79.9) on label `a>b`",
    );
    has_only(
        &(clean() + &twin("M80 50V97H150V110", 120).replace("M80", "M78")),
        "label-astray",
        "edge `a>c` at (78, 50)–(78, 97) is 3.0 px",
    );
    let equal = clean() + &twin("M80 50V97H150V110", 120);
    is_clean(&equal);
    assert_eq!(drawn("layered", &equal).ambiguous_labels().len(), 1);
}

#[test]
fn slopes_in_the_layered_drawing() {
    let sloping = clean().replace("M50 50V110", "M50 50V60L40 80V110");
    assert_eq!(
        drawn("spine", &sloping.replace("55 70 20", "45 70 20").replace("x=\"57\"", "x=\"47\""))
            .faults(),
        [] as [String; 0]
    );
    has_only(&sloping, "diagonal", "edge `a>b` at (50, 60)–(40, 80)");
    is_clean(&clean().replace("M50 50V110", "M50 50V82Q50 90 58 90H60Q68 90 68 98V110"));
}

/// Four boxes in a row above, four below: `a1>b2` and so on can be drawn between them.
fn rows(edges: &[(&str, &str)]) -> String {
    let boxes = (1..5).map(|at| {
        node(&format!("a{at}"), at * 95 - 85, 10) + &node(&format!("b{at}"), at * 95 - 85, 210)
    });
    boxes.collect::<String>() + &edges.iter().map(|(name, d)| edge(name, d)).collect::<String>()
}

#[test]
fn crossings_of_strangers() {
    crosses(&rows(&[("a1>b2", "M50 50V130H145V210"), ("a2>b1", "M145 50V120H50V210")]), 1);
    crosses(&rows(&[("a1>b2", "M50 50L145 210"), ("a2>b1", "M145 50L50 210")]), 1);
    crosses(&rows(&[("a1>b1", "M50 50V210"), ("a2>b2", "M145 50V100H30V110H145V210")]), 2);
    // Through a corner of the other, and touching a corner from outside.
    crosses(&rows(&[("a1>b2", "M50 50V130H145V210"), ("a2>b1", "M80 100L20 160V210")]), 1);
    crosses(&rows(&[("a1>b2", "M50 50V130H145V210"), ("a2>b1", "M20 100L50 130L20 160V210")]), 0);
    // One ends on the other.
    crosses(&rows(&[("a1>b1", "M50 50V210"), ("a2>b2", "M145 50V100H50")]), 0);
    // Bridges are arcs.
    crosses(
        &rows(&[("a1>b1", "M50 50V210"), ("a2>b2", "M145 50V100H55A5 5 0 0 0 45 100H20V210")]),
        1,
    );
}

#[test]
fn a_trunk_of_two_is_crossed_twice() {
    let trunk = [
        ("a1>b1", "M50 50V210"),
        ("a1>b2", "M50 50V180H145V210"),
        ("a2>b3", "M145 50V100H20V110H45"),
        ("a3>b4", "M240 50V60H20"),
    ];
    crosses(&rows(&trunk), 5);
    let places: Vec<_> = drawn("layered", &rows(&trunk))
        .crossing_places()
        .iter()
        .map(|c| (c.edges, c.place.to_string()))
        .collect();
    assert!(places.contains(&((0, 2), "(50, 100)".to_string())), "{places:?}");
    assert!(places.contains(&((1, 2), "(50, 100)".to_string())), "{places:?}");
}

#[test]
fn strangers_that_run_together_may_cross() {
    crosses(&rows(&[("a1>b1", "M50 50V210"), ("a2>b2", "M145 50V100H50V150H20V210")]), 1);
    crosses(&rows(&[("a1>b1", "M50 50V210"), ("a2>b2", "M145 50V100H50V150H145V210")]), 0);
    crosses(&rows(&[("a1>b1", "M50 210V50"), ("a2>b2", "M145 50V100H50V150H20V210")]), 1);
    // Around a corner: in from below it or from above it, out below it.
    crosses(
        &rows(&[
            ("a1>b3", "M50 50V100Q50 110 60 110H240V210"),
            ("a2>b2", "M20 90H50V100Q50 110 60 110H145V150"),
        ]),
        0,
    );
    crosses(
        &rows(&[
            ("a1>b3", "M50 50V100Q50 110 60 110H240V210"),
            ("a2>b2", "M80 90H50V100Q50 110 60 110H145V150"),
        ]),
        1,
    );
}

#[test]
fn edges_with_a_common_box_cross_only_away_from_what_they_share() {
    // A trunk that parts, and one that merges from both sides.
    crosses(&rows(&[("a1>b1", "M50 50V130H30V210"), ("a1>b2", "M50 50V130H145V210")]), 0);
    crosses(
        &rows(&[
            ("a1>b2", "M50 50V180H145V210"),
            ("a3>b2", "M240 50V180H145V210"),
            ("a2>b2", "M145 50V210"),
        ]),
        0,
    );
    // They share a trunk from which they cross over: near it that is how they part, farther off it
    // is a crossing.
    crosses(&rows(&[("a1>b1", "M50 50V100H80V140H20V210"), ("a1>b2", "M50 50V130H145V210")]), 1);
    crosses(&rows(&[("a1>b1", "M50 50V100H52V102H40V210"), ("a1>b2", "M50 50V130H145V210")]), 0);
    // The end of the one is the beginning of the other.
    crosses(&rows(&[("a1>b1", "M50 50V210"), ("b1>b2", "M90 230H92V180H20V170H145V210")]), 2);
}

#[test]
fn the_order_of_answers() {
    let author = [(
        "a2".to_string(),
        vec!["b1".to_string(), "b2".to_string(), "b1".to_string(), "b3".to_string()],
    )];
    let order = |edges: &[(&str, &str)]| drawn("layered", &rows(edges)).order_faults(&author);
    let inverted = |first: &str, second: &str| Inverted {
        question: "a2".into(),
        first: first.into(),
        second: second.into(),
    };
    // From three places of the border, whatever comes after.
    assert_eq!(
        order(&[("a2>b1", "M120 50V210"), ("a2>b2", "M145 50V210"), ("a2>b3", "M170 50V210")]),
        []
    );
    assert_eq!(
        order(&[("a2>b1", "M150 50V100H50V210"), ("a2>b2", "M145 50V210")]),
        [inverted("b1", "b2")]
    );
    // From one place, by a trunk.
    assert_eq!(
        order(&[
            ("a2>b1", "M145 50V100H50V210"),
            ("a2>b2", "M145 50V210"),
            ("a2>b3", "M145 50V100H240V210")
        ]),
        []
    );
    let wrong = [
        ("a2>b1", "M145 50V100H240V210"),
        ("a2>b2", "M145 50V210"),
        ("a2>b3", "M145 50V100H50V210"),
    ];
    assert_eq!(order(&wrong), [inverted("b1", "b2"), inverted("b1", "b3"), inverted("b2", "b3")]);
    // Both to one side of the trunk.
    assert_eq!(order(&[("a2>b1", "M145 50V100H20V210"), ("a2>b2", "M145 50V100H50V210")]), []);
    assert_eq!(
        order(&[("a2>b1", "M145 50V100H50V210"), ("a2>b2", "M145 50V100H20V210")]),
        [inverted("b1", "b2")]
    );
    assert_eq!(drawn("spine", &rows(&wrong)).order_faults(&author), []);
}

#[test]
fn bends_are_right_angles() {
    let bends = |d: &str| drawn("layered", &rows(&[("a1>b2", d)])).bends();
    assert_eq!(bends("M50 50V210"), 0);
    assert_eq!(bends("M50 50V130H145V210"), 2);
    assert_eq!(bends("M50 50V124Q50 130 56 130H139Q145 130 145 136V210"), 2);
    assert_eq!(bends("M50 50V124A6 6 0 0 0 56 130H145"), 1);
    assert_eq!(bends("M50 50V124L56 130H145"), 1);
    assert_eq!(bends("M50 50C50 60 60 100 62 210"), 1);
}
