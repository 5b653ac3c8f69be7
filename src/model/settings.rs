//! Settings: what `handbook.yaml` says.

use super::fields::{BAD_VALUE, Fields, Paragraph, PlaceNumber, Services, Text, wrong_type};
use super::guide::{Scope, scope};
use super::publication::{self, Licence, Look, Print};
use crate::diagnostics::{Code, Diagnostic, Position, Rule, did_you_mean};
use crate::ids::{Name, is_web_address};
use crate::prose::{Direction, Stage, Written};
use crate::read::Document;
use crate::read::yaml::{Key, Node, Value};

pub static UNKNOWN_LEVEL: Code = Code::fixed("unknown-level");

#[derive(Debug)]
pub struct Settings {
    pub title: Text,
    pub subtitle: Option<Text>,
    /// A BCP 47 tag, as in `en-GB`.
    pub language: String,
    /// The position of its value, or else of the title.
    pub language_position: Position,
    /// With a trailing slash.
    pub base_url: Option<String>,
    pub publisher: Option<Publisher>,
    /// With `{path}` in place of the file's path.
    pub edit_url: Option<String>,
    pub domain: Domain,
    pub review_every: jiff::Span,
    pub ladder: Ladder,
    pub services: Services,
    pub version: Option<String>,
    pub theme: String,
    pub theme_position: Position,
    pub print: Print,
    pub look: Look,
    pub licence: Option<Licence>,
    pub authors: Vec<String>,
    pub reviews: Reviews,
    /// Whether readers may keep the site.
    pub offline: bool,
    /// Interface words that the author replaced: key, then one form, or singular and plural.
    pub labels: Vec<(Name, Vec<String>)>,
    pub menu: Option<Vec<Name>>,
    pub rules: Vec<(Name, Rule)>,
    /// The file is missing or is not YAML: problems that only follow from this are not reported.
    pub failed: bool,
}

/// Handbook-wide texts that its guides show.
#[derive(Debug)]
pub struct Standing<S: Stage> {
    /// For guides that have no scope of their own.
    pub scope: Option<Scope<S>>,
    /// On every mildest outcome, after its own.
    pub safety_net: Option<Paragraph<S>>,
}

impl<S: Stage> Default for Standing<S> {
    fn default() -> Standing<S> {
        Standing { scope: None, safety_net: None }
    }
}

/// Languages that are written from right to left.
const RIGHT_TO_LEFT: &[&str] = &["ar", "fa", "he", "ur", "yi", "ps", "sd", "ckb", "dv", "ug"];

impl Settings {
    /// Whether there is a page about reviews.
    pub fn lists_reviews(&self) -> bool {
        self.reviews != Reviews::Off
    }

    /// The writing direction of the handbook.
    pub fn direction(&self) -> Direction {
        let primary = self.language.split('-').next().unwrap_or(&self.language);
        if RIGHT_TO_LEFT.contains(&primary) {
            Direction::RightToLeft
        } else {
            Direction::LeftToRight
        }
    }
}

#[derive(Clone, Debug)]
pub struct Publisher {
    pub name: String,
    pub url: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub address: Option<String>,
}

/// What readers are told of reviews.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reviews {
    Shown,
    /// The list of reviews only, and the checks.
    Quiet,
    /// Nothing, and nothing is checked.
    Off,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Domain {
    Medical,
    General,
}

/// A level's index on the ladder: 0 is the most urgent, so a smaller value is worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Urgency(pub u8);

impl Urgency {
    pub fn is_milder_than(self, other: Urgency) -> bool {
        self > other
    }
}

/// The levels of urgency, most urgent first.
#[derive(Clone, Debug)]
pub struct Ladder {
    pub levels: Vec<Level>,
    /// The handbook defines none: the names are the interface's, in its language.
    pub is_default: bool,
}

#[derive(Clone, Debug)]
pub struct Level {
    pub id: String,
    pub label: String,
    /// The words above a list of warning signs: "Book an appointment if:".
    pub action: String,
    pub within: Option<String>,
    /// The service to call at this level.
    pub call: Option<String>,
}

