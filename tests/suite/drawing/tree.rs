//! A search tree of rectangles: without it, each segment would have to be compared with every
//! other, and a drawing of four hundred boxes has tens of thousands.

use super::shapes::Rect;

/// Items per leaf: few enough to test, many enough to keep the tree small.
const LEAF: usize = 8;

pub(crate) struct Tree {
    /// Bounds and number of each item, in the order of the leaves.
    items: Vec<(Rect, usize)>,
    root: Option<Node>,
}

struct Node {
    bounds: Rect,
    kind: Kind,
}

enum Kind {
    /// A range of [`Tree::items`].
    Leaf(usize, usize),
    Inner(Box<[Node; 2]>),
}

impl Tree {
    /// An item's number is its index in `rects`.
    pub(crate) fn new(rects: impl IntoIterator<Item = Rect>) -> Tree {
        let mut items: Vec<(Rect, usize)> =
            rects.into_iter().enumerate().map(|(at, rect)| (rect, at)).collect();
        let root = (!items.is_empty()).then(|| build(&mut items, 0));
        Tree { items, root }
    }

    /// The numbers of all items whose rectangles touch this one, in a deterministic but arbitrary
    /// order.
    pub(crate) fn near(&self, rect: &Rect) -> Vec<usize> {
        let mut found = Vec::new();
        let mut open: Vec<&Node> = self.root.iter().collect();
        while let Some(node) = open.pop() {
            if !touches(&node.bounds, rect) {
                continue;
            }
            match &node.kind {
                Kind::Inner(nodes) => open.extend(nodes.iter()),
                Kind::Leaf(from, to) => {
                    found.extend(
                        self.items[*from..*to]
                            .iter()
                            .filter(|(bounds, _)| touches(bounds, rect))
                            .map(|(_, number)| *number),
                    );
                }
            }
        }
        found
    }
}

fn touches(one: &Rect, other: &Rect) -> bool {
    one.overlap(other) >= 0.0
}

/// `first`: the index of `items[0]` in the whole list.
fn build(items: &mut [(Rect, usize)], first: usize) -> Node {
    let bounds = Rect::around(items.iter().flat_map(|(rect, _)| rect.corners())).unwrap();
    if items.len() <= LEAF {
        return Node { bounds, kind: Kind::Leaf(first, first + items.len()) };
    }
    let middle = |rect: &Rect| {
        if bounds.w > bounds.h { rect.x + rect.w / 2.0 } else { rect.y + rect.h / 2.0 }
    };
    let half = items.len() / 2;
    items
        .select_nth_unstable_by(half, |(one, _), (other, _)| middle(one).total_cmp(&middle(other)));
    let (low, high) = items.split_at_mut(half);
    Node { bounds, kind: Kind::Inner(Box::new([build(low, first), build(high, first + half)])) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_a_search_of_all_finds() {
        let rects: Vec<Rect> = (0..200u32)
            .map(|at| {
                Rect::new(
                    f64::from(at * 37 % 101),
                    f64::from(at * 53 % 97),
                    f64::from(at % 7),
                    f64::from(at % 5),
                )
            })
            .collect();
        let tree = Tree::new(rects.iter().copied());
        for wanted in [
            Rect::new(20.0, 20.0, 10.0, 30.0),
            Rect::new(0.0, 0.0, 200.0, 200.0),
            Rect::new(300.0, 0.0, 1.0, 1.0),
            rects[17],
        ] {
            let slow: Vec<usize> =
                (0..rects.len()).filter(|at| rects[*at].overlap(&wanted) >= 0.0).collect();
            let mut found = tree.near(&wanted);
            found.sort_unstable();
            assert_eq!(found, slow);
        }
        assert_eq!(Tree::new([]).near(&Rect::new(0.0, 0.0, 1.0, 1.0)), [] as [usize; 0]);
    }
}
