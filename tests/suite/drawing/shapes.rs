//! Points, rectangles and segments, and the few operations that the judge of drawings needs.
//!
//! Not:  anything about boxes, edges or SVG.

use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Point {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

/// A rectangle; `x` and `y` are its upper left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rect {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) w: f64,
    pub(crate) h: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Segment {
    pub(crate) a: Point,
    pub(crate) b: Point,
}

pub(crate) fn point(x: f64, y: f64) -> Point {
    Point { x, y }
}

impl Point {
    pub(crate) fn minus(self, other: Point) -> Point {
        point(self.x - other.x, self.y - other.y)
    }

    pub(crate) fn dot(self, other: Point) -> f64 {
        self.x * other.x + self.y * other.y
    }

    /// Positive where `other` lies clockwise from `self`, as `y` grows downwards.
    pub(crate) fn cross(self, other: Point) -> f64 {
        self.x * other.y - self.y * other.x
    }

    pub(crate) fn length(self) -> f64 {
        self.x.hypot(self.y)
    }

    pub(crate) fn distance(self, other: Point) -> f64 {
        self.minus(other).length()
    }

    /// The point at a given fraction of the distance to `other`.
    pub(crate) fn towards(self, other: Point, share: f64) -> Point {
        point(self.x + (other.x - self.x) * share, self.y + (other.y - self.y) * share)
    }
}

impl Rect {
    pub(crate) fn new(x: f64, y: f64, w: f64, h: f64) -> Rect {
        Rect { x, y, w, h }
    }

    /// The smallest rectangle around points; `None` without points.
    pub(crate) fn around(points: impl IntoIterator<Item = Point>) -> Option<Rect> {
        let mut points = points.into_iter();
        let first = points.next()?;
        let (low, high) = points.fold((first, first), |(low, high), p| {
            (point(low.x.min(p.x), low.y.min(p.y)), point(high.x.max(p.x), high.y.max(p.y)))
        });
        Some(Rect::new(low.x, low.y, high.x - low.x, high.y - low.y))
    }

    pub(crate) fn right(&self) -> f64 {
        self.x + self.w
    }

    pub(crate) fn bottom(&self) -> f64 {
        self.y + self.h
    }

    pub(crate) fn corners(&self) -> [Point; 4] {
        [
            point(self.x, self.y),
            point(self.right(), self.y),
            point(self.right(), self.bottom()),
            point(self.x, self.bottom()),
        ]
    }

    pub(crate) fn sides(&self) -> Vec<Segment> {
        let corners = self.corners();
        (0..4).map(|at| Segment { a: corners[at], b: corners[(at + 1) % 4] }).collect()
    }

    /// The rectangle with each side moved outwards; inwards, if `by` is negative.
    pub(crate) fn grown(&self, by: f64) -> Rect {
        Rect::new(self.x - by, self.y - by, self.w + 2.0 * by, self.h + 2.0 * by)
    }

    pub(crate) fn contains(&self, p: Point) -> bool {
        p.x >= self.x && p.x <= self.right() && p.y >= self.y && p.y <= self.bottom()
    }

    /// How far two rectangles reach into each other; negative where there is a gap.
    pub(crate) fn overlap(&self, other: &Rect) -> f64 {
        let across = self.right().min(other.right()) - self.x.max(other.x);
        let down = self.bottom().min(other.bottom()) - self.y.max(other.y);
        across.min(down)
    }

    pub(crate) fn distance(&self, p: Point) -> f64 {
        let dx = (self.x - p.x).max(p.x - self.right()).max(0.0);
        let dy = (self.y - p.y).max(p.y - self.bottom()).max(0.0);
        dx.hypot(dy)
    }
}

impl Segment {
    pub(crate) fn length(&self) -> f64 {
        self.a.distance(self.b)
    }

    pub(crate) fn bounds(&self) -> Rect {
        Rect::new(
            self.a.x.min(self.b.x),
            self.a.y.min(self.b.y),
            (self.a.x - self.b.x).abs(),
            (self.a.y - self.b.y).abs(),
        )
    }

    /// From `a` to `b`, of length one.
    pub(crate) fn direction(&self) -> Point {
        let length = self.length();
        point((self.b.x - self.a.x) / length, (self.b.y - self.a.y) / length)
    }

    /// The part within a rectangle (Liang and Barsky, ACM Transactions on Graphics 3(1), 1984).
    pub(crate) fn within(&self, rect: &Rect) -> Option<Segment> {
        if rect.w < 0.0 || rect.h < 0.0 {
            return None;
        }
        let d = self.b.minus(self.a);
        let (mut from, mut to) = (0.0f64, 1.0f64);
        let limits = [
            (-d.x, self.a.x - rect.x),
            (d.x, rect.right() - self.a.x),
            (-d.y, self.a.y - rect.y),
            (d.y, rect.bottom() - self.a.y),
        ];
        for (speed, room) in limits {
            if speed == 0.0 {
                if room < 0.0 {
                    return None;
                }
            } else if speed < 0.0 {
                from = from.max(room / speed);
            } else {
                to = to.min(room / speed);
            }
        }
        (from <= to)
            .then(|| Segment { a: self.a.towards(self.b, from), b: self.a.towards(self.b, to) })
    }

    pub(crate) fn distance(&self, p: Point) -> f64 {
        let d = self.b.minus(self.a);
        let share =
            if d.dot(d) == 0.0 { 0.0 } else { (p.minus(self.a).dot(d) / d.dot(d)).clamp(0.0, 1.0) };
        p.distance(self.a.towards(self.b, share))
    }

    /// The distance to a rectangle including its interior: zero where they touch.
    pub(crate) fn distance_to_rect(&self, rect: &Rect) -> f64 {
        if self.within(rect).is_some() {
            return 0.0;
        }
        let corners = rect.corners().map(|corner| self.distance(corner));
        corners
            .into_iter()
            .chain([rect.distance(self.a), rect.distance(self.b)])
            .fold(f64::INFINITY, f64::min)
    }
}

/// A coordinate as the drawings write it: at most one decimal, and no negative zero.
struct Short(f64);

impl fmt::Display for Short {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tenths = (self.0 * 10.0).round() + 0.0;
        if tenths % 10.0 == 0.0 {
            write!(f, "{:.0}", tenths / 10.0)
        } else {
            write!(f, "{:.1}", tenths / 10.0)
        }
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({}, {})", Short(self.x), Short(self.y))
    }
}