impl Ladder {
    pub fn level(&self, urgency: Urgency) -> &Level {
        &self.levels[urgency.0 as usize]
    }
    /// All of them, most urgent first.
    pub fn urgencies(&self) -> impl Iterator<Item = Urgency> + use<> {
        (0..self.levels.len() as u8).map(Urgency)
    }

    /// The style of a level. Themes have four: for the first, the second, those between, and the
    /// last.
    pub fn class(&self, urgency: Urgency) -> &'static str {
        let (level, last) = (urgency.0 as usize, self.levels.len().saturating_sub(1));
        match level {
            _ if level == last => "4",
            0 => "1",
            1 if last > 2 => "2",
            _ => "3",
        }
    }

    pub fn mildest(&self) -> Urgency {
        Urgency(self.levels.len() as u8 - 1)
    }

    /// The level that a field names.
    pub fn take(&self, fields: &mut Fields, name: &'static str) -> Option<Urgency> {
        let word = fields.word(name)?;
        let found = self.levels.iter().position(|level| level.id == word.text);
        if found.is_none() {
            let known = self.levels.iter().map(|level| level.id.as_str());
            let all = known.clone().collect::<Vec<_>>().join(", ");
            let help =
                did_you_mean(&word.text, known).unwrap_or_else(|| format!("the levels are {all}"));
            fields.report(
                Diagnostic::new(
                    &UNKNOWN_LEVEL,
                    word.position,
                    format!("there is no level of urgency `{}`", word.text),
                )
                .help(help),
            );
        }
        found.map(|at| Urgency(at as u8))
    }

    /// The ladder of a handbook that defines none.
    fn default_for(services: &Services) -> Ladder {
        let emergency = match services.by_name.get("emergency") {
            Some(number) => format!("Call {number} or go to an emergency department now if:"),
            None => "Get emergency help now if:".to_string(),
        };
        let level = |id: &str, label: &str, action: &str, within: Option<&str>| Level {
            call: services
                .by_name
                .contains_key("emergency")
                .then(|| "emergency".to_string())
                .filter(|_| id == "emergency"),
            id: id.into(),
            label: label.into(),
            action: action.into(),
            within: within.map(str::to_string),
        };
        Ladder {
            is_default: true,
            levels: vec![
                level("emergency", "Emergency", &emergency, Some("now")),
                level("urgent", "Urgent", "Get medical advice today if:", Some("today")),
                level(
                    "appointment",
                    "Appointment",
                    "Book an appointment if:",
                    Some("the next days"),
                ),
                level("self-care", "Self-care", "You can look after this yourself if:", None),
            ],
        }
    }
}

/// More levels than anyone could tell apart.
const MAX_LEVELS: usize = 20;

impl Default for Settings {
    fn default() -> Settings {
        let services = Services::default();
        Settings {
            title: Text::new(String::new(), Position::file(crate::diagnostics::FileId(0))),
            subtitle: None,
            language: "en".into(),
            language_position: Position::file(crate::diagnostics::FileId(0)),
            base_url: None,
            publisher: None,
            edit_url: None,
            domain: Domain::Medical,
            review_every: jiff::Span::new().months(24),
            ladder: Ladder::default_for(&services),
            services,
            version: None,
            theme: "default".into(),
            theme_position: Position::file(crate::diagnostics::FileId(0)),
            print: Print::default(),
            look: Look::default(),
            licence: None,
            authors: Vec::new(),
            reviews: Reviews::Shown,
            offline: true,
            labels: Vec::new(),
            menu: None,
            rules: Vec::new(),
            failed: true,
        }
    }
}

