//! What Graphviz makes of a graph, as a drawing that can be measured like ours.
//!
//! In:   a file in its language, laid out by `dot -Tplain`.
//! Out:  a [`Drawing`] of kind `dot`, in points, with boxes and edges alone.

use std::path::Path;
use std::process::Command;

use crate::drawing::shapes::{Point, Rect, point};
use crate::drawing::{Drawing, Edge};

const POINTS_PER_INCH: f64 = 72.0;
/// Straight pieces for each piece of a spline: long ones bow gently over half a drawing.
const PIECES: usize = 16;

pub(crate) fn drawing(file: &Path) -> Result<Drawing, String> {
    // With arrow heads the splines would end before the box, and what crosses the heads would not be counted.
    let output = Command::new("dot")
        .args(["-Tplain", "-Edir=none"])
        .arg(file)
        .output()
        .map_err(|error| format!("dot: {error}"))?;
    if !output.status.success() {
        return Err(format!("dot: {}", String::from_utf8_lossy(&output.stderr).trim()));
    }
    read(&String::from_utf8_lossy(&output.stdout))
}

fn read(text: &str) -> Result<Drawing, String> {
    let mut drawing = Drawing { kind: "dot".to_string(), ..Drawing::default() };
    // A backslash at the end of a line, in a long label, goes on in the next one.
    for line in text.replace("\\\n", "").lines() {
        let words = words(line);
        line_of(&mut drawing, &words).ok_or_else(|| format!("dot wrote: {line}"))?;
    }
    Ok(drawing)
}

fn line_of(drawing: &mut Drawing, words: &[String]) -> Option<()> {
    let number =
        |at: usize| words.get(at)?.parse::<f64>().ok().map(|inches| inches * POINTS_PER_INCH);
    match words.first().map(String::as_str) {
        Some("graph") => (drawing.width, drawing.height) = (number(2)?, number(3)?),
        Some("node") => {
            let (w, h) = (number(4)?, number(5)?);
            let rect = Rect::new(number(2)? - w / 2.0, drawing.height - number(3)? - h / 2.0, w, h);
            drawing.boxes.insert(words.get(1)?.clone(), rect);
        }
        Some("edge") => {
            let count: usize = words.get(3)?.parse().ok()?;
            let place =
                |at: usize| Some(point(number(4 + 2 * at)?, drawing.height - number(5 + 2 * at)?));
            let handles = (0..count).map(place).collect::<Option<Vec<Point>>>()?;
            let (from, to) = (words.get(1)?.clone(), words.get(2)?.clone());
            drawing.edges.push(Edge {
                from,
                to,
                parts: vec![flattened(&handles)],
                wants_label: false,
            });
        }
        _ => {}
    }
    Some(())
}

/// A spline is a chain of cubic curves, each of which begins where the one before ends.
fn flattened(handles: &[Point]) -> Vec<Point> {
    let mut points: Vec<Point> = handles.first().copied().into_iter().collect();
    for at in (0..handles.len().saturating_sub(3)).step_by(3) {
        let [a, b, c, d] = [handles[at], handles[at + 1], handles[at + 2], handles[at + 3]];
        for piece in 1..=PIECES {
            let share = piece as f64 / PIECES as f64;
            let (ab, bc, cd) = (a.towards(b, share), b.towards(c, share), c.towards(d, share));
            let place = ab.towards(bc, share).towards(bc.towards(cd, share), share);
            if points.last().is_none_or(|last| last.distance(place) > 1e-9) {
                points.push(place);
            }
        }
    }
    points
}

/// Words between spaces; one in quotes may hold spaces, and quotes after a backslash.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut letters = line.chars().peekable();
    while let Some(first) = letters.next() {
        let mut word = String::new();
        match first {
            ' ' => continue,
            '"' => {
                while let Some(c) = letters.next().filter(|c| *c != '"') {
                    word.push(if c == '\\' { letters.next().unwrap_or(c) } else { c });
                }
            }
            _ => {
                word.push(first);
                while let Some(c) = letters.next_if(|c| *c != ' ') {
                    word.push(c);
                }
            }
        }
        words.push(word);
    }
    words
}
