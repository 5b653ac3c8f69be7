//! SVG to a [`Drawing`].
//!
//! In:   one `<svg>` element.
//! Out:  a drawing; whatever violates the convention is recorded as a problem and left out.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::path::{self, Affine};
use super::shapes::{Point, Rect, Segment, point};
use super::{Connector, Drawing, Edge, Label, Text};

/// The content of these is not drawn where it is written, or not at all.
const HIDDEN: [&str; 9] =
    ["defs", "marker", "pattern", "clipPath", "mask", "symbol", "title", "desc", "style"];

pub(crate) fn drawing(svg: &str) -> Drawing {
    let mut builder = Builder::default();
    let mut reader = Reader::from_str(svg);
    loop {
        let read = match reader.read_event() {
            Ok(Event::Start(element)) => builder.open(&element),
            Ok(Event::Empty(element)) => builder.open(&element).map(|()| builder.close()),
            Ok(Event::End(_)) => {
                builder.close();
                Ok(())
            }
            Ok(Event::Text(text)) if !text.trim().is_empty() => builder.words(),
            Ok(Event::GeneralRef(_) | Event::CData(_)) => builder.words(),
            Ok(Event::Eof) if builder.frames.is_empty() => break,
            Ok(Event::Eof) => Err("the markup ends within an element".to_string()),
            Ok(_) => Ok(()),
            Err(error) => Err(format!("not XML: {error}")),
        };
        if let Err(slip) = read {
            // Without balanced tags nothing that follows can be placed.
            builder.drawing.slips.push(slip);
            break;
        }
    }
    builder.drawing
}

#[derive(Default)]
struct Builder {
    drawing: Drawing,
    /// One for each open element.
    frames: Vec<Frame>,
    /// Boxes, labels and connectors that are open.
    items: Vec<Item>,
}

#[derive(Clone)]
struct Frame {
    affine: Affine,
    is_hidden: bool,
    /// This element is itself the last of [`Builder::items`].
    is_item: bool,
    /// Within `<text>`: the position, as far as it was given.
    text: Option<(Option<f64>, Option<f64>)>,
    wants_labels: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum What {
    Node,
    Label,
    Connector,
}

struct Item {
    what: What,
    name: String,
    shapes: Vec<Shape>,
    data_box: Option<Rect>,
    texts: Vec<Point>,
}

struct Shape {
    bounds: Rect,
    outline: Vec<Segment>,
    is_rect: bool,
}

type Attributes = BTreeMap<String, String>;

fn attributes(element: &BytesStart) -> Result<Attributes, String> {
    let mut all = Attributes::new();
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|error| format!("not XML: {error}"))?;
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|error| format!("not XML: {error}"))?;
        all.insert(attribute.key.as_ref().to_string(), value.into_owned());
    }
    Ok(all)
}

impl Builder {
    /// An error ends the reading; what is wrong with a single element is recorded as a problem.
    fn open(&mut self, element: &BytesStart) -> Result<(), String> {
        let attributes = attributes(element)?;
        let name = element.local_name().as_ref().to_string();
        let root = Frame {
            affine: Affine::NONE,
            is_hidden: false,
            is_item: false,
            text: None,
            wants_labels: true,
        };
        let is_root = self.frames.is_empty();
        let mut frame = Frame { is_item: false, ..self.frames.last().cloned().unwrap_or(root) };
        frame.is_hidden |= HIDDEN.contains(&name.as_str());
        if !frame.is_hidden {
            frame.wants_labels &= attributes.get("data-labels").is_none_or(|value| value != "none");
            let read = if is_root {
                self.root(&attributes)
            } else {
                self.element(&name, &attributes, &mut frame)
            };
            if let Err(slip) = read {
                self.drawing.slips.push(format!("<{name}{}>: {slip}", identity(&attributes)));
            }
        }
        self.frames.push(frame);
        Ok(())
    }

    fn root(&mut self, attributes: &Attributes) -> Result<(), String> {
        self.drawing.kind = attributes.get("data-drawing").cloned().unwrap_or_default();
        let view = path::numbers(attributes.get("viewBox").ok_or("no viewBox")?)?;
        let [left, top, width, height] = view[..] else {
            return Err(format!("{} numbers in the viewBox", view.len()));
        };
        (self.drawing.left, self.drawing.top, self.drawing.width, self.drawing.height) =
            (left, top, width, height);
        Ok(())
    }