/// Reads `handbook.yaml`. If that fails, the defaults are used, so that all other files are checked
/// in the same run.
pub(super) fn settings(
    document: Option<&Document>,
    problems: &mut Vec<Diagnostic>,
) -> (Settings, Standing<Written>) {
    let Some(node) =
        document.filter(|document| !document.failed).and_then(|document| document.fields.as_ref())
    else {
        return Default::default();
    };
    // The services come first: every other text may use them.
    let services = services(node, problems);
    let position = Position::new(node.position.file, 1, 1);
    let empty = Node { position, value: Value::Map(Vec::new()) };
    let node = if matches!(node.value, Value::Empty) { &empty } else { node };
    let Some(mut fields) = Fields::of(node, "handbook.yaml", &services, problems) else {
        return Default::default();
    };
    let defaults = Settings::default();
    let title = fields.require_text("title");
    let position = |fields: &Fields, name: &str| {
        if fields.has(name) { fields.key_position(name) } else { node.position }
    };
    let (language_position, theme_position) =
        (position(&fields, "language"), position(&fields, "theme"));
    fields.map("services");
    let mut settings = Settings {
        subtitle: fields.text("subtitle"),
        language: language(&mut fields).unwrap_or(defaults.language),
        language_position,
        theme_position,
        base_url: base_url(&mut fields)
            .map(|url| if url.ends_with('/') { url } else { format!("{url}/") }),
        publisher: publisher(&mut fields),
        edit_url: address(&mut fields, "edit_url"),
        domain: fields
            .one_of("domain", &["medical", "general"])
            .map_or(Domain::Medical, |at| [Domain::Medical, Domain::General][at]),
        review_every: interval(&mut fields).unwrap_or(defaults.review_every),
        ladder: ladder(&mut fields, &services).unwrap_or_else(|| Ladder::default_for(&services)),
        version: fields.word("version").map(|name| name.text),
        theme: theme(&mut fields).unwrap_or(defaults.theme),
        print: publication::print(&mut fields),
        look: publication::look(&mut fields),
        licence: publication::licence(&mut fields),
        authors: publication::authors(&mut fields),
        reviews: fields
            .one_of("reviews", &["shown", "quiet", "off"])
            .map_or(Reviews::Shown, |at| [Reviews::Shown, Reviews::Quiet, Reviews::Off][at]),
        offline: fields.flag("offline").unwrap_or(true),
        labels: labels(&mut fields),
        menu: {
            let words = fields.words("menu");
            fields.has("menu").then_some(words)
        },
        rules: rules(&mut fields),
        failed: false,
        title: title.unwrap_or(defaults.title),
        services: Services::default(),
    };
    let standing =
        Standing { scope: scope(&mut fields), safety_net: fields.paragraph("safety_net") };
    fields.finish();
    settings.services = services;
    (settings, standing)
}

impl Settings {
    /// The service that a field names.
    pub(super) fn service(&self, fields: &mut Fields, name: &'static str) -> Option<String> {
        service(&self.services, fields, name)
    }
}

fn service(services: &Services, fields: &mut Fields, name: &'static str) -> Option<String> {
    let word = fields.word(name)?;
    match services.get(&word.text, word.position) {
        Ok(_) => Some(word.text),
        Err(problem) => {
            problem.into_iter().for_each(|problem| fields.report(problem));
            None
        }
    }
}

fn services(node: &Node, problems: &mut Vec<Diagnostic>) -> Services {
    let mut services = Services::default();
    let Value::Map(map) = &node.value else { return services };
    let Some((_, Node { value: Value::Map(map), .. })) =
        map.iter().find(|(key, _)| key.name == "services")
    else {
        return services;
    };
    for (key, node) in map {
        match &node.value {
            Value::Scalar(value) if value.trim().is_empty() => {
                let message = format!("the service `{}` has no number", key.name);
                let help = "write the number between the quotes, or take the line out";
                problems.push(Diagnostic::new(&BAD_VALUE, node.position, message).help(help));
                services.unusable.insert(key.name.clone());
            }
            Value::Scalar(value) => {
                let one = PlaceNumber { place: None, number: value.clone() };
                services.by_name.insert(key.name.clone(), value.clone());
                services.numbers.insert(key.name.clone(), vec![one]);
            }
            Value::List(items) if !items.is_empty() => {
                let before = problems.len();
                let numbers: Vec<PlaceNumber> =
                    items.iter().filter_map(|item| place_number(item, problems)).collect();
                for (at, item) in items.iter().enumerate() {
                    let place =
                        |number: &PlaceNumber| number.place.as_deref().map(str::to_lowercase);
                    let mine = numbers.get(at).and_then(place);
                    if mine.is_some() && numbers[..at].iter().any(|other| place(other) == mine) {
                        let message = format!(
                            "the service `{}` has two numbers for `{}`",
                            key.name,
                            numbers[at].place.as_deref().unwrap_or_default()
                        );
                        let help = "leave the one that readers there must call";
                        problems
                            .push(Diagnostic::new(&BAD_VALUE, item.position, message).help(help));
                    }
                }
                if problems.len() > before {
                    services.unusable.insert(key.name.clone());
                    continue;
                }
                let words: Vec<String> = numbers.iter().map(PlaceNumber::words).collect();
                services.by_name.insert(key.name.clone(), words.join(", "));
                services.numbers.insert(key.name.clone(), numbers);
            }
            other => {
                problems.push(wrong_type(
                    &format!("`{}`", key.name),
                    node.position,
                    "a text such as \"999\", or a list such as [{where: UK, number: \"999\"}]",
                    other,
                ));
                services.unusable.insert(key.name.clone());
            }
        }
    }
    services
}

