//! Path data and transforms, as SVG writes them, to lines of points.
//!
//! Out:  one list of points for each subpath, curves flattened. An arc counts as its chord: the
//!       drawings use arcs for rounded corners and for small bridges only.

use super::shapes::{Point, Rect, point};

/// The number of straight segments per curve.
const PIECES: usize = 4;

/// `x' = a x + c y + e`, `y' = b x + d y + f`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Affine([f64; 6]);

impl Affine {
    pub(crate) const NONE: Affine = Affine([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// Reads a `transform` attribute.
    pub(crate) fn read(text: &str) -> Result<Affine, String> {
        let mut all = Affine::NONE;
        let mut rest = text.trim_matches(is_gap);
        while !rest.is_empty() {
            let (name, tail) = rest
                .split_once('(')
                .ok_or_else(|| format!("the transform “{text}” lacks a “(”"))?;
            let (arguments, tail) = tail
                .split_once(')')
                .ok_or_else(|| format!("the transform “{text}” lacks a “)”"))?;
            all = all.then_inside(&Affine::one(name.trim(), &numbers(arguments)?)?);
            rest = tail.trim_start_matches(is_gap);
        }
        Ok(all)
    }

    fn one(name: &str, n: &[f64]) -> Result<Affine, String> {
        match (name, n) {
            ("translate", [x]) => Ok(Affine([1.0, 0.0, 0.0, 1.0, *x, 0.0])),
            ("translate", [x, y]) => Ok(Affine([1.0, 0.0, 0.0, 1.0, *x, *y])),
            ("scale", [s]) => Ok(Affine([*s, 0.0, 0.0, *s, 0.0, 0.0])),
            ("scale", [x, y]) => Ok(Affine([*x, 0.0, 0.0, *y, 0.0, 0.0])),
            ("matrix", [a, b, c, d, e, f]) => Ok(Affine([*a, *b, *c, *d, *e, *f])),
            _ => Err(format!(
                "the transform “{name}” with {} numbers is not of the convention",
                n.len()
            )),
        }
    }

    /// The combined transform of an element inside this one.
    pub(crate) fn then_inside(&self, inner: &Affine) -> Affine {
        let (o, i) = (&self.0, &inner.0);
        Affine([
            o[0] * i[0] + o[2] * i[1],
            o[1] * i[0] + o[3] * i[1],
            o[0] * i[2] + o[2] * i[3],
            o[1] * i[2] + o[3] * i[3],
            o[0] * i[4] + o[2] * i[5] + o[4],
            o[1] * i[4] + o[3] * i[5] + o[5],
        ])
    }

    pub(crate) fn point(&self, p: Point) -> Point {
        let m = &self.0;
        point(m[0] * p.x + m[2] * p.y + m[4], m[1] * p.x + m[3] * p.y + m[5])
    }

    pub(crate) fn rect(&self, rect: Rect) -> Rect {
        Rect::around(rect.corners().map(|corner| self.point(corner))).unwrap()
    }
}

fn is_gap(c: char) -> bool {
    c.is_ascii_whitespace() || c == ','
}

/// Numbers between spaces and commas, as in `viewBox`, `data-box` and the arguments of a transform.
pub(crate) fn numbers(text: &str) -> Result<Vec<f64>, String> {
    text.split(is_gap).filter(|word| !word.is_empty()).map(number).collect()
}

pub(crate) fn number(word: &str) -> Result<f64, String> {
    let value: f64 = word.trim().parse().map_err(|_| format!("“{word}” is not a number"))?;
    if value.is_finite() { Ok(value) } else { Err(format!("“{word}” is not a finite number")) }
}

/// Reads a `d` attribute: one list of points for each subpath.
pub(crate) fn subpaths(d: &str) -> Result<Vec<Vec<Point>>, String> {
    let mut pen =
        Pen { parts: Vec::new(), start: point(0.0, 0.0), at: point(0.0, 0.0), is_down: false };
    let mut scanner = Scanner { text: d.as_bytes(), at: 0 };
    let mut command = None;
    while let Some(next) = scanner.command(command)? {
        pen.draw(next, &mut scanner)?;
        // Coordinates after a move, without a command letter of their own, are lines.
        command = Some(match next {
            b'M' => b'L',
            b'm' => b'l',
            other => other,
        });
    }
    Ok(pen.parts)
}

struct Pen {
    parts: Vec<Vec<Point>>,
    /// Where the subpath began, to which `Z` returns.
    start: Point,
    at: Point,
    is_down: bool,
}

impl Pen {
    fn draw(&mut self, command: u8, scanner: &mut Scanner) -> Result<(), String> {
        let origin = if command.is_ascii_lowercase() { self.at } else { point(0.0, 0.0) };
        if self.parts.is_empty() && !matches!(command, b'M' | b'm') {
            return Err("path data begins without a move".to_string());
        }
        match command.to_ascii_uppercase() {
            b'M' => self.lift(scanner.point(origin)?),
            b'L' => self.line(scanner.point(origin)?),
            b'H' => self.line(point(origin.x + scanner.number()?, self.at.y)),
            b'V' => self.line(point(self.at.x, origin.y + scanner.number()?)),
            b'Q' => {
                let handle = scanner.point(origin)?;
                self.curve([handle, handle], scanner.point(origin)?, Degree::Two);
            }
            b'C' => {
                let handles = [scanner.point(origin)?, scanner.point(origin)?];
                self.curve(handles, scanner.point(origin)?, Degree::Three);
            }
            b'A' => {
                scanner.skip_arc()?;
                self.line(scanner.point(origin)?);
            }
            b'Z' => {
                self.line(self.start);
                self.is_down = false;
            }
            other => {
                return Err(format!("path command “{}” is not of the convention", other as char));
            }
        }
        Ok(())
    }

    fn lift(&mut self, to: Point) {
        (self.start, self.at, self.is_down) = (to, to, true);
        self.parts.push(vec![to]);
    }

    fn line(&mut self, to: Point) {
        if !self.is_down {
            self.lift(self.at);
        }
        self.at = to;
        let part = self.parts.last_mut().unwrap();
        if part.last().is_some_and(|last| last.distance(to) > 1e-9) {
            part.push(to);
        }
    }

    fn curve(&mut self, [first, second]: [Point; 2], end: Point, degree: Degree) {
        let start = self.at;
        for piece in 1..=PIECES {
            let share = piece as f64 / PIECES as f64;
            let (a, b, c) = (
                start.towards(first, share),
                first.towards(second, share),
                second.towards(end, share),
            );
            // De Casteljau; a quadratic curve has only one control point, and one round fewer.
            let on_curve = match degree {
                Degree::Two => a.towards(c, share),
                Degree::Three => a.towards(b, share).towards(b.towards(c, share), share),
            };
            self.line(on_curve);
        }
    }
}

#[derive(Clone, Copy)]
enum Degree {
    Two,
    Three,
}

struct Scanner<'a> {
    text: &'a [u8],
    at: usize,
}

impl Scanner<'_> {
    fn peek(&mut self) -> Option<u8> {
        while self.text.get(self.at).is_some_and(|byte| is_gap(*byte as char)) {
            self.at += 1;
        }
        self.text.get(self.at).copied()
    }