    fn element(
        &mut self,
        name: &str,
        attributes: &Attributes,
        frame: &mut Frame,
    ) -> Result<(), String> {
        if name == "svg" {
            return Err("an <svg> within the drawing is not of the convention".to_string());
        }
        if let Some(transform) = attributes.get("transform") {
            frame.affine = frame.affine.then_inside(&Affine::read(transform)?);
        }
        let starts = [
            ("data-node", What::Node),
            ("data-edge-label", What::Label),
            ("data-connector", What::Connector),
        ];
        for (attribute, what) in starts {
            if let Some(name) = attributes.get(attribute) {
                frame.is_item = true;
                self.items.push(Item {
                    what,
                    name: name.clone(),
                    shapes: Vec::new(),
                    data_box: None,
                    texts: Vec::new(),
                });
            }
        }
        if let Some(edge) = attributes.get("data-edge") {
            return self.edge(name, edge, attributes, frame);
        }
        if let (Some(numbers), Some(item)) = (attributes.get("data-box"), self.items.last_mut()) {
            item.data_box = Some(data_box(numbers, &frame.affine)?);
        }
        if let (Some(item), "rect" | "path") = (self.items.last_mut(), name) {
            item.shapes.push(if name == "rect" {
                rect(attributes, &frame.affine)?
            } else {
                outline(attributes, &frame.affine)?
            });
        }
        if name == "text" || name == "tspan" {
            let (x, y) = frame.text.unwrap_or((None, None));
            frame.text =
                Some((coordinate(attributes, "x")?.or(x), coordinate(attributes, "y")?.or(y)));
        }
        Ok(())
    }

    fn edge(
        &mut self,
        element: &str,
        name: &str,
        attributes: &Attributes,
        frame: &Frame,
    ) -> Result<(), String> {
        if element != "path" {
            return Err("an edge must be a <path>".to_string());
        }
        let (from, to) = ends(name)?;
        let parts = path::subpaths(attributes.get("d").ok_or("no d")?)?;
        let parts: Vec<Vec<Point>> = parts
            .into_iter()
            .map(|part| part.into_iter().map(|p| frame.affine.point(p)).collect())
            .collect();
        if parts.is_empty() || parts.iter().any(|part| part.len() < 2) {
            return Err("a part of the edge has no length".to_string());
        }
        self.drawing.edges.push(Edge { from, to, parts, wants_label: frame.wants_labels });
        Ok(())
    }

    /// Characters belong to the innermost open element.
    fn words(&mut self) -> Result<(), String> {
        let Some(frame) = self.frames.last().filter(|frame| !frame.is_hidden) else {
            return Ok(());
        };
        match (frame.text, self.items.last_mut()) {
            (Some((Some(x), Some(y))), Some(item)) => {
                let place = frame.affine.point(point(x, y));
                if item.texts.last() != Some(&place) {
                    item.texts.push(place);
                }
            }
            (Some((Some(_), Some(_))), None) | (None, _) => {}
            (Some(_), item) => {
                let owner = item.map_or("nothing".to_string(), |item| item.words());
                self.drawing.slips.push(format!("text of {owner} without x and y"));
            }
        }
        Ok(())
    }

    fn close(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        if frame.is_item
            && let Some(item) = self.items.pop()
            && let Err(slip) = self.finish(&item)
        {
            self.drawing.slips.push(format!("{}: {slip}", item.words()));
        }
    }

    fn finish(&mut self, item: &Item) -> Result<(), String> {
        let rect = match item.what {
            What::Node => self.node(item)?,
            What::Label => {
                let rect = item.data_box.ok_or("no data-box")?;
                let (from, to) = ends(&item.name)?;
                self.drawing.labels.push(Label { from, to, rect });
                item.drawn_within(rect)?;
                rect
            }
            What::Connector => {
                let drawn =
                    item.shapes.iter().find(|shape| shape.is_rect).map(|shape| shape.bounds);
                let rect = drawn.or(item.data_box).ok_or("neither a <rect> nor a data-box")?;
                let (from, to) = match ends(&item.name) {
                    Ok((from, to)) => (Some(from), to),
                    Err(_) => (None, item.name.clone()),
                };
                self.drawing.connectors.push(Connector { from, to, rect });
                rect
            }
        };
        let owner = item.words();
        self.drawing.texts.extend(item.texts.iter().map(|place| Text {
            owner: owner.clone(),
            rect,
            place: *place,
        }));
        Ok(())
    }

