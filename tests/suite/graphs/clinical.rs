//! Graphs as a clinic would write them. Invented for these tests: not to be acted upon.

use super::Graph;

pub(super) fn all() -> Vec<Graph> {
    vec![sore_throat(), low_back_pain()]
}

fn sore_throat() -> Graph {
    let mut graph = Graph::new("sore-throat");
    graph.ask_yes("airway", "Do you have any of these now?", "call-now", "drooling");
    graph.items(&[
        "Struggling to breathe",
        "Noisy breathing",
        "Blue or grey lips",
        "Cannot swallow your own spit",
    ]);
    graph.ask_yes(
        "drooling",
        "Can you open your mouth fully and speak with your usual voice?",
        "immune",
        "same-day",
    );
    graph.ask_yes("immune", "Is your immune system weak?", "same-day", "fever");
    graph.items(&["Chemotherapy", "Medicine for an overactive thyroid", "Transplant", "HIV"]);
    graph.ask_yes("fever", "Have you had a fever in the last 24 hours?", "pus", "cough");
    graph.ask_yes("pus", "Is there pus on the tonsils?", "onset", "cough");
    graph.ask(
        "onset",
        "How fast did it come?",
        &[
            ("Within three days", "pharmacist"),
            ("More slowly", "cough"),
            ("It comes back again and again", "book"),
        ],
    );
    graph.ask(
        "cough",
        "Do you have a cough or a runny nose?",
        &[("Yes, both", "rest"), ("Only one of them", "how-long"), ("Neither", "how-long")],
    );
    graph.ask(
        "how-long",
        "How long has it lasted?",
        &[("Under a week", "rest"), ("One to three weeks", "glands"), ("Longer", "book")],
    );
    graph.ask_yes("glands", "Are you very tired, with swollen glands?", "blood-test", "pharmacist");
    graph.end("call-now", "Call for an ambulance", "emergency");
    graph.end("same-day", "Be seen today", "urgent");
    graph.end("book", "Book an appointment", "appointment");
    graph.end("blood-test", "Ask for a blood test for glandular fever", "appointment");
    graph.end("pharmacist", "Ask a pharmacist, who can test for streptococci", "self-care");
    graph.end("rest", "Look after it yourself", "self-care");
    graph
}

fn low_back_pain() -> Graph {
    let mut graph = Graph::new("low-back-pain");
    back_emergencies(&mut graph);
    back_causes(&mut graph);
    graph.end("call-now", "Call for help now", "emergency");
    graph.end("same-day", "Be seen today", "urgent");
    graph.end("x-ray", "An X-ray this week", "appointment");
    graph.end("rheumatology", "Ask for a referral: joints and spine", "appointment");
    graph.end("book", "Book an appointment", "appointment");
    graph.end(
        "nerve",
        "Keep moving; come back in four weeks if the leg still hurts",
        "appointment",
    );
    graph.end("pregnant", "Talk to your midwife", "appointment");
    graph.end("work", "Change how you lift and sit", "self-care");
    graph.end("move", "Keep moving, with heat and a painkiller", "self-care");
    graph
}

fn back_emergencies(graph: &mut Graph) {
    graph.ask(
        "injury",
        "Was there an injury?",
        &[
            ("A fall from a height or a road accident", "after-crash"),
            ("A small one", "age"),
            ("None", "saddle"),
        ],
    );
    graph.ask_yes("after-crash", "Can you move both legs and feel them?", "same-day", "call-now");
    graph.ask(
        "age",
        "How old are you?",
        &[("Under 16", "same-day"), ("16 to 64", "saddle"), ("65 or older", "bones")],
    );
    graph.ask_yes("bones", "Do you have weak bones, or take steroids?", "x-ray", "saddle");
    graph.ask_yes("saddle", "Do you have any of these?", "call-now", "belly");
    graph.items(&[
        "Numbness around the genitals or back passage",
        "New trouble passing urine",
        "Loss of control of the bowel",
        "Weakness of both legs",
    ]);
    graph.ask_yes(
        "belly",
        "Is there a sudden, tearing pain that goes through to the belly?",
        "call-now",
        "fever",
    );
    graph.ask_yes("fever", "Fever, or are you generally unwell?", "infection", "cancer");
    graph.ask(
        "infection",
        "What fits?",
        &[
            ("Recent surgery or a drip", "call-now"),
            ("Pain when passing urine", "same-day"),
            ("Neither", "same-day"),
        ],
    );
    graph.ask_yes(
        "cancer",
        "Have you had cancer, or lost weight without trying?",
        "cancer-night",
        "pregnancy",
    );
    graph.ask_yes("cancer-night", "Is the pain constant, also at night?", "same-day", "book");
}

fn back_causes(graph: &mut Graph) {
    graph.ask_yes("pregnancy", "Could you be pregnant?", "waters", "leg");
    graph.ask_yes("waters", "Bleeding, or pain that comes in waves?", "call-now", "pregnant");
    graph.ask(
        "leg",
        "Does the pain go down a leg?",
        &[
            ("Below the knee", "weak-foot"),
            ("To the thigh only", "duration"),
            ("Both legs", "saddle-again"),
            ("No", "duration"),
        ],
    );
    graph.ask_yes("saddle-again", "Is it getting worse by the day?", "call-now", "same-day");
    graph.ask(
        "weak-foot",
        "Can you stand on your heel and on your toes?",
        &[("Yes", "nerve"), ("Only with difficulty", "same-day"), ("No, since today", "call-now")],
    );
    graph.ask(
        "duration",
        "How long has it lasted?",
        &[
            ("Under six weeks", "work-related"),
            ("Six weeks to three months", "stiff"),
            ("Longer", "stiff"),
        ],
    );
    graph.ask_yes(
        "stiff",
        "Stiff for over half an hour in the morning, and better when you move?",
        "young",
        "work-related",
    );
    graph.ask_yes("young", "Did it begin before you were 45?", "rheumatology", "book");
    graph.ask(
        "work-related",
        "Is it worse after work?",
        &[("Lifting", "work"), ("Sitting", "work"), ("No", "move")],
    );
}