    /// The next command: a letter, or `running` again where more numbers follow.
    fn command(&mut self, running: Option<u8>) -> Result<Option<u8>, String> {
        match (self.peek(), running) {
            (None, _) => Ok(None),
            (Some(letter), _) if letter.is_ascii_alphabetic() => {
                self.at += 1;
                Ok(Some(letter))
            }
            (Some(_), Some(command)) if !matches!(command, b'Z' | b'z') => Ok(Some(command)),
            (Some(other), _) => {
                Err(format!("path data has “{}” where a command must stand", other as char))
            }
        }
    }

    fn point(&mut self, origin: Point) -> Result<Point, String> {
        let x = self.number()?;
        Ok(point(origin.x + x, origin.y + self.number()?))
    }

    /// Numbers need no separator where a minus sign or a second decimal point separates them:
    /// `1-2.5.5`.
    fn number(&mut self) -> Result<f64, String> {
        self.peek();
        let start = self.at;
        let (mut has_point, mut has_exponent) = (false, false);
        while let Some(byte) = self.text.get(self.at) {
            match byte {
                b'0'..=b'9' => {}
                b'+' | b'-'
                    if self.at == start || matches!(self.text[self.at - 1], b'e' | b'E') => {}
                b'.' if !has_point && !has_exponent => has_point = true,
                b'e' | b'E' if !has_exponent => has_exponent = true,
                _ => break,
            }
            self.at += 1;
        }
        number(&String::from_utf8_lossy(&self.text[start..self.at]))
    }