    fn node(&mut self, item: &Item) -> Result<Rect, String> {
        let first = item.shapes.first().ok_or("no <rect> or <path> as its shape")?;
        if self.drawing.boxes.insert(item.name.clone(), first.bounds).is_some() {
            return Err("this box stands twice".to_string());
        }
        self.drawing.outlines.insert(item.name.clone(), first.outline.clone());
        if item.shapes.len() > 1 {
            self.drawing.slips.push(format!(
                "{}: {} shapes, not one",
                item.words(),
                item.shapes.len()
            ));
        }
        Ok(first.bounds)
    }
}

impl Item {
    fn words(&self) -> String {
        let kind = match self.what {
            What::Node => "box",
            What::Label => "label",
            What::Connector => "connector",
        };
        format!("{kind} `{}`", self.name)
    }

    /// A label that is drawn larger than it says would hide from every other check.
    fn drawn_within(&self, rect: Rect) -> Result<(), String> {
        let is_inside = |shape: &&Shape| {
            shape.bounds.corners().into_iter().all(|corner| rect.grown(0.5).contains(corner))
        };
        match self.shapes.iter().find(|shape| !is_inside(shape)) {
            Some(shape) => Err(format!("a shape {} leaves its data-box {rect}", shape.bounds)),
            None => Ok(()),
        }
    }
}

/// The name of an element, for a message.
fn identity(attributes: &Attributes) -> String {
    let names = ["data-node", "data-edge", "data-edge-label", "data-connector", "class"];
    names
        .iter()
        .find_map(|name| attributes.get(*name).map(|value| format!(" {name}=\"{value}\"")))
        .unwrap_or_default()
}

fn ends(name: &str) -> Result<(String, String), String> {
    let (from, to) = name.split_once('>').ok_or_else(|| format!("“{name}” is not FROM>TO"))?;
    Ok((from.to_string(), to.to_string()))
}

/// The first number of an attribute, if there is one.
fn coordinate(attributes: &Attributes, name: &str) -> Result<Option<f64>, String> {
    attributes.get(name).map_or(Ok(None), |value| Ok(path::numbers(value)?.first().copied()))
}

fn data_box(text: &str, affine: &Affine) -> Result<Rect, String> {
    match path::numbers(text)?[..] {
        [x, y, w, h] if w >= 0.0 && h >= 0.0 => Ok(affine.rect(Rect::new(x, y, w, h))),
        _ => Err(format!("the data-box “{text}” is not x y w h")),
    }
}

fn rect(attributes: &Attributes, affine: &Affine) -> Result<Shape, String> {
    let value = |name: &str| coordinate(attributes, name);
    let (w, h) = (value("width")?.ok_or("no width")?, value("height")?.ok_or("no height")?);
    let bounds =
        affine.rect(Rect::new(value("x")?.unwrap_or(0.0), value("y")?.unwrap_or(0.0), w, h));
    Ok(Shape { bounds, outline: bounds.sides(), is_rect: true })
}

fn outline(attributes: &Attributes, affine: &Affine) -> Result<Shape, String> {
    let parts = path::subpaths(attributes.get("d").ok_or("no d")?)?;
    let parts: Vec<Vec<Point>> =
        parts.into_iter().map(|part| part.into_iter().map(|p| affine.point(p)).collect()).collect();
    let bounds = Rect::around(parts.iter().flatten().copied()).ok_or("an empty shape")?;
    // A filled shape is closed, whether or not it says so; a side without length does no harm.
    let closed = |part: &Vec<Point>| {
        part.iter().copied().chain(part.first().copied()).collect::<Vec<Point>>()
    };
    let sides = |part: Vec<Point>| {
        part.windows(2).map(|pair| Segment { a: pair[0], b: pair[1] }).collect::<Vec<Segment>>()
    };
    let outline = parts.iter().map(closed).flat_map(sides).collect();
    Ok(Shape { bounds, outline, is_rect: false })
}