impl fmt::Display for Rect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({}, {}, {} × {})", Short(self.x), Short(self.y), Short(self.w), Short(self.h))
    }
}

impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}–{}", self.a, self.b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(ax: f64, ay: f64, bx: f64, by: f64) -> Segment {
        Segment { a: point(ax, ay), b: point(bx, by) }
    }

    #[test]
    fn a_segment_is_cut_at_the_sides() {
        let rect = Rect::new(10.0, 10.0, 20.0, 20.0);
        assert_eq!(
            segment(0.0, 20.0, 40.0, 20.0).within(&rect),
            Some(segment(10.0, 20.0, 30.0, 20.0))
        );
        assert_eq!(segment(0.0, 9.0, 40.0, 9.0).within(&rect), None);
        assert_eq!(segment(0.0, 0.0, 0.0, 40.0).within(&rect), None);
        assert_eq!(
            segment(15.0, 15.0, 16.0, 18.0).within(&rect),
            Some(segment(15.0, 15.0, 16.0, 18.0))
        );
        assert_eq!(
            segment(0.0, 20.0, 40.0, 20.0).within(&rect.grown(-15.0)),
            None,
            "nothing is inside a rectangle turned inside out"
        );
    }

    #[test]
    fn distances() {
        let rect = Rect::new(10.0, 10.0, 20.0, 20.0);
        assert_eq!(segment(0.0, 5.0, 40.0, 5.0).distance_to_rect(&rect), 5.0);
        assert_eq!(segment(0.0, 6.0, 7.0, 6.0).distance_to_rect(&rect), 5.0);
        assert_eq!(segment(0.0, 15.0, 15.0, 15.0).distance_to_rect(&rect), 0.0);
        assert_eq!(segment(0.0, 0.0, 10.0, 0.0).distance(point(13.0, 4.0)), 5.0);
    }

    #[test]
    fn overlaps_and_gaps() {
        let rect = Rect::new(0.0, 0.0, 10.0, 10.0);
        assert_eq!(rect.overlap(&Rect::new(8.0, 5.0, 10.0, 10.0)), 2.0);
        assert_eq!(rect.overlap(&Rect::new(13.0, 0.0, 10.0, 10.0)), -3.0);
    }

    #[test]
    fn coordinates_are_short() {
        assert_eq!(Rect::new(1.0, -0.01, 2.25, 10.0).to_string(), "(1, 0, 2.3 × 10)");
    }
}