    /// Radii, rotation and the two flags, which may be written without a separator:
    /// `A5 5 0 0110 10`.
    fn skip_arc(&mut self) -> Result<(), String> {
        for _ in 0..3 {
            self.number()?;
        }
        for _ in 0..2 {
            match self.peek() {
                Some(b'0' | b'1') => self.at += 1,
                _ => return Err("an arc's flag is neither 0 nor 1".to_string()),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each subpath's points, `x y` with commas between.
    fn read(d: &str) -> Vec<String> {
        let words = |part: &Vec<Point>| {
            part.iter().map(|p| format!("{} {}", p.x, p.y)).collect::<Vec<_>>().join(", ")
        };
        subpaths(d).unwrap().iter().map(words).collect()
    }

    #[test]
    fn lines_absolute_and_relative() {
        assert_eq!(read("M1 2L3,4H5V6"), ["1 2, 3 4, 5 4, 5 6"]);
        assert_eq!(read("m1 2l3 4h5v6"), ["1 2, 4 6, 9 6, 9 12"]);
        assert_eq!(read("M1 2 3 4 5 6"), ["1 2, 3 4, 5 6"], "a move is followed by lines");
        assert_eq!(read("m1 2 3 4"), ["1 2, 4 6"]);
        assert_eq!(read("M1-2.5.5-1e1"), ["1 -2.5, 0.5 -10"], "numbers without gaps");
    }

    #[test]
    fn subpaths_and_closing() {
        assert_eq!(read("M0 0L10 0M20 0L30 0"), ["0 0, 10 0", "20 0, 30 0"]);
        assert_eq!(read("M1 1H5V5zm2 2h1"), ["1 1, 5 1, 5 5, 1 1", "3 3, 4 3"]);
        assert_eq!(
            read("M1 1H5ZH9"),
            ["1 1, 5 1, 1 1", "1 1, 9 1"],
            "what follows Z begins anew where Z ended"
        );
    }

    #[test]
    fn curves_become_four_pieces() {
        assert_eq!(read("M0 0Q16 0 16 16"), ["0 0, 7 1, 12 4, 15 9, 16 16"]);
        assert_eq!(read("M0 0q16 0 16 16"), ["0 0, 7 1, 12 4, 15 9, 16 16"]);
        assert_eq!(read("M0 0C0 64 64 64 64 0"), ["0 0, 10 36, 32 48, 54 36, 64 0"]);
        assert_eq!(read("M1 1c0 64 64 64 64 0").len(), 1);
        assert_eq!(read("M0 0A5 5 0 0110 10a5 5 0 1 0 1 1"), ["0 0, 10 10, 11 11"]);
    }

    #[test]
    fn wrong_data_is_refused() {
        for d in
            ["L1 2", "M1", "M1 2S3 4 5 6", "M1 2Lx", "M1 2Z3", "M1 2A5 5 0 2 0 1 1", "M1e999 2"]
        {
            assert!(subpaths(d).is_err(), "{d}");
        }
    }

    #[test]
    fn transforms_nest() {
        let read = Affine::read("translate(10 20), scale(2)").unwrap();
        assert_eq!(read.point(point(1.0, 2.0)), point(12.0, 24.0));
        assert_eq!(
            read,
            Affine::read("translate(10,20)")
                .unwrap()
                .then_inside(&Affine::read("scale(2 2)").unwrap())
        );
        assert_eq!(read, Affine::read("matrix(2 0 0 2 10 20)").unwrap());
        assert_eq!(read.rect(Rect::new(1.0, 1.0, 5.0, 6.0)), Rect::new(12.0, 22.0, 10.0, 12.0));
        assert_eq!(
            Affine::read("scale(-1 1)").unwrap().rect(Rect::new(1.0, 1.0, 5.0, 6.0)),
            Rect::new(-6.0, 1.0, 5.0, 6.0)
        );
        assert!(Affine::read("rotate(30)").is_err());
    }
}