fn place_number(node: &Node, problems: &mut Vec<Diagnostic>) -> Option<PlaceNumber> {
    // A number by place cannot name a service itself.
    let none = Services::default();
    let mut fields = Fields::of(node, "a number of a service", &none, problems)?;
    let place = fields.require_text("where").map(|text| text.value);
    let number = fields.require_word("number").map(|name| name.text);
    fields.finish();
    Some(PlaceNumber { place: Some(place?), number: number? })
}

fn language(fields: &mut Fields) -> Option<String> {
    let word = fields.word("language")?;
    let ok = word.text.split('-').enumerate().all(|(at, part)| {
        !part.is_empty()
            && part.len() <= 8
            && part.chars().all(|c| c.is_ascii_alphanumeric())
            && (at > 0 || part.len() >= 2)
    });
    if !ok {
        let problem = Diagnostic::new(
            &BAD_VALUE,
            word.position,
            format!("`language` is not a language tag: `{}`", word.text),
        );
        fields
            .report(problem.help("write a language, and perhaps a region, as in `en-GB` or `de`"));
        return None;
    }
    Some(word.text)
}

pub(super) fn address(fields: &mut Fields, name: &'static str) -> Option<String> {
    let word = fields.word(name)?;
    // `{path}` is a placeholder in `edit_url`.
    if !is_web_address(&word.text.replacen("{path}", "path", 1)) {
        let problem = Diagnostic::new(
            &BAD_VALUE,
            word.position,
            format!("`{name}` is not an address: `{}`", word.text),
        );
        fields.report(problem.help("write it in full, as in `https://example.org/handbook/`"));
        return None;
    }
    Some(word.text)
}

/// Paths are appended to it, so it must not have a query or a fragment.
fn base_url(fields: &mut Fields) -> Option<String> {
    let position = fields.key_position("base_url");
    let url = address(fields, "base_url")?;
    if url.contains(['?', '#']) {
        fields.report(
            Diagnostic::new(
                &BAD_VALUE,
                position,
                format!("`base_url` cannot have `?` or `#`: `{url}`"),
            )
            .help("write the address of the site's folder"),
        );
        return None;
    }
    Some(url)
}

fn publisher(fields: &mut Fields) -> Option<Publisher> {
    let node = fields.get("publisher")?;
    let mut inner = fields.inside(node, "the publisher")?;
    let name = inner.require_text("name").map(|text| text.value);
    let url = address(&mut inner, "url");
    let phone = inner.word("phone").map(|word| word.text);
    let email = email(&mut inner);
    let address = inner.text("address").map(|text| text.value);
    inner.finish();
    Some(Publisher { name: name?, url, phone, email, address })
}

fn email(fields: &mut Fields) -> Option<String> {
    let word = fields.word("email")?;
    let good = word.text.split_once('@').is_some_and(|(who, host)| {
        !who.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
    }) && !word.text.contains([' ', '<', '>', '?', '&']);
    if !good {
        let problem = Diagnostic::new(
            &BAD_VALUE,
            word.position,
            format!("`email` is not a mail address: `{}`", word.text),
        );
        fields.report(problem.help("write it alone, as in `name@example.org`"));
        return None;
    }
    Some(word.text)
}

fn interval(fields: &mut Fields) -> Option<jiff::Span> {
    let word = fields.word("review_every")?;
    let span = word.text.parse::<jiff::Span>().ok().filter(|span| span.is_positive());
    if span.is_none() {
        let problem = Diagnostic::new(
            &BAD_VALUE,
            word.position,
            format!("`review_every` is not a length of time: `{}`", word.text),
        );
        fields.report(problem.help("write a number and a unit, as in `12 months`"));
    }
    span
}

