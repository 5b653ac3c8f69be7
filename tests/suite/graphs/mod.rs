//! Graphs to be drawn, from the smallest guide to four hundred boxes, and the clinical ones between
//! them.
//!
//! Out:  [`corpus`]: always the same graphs. Each [`Graph`] writes itself as a guide
//!       ([`Graph::yaml`]) and, for a second opinion, as a graph for Graphviz ([`Graph::dot`]).
//! Not:  the program: the guide format is defined here independently.

mod chance;
mod clinical;
mod shapes;
mod words;
mod write;

pub(crate) use write::Answers;

#[cfg(test)]
mod tests;

/// A guide: its first question is its start.
#[derive(Clone, Debug)]
pub(crate) struct Graph {
    pub(crate) name: String,
    pub(crate) questions: Vec<Question>,
    /// Name, title and level of each.
    pub(crate) outcomes: Vec<(String, String, &'static str)>,
}

#[derive(Clone, Debug)]
pub(crate) struct Question {
    pub(crate) name: String,
    pub(crate) ask: String,
    /// What is listed below the question; only a question with "Yes" and "No" may have any.
    pub(crate) items: Vec<String>,
    /// Words and target of each, in the author's order; several may lead to one target.
    pub(crate) answers: Vec<(String, String)>,
}

pub(crate) const LEVELS: [&str; 4] = ["emergency", "urgent", "appointment", "self-care"];

/// All graphs, each with a name of its own.
pub(crate) fn corpus() -> Vec<Graph> {
    let mut all = shapes::all();
    all.extend(chance::all());
    all.extend(words::all());
    all.extend(clinical::all());
    all
}

impl Graph {
    pub(crate) fn new(name: &str) -> Graph {
        Graph { name: name.to_string(), questions: Vec::new(), outcomes: Vec::new() }
    }

    /// Adds a question without items.
    pub(crate) fn ask(&mut self, name: &str, ask: &str, answers: &[(&str, &str)]) {
        let answers =
            answers.iter().map(|(words, to)| (words.to_string(), to.to_string())).collect();
        self.questions.push(Question {
            name: name.to_string(),
            ask: ask.to_string(),
            items: Vec::new(),
            answers,
        });
    }

    /// Adds a question with "Yes" and "No".
    pub(crate) fn ask_yes(&mut self, name: &str, ask: &str, yes: &str, no: &str) {
        self.ask(name, ask, &[("Yes", yes), ("No", no)]);
    }

    /// Puts a list below the question added last.
    pub(crate) fn items(&mut self, items: &[&str]) {
        self.questions.last_mut().unwrap().items =
            items.iter().map(|item| item.to_string()).collect();
    }

    pub(crate) fn end(&mut self, name: &str, title: &str, level: &'static str) {
        self.outcomes.push((name.to_string(), title.to_string(), level));
    }

    /// Adds an outcome that has not been added before; its level cycles.
    pub(crate) fn end_somehow(&mut self, name: &str) {
        if !self.outcomes.iter().any(|(known, _, _)| known == name) {
            let at = self.outcomes.len();
            self.end(
                name,
                &format!("Outcome {name}: {}", ADVICE[at % ADVICE.len()]),
                LEVELS[at % LEVELS.len()],
            );
        }
    }

    /// Questions and outcomes.
    pub(crate) fn boxes(&self) -> usize {
        self.questions.len() + self.outcomes.len()
    }

    /// Each question with its targets in the author's order, each target once: like the edges of
    /// its drawing.
    pub(crate) fn author_order(&self) -> Vec<(String, Vec<String>)> {
        let targets = |question: &Question| question.ways().into_iter().map(|(_, to)| to).collect();
        self.questions.iter().map(|question| (question.name.clone(), targets(question))).collect()
    }
}

impl Question {
    /// Several answers with one target are one edge, with their words joined.
    pub(crate) fn ways(&self) -> Vec<(String, String)> {
        let mut ways: Vec<(String, String)> = Vec::new();
        for (words, to) in &self.answers {
            match ways.iter_mut().find(|way| way.1 == *to) {
                Some(way) => way.0 = format!("{} / {words}", way.0),
                None => ways.push((words.clone(), to.clone())),
            }
        }
        ways
    }

    pub(crate) fn is_yes_no(&self) -> bool {
        matches!(&self.answers[..], [(yes, _), (no, _)] if yes == "Yes" && no == "No")
    }
}

const ADVICE: [&str; 6] = [
    "call for help",
    "see someone today",
    "book an appointment",
    "rest and drink",
    "wait and watch",
    "ask a pharmacist",
];