fn ladder(fields: &mut Fields, services: &Services) -> Option<Ladder> {
    let node = fields.get("urgency")?;
    let position = node.position;
    let items = fields.list("urgency", node)?.to_vec();
    let mut levels = Vec::new();
    for item in &items {
        let Some(mut inner) = fields.inside(item, "a level of urgency") else { continue };
        let id = inner.require_word("id");
        let label = inner.require_text("label").map(|text| text.value);
        let action = inner.require_text("action").map(|text| text.value);
        let within = inner.text("within").map(|text| text.value);
        let call = service(services, &mut inner, "call");
        if let Some(id) = id.as_ref().filter(|id| !crate::ids::is_id(&id.text)) {
            inner.report(
                Diagnostic::new(
                    &BAD_VALUE,
                    id.position,
                    format!("`{}` cannot be the id of a level", id.text),
                )
                .help("use small letters, digits and hyphens"),
            );
        }
        inner.finish();
        if let Some(id) =
            id.as_ref().filter(|id| levels.iter().any(|level: &Level| level.id == id.text))
        {
            fields.report(
                Diagnostic::new(
                    &BAD_VALUE,
                    id.position,
                    format!("there are two levels `{}`", id.text),
                )
                .help("give each level an id of its own"),
            );
        }
        if let (Some(id), Some(label), Some(action)) = (id, label, action) {
            levels.push(Level { id: id.text, label, action, within, call });
        }
    }
    if levels.is_empty() || items.len() > MAX_LEVELS {
        fields.report(
            Diagnostic::new(&BAD_VALUE, position, "`urgency` needs 1 to 20 levels")
                .help("write the most urgent first, or take `urgency:` out for the usual four"),
        );
        return None;
    }
    Some(Ladder { levels, is_default: false })
}

fn theme(fields: &mut Fields) -> Option<String> {
    let word = fields.word("theme")?;
    if !crate::ids::is_id(&word.text) {
        fields.report(
            Diagnostic::new(
                &BAD_VALUE,
                word.position,
                format!("`{}` cannot be the name of a theme", word.text),
            )
            .help("a theme is a folder in `themes/`; write that folder's name"),
        );
        return None;
    }
    Some(word.text)
}

fn labels(fields: &mut Fields) -> Vec<(Name, Vec<String>)> {
    let Some(map) = fields.map("labels") else { return Vec::new() };
    let map: &[(Key, Node)] = map;
    let mut labels = Vec::new();
    for (key, node) in map {
        let name = Name { text: key.name.clone(), position: key.position };
        let forms: Option<Vec<String>> =
            match &node.value {
                Value::Scalar(text) => Some(vec![text.clone()]),
                Value::List(items) if (1..=2).contains(&items.len()) => items
                    .iter()
                    .map(|item| {
                        if let Value::Scalar(text) = &item.value {
                            Some(text.clone())
                        } else {
                            None
                        }
                    })
                    .collect(),
                _ => None,
            };
        match forms {
            Some(forms) => labels.push((name, forms)),
            None => fields.report(wrong_type(
                &format!("the label `{}`", key.name),
                node.position,
                "a text, or a list of singular and plural",
                &node.value,
            )),
        }
    }
    labels
}

fn rules(fields: &mut Fields) -> Vec<(Name, Rule)> {
    let Some(map) = fields.map("rules") else { return Vec::new() };
    let mut out = Vec::new();
    for (key, node) in map {
        let rule = match &node.value {
            Value::Scalar(word) if word == "off" => Rule::Off,
            Value::Scalar(word) if word == "warning" => Rule::Warning,
            Value::Scalar(word) if word == "error" => Rule::Error,
            _ => {
                fields.report(
                    Diagnostic::new(
                        &BAD_VALUE,
                        node.position,
                        format!("the rule `{}` must be off, warning or error", key.name),
                    )
                    .help("write one of the three words without quotes"),
                );
                continue;
            }
        };
        out.push((Name { text: key.name.clone(), position: key.position }, rule));
    }
    out
}
