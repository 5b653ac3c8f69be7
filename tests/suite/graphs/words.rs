//! Graphs whose difficulty is their words: very long ones, and scripts with other line breaking or
//! direction.

use super::Graph;
use super::chance::Chance;

pub(super) fn all() -> Vec<Graph> {
    vec![
        long_answers("label-60", &sentence(60)),
        long_answers("label-300", &sentence(300)),
        long_answers("label-2000", &"Donaudampfschifffahrt".repeat(96)[..2000]),
        long_questions("question-400", 400),
        long_outcomes("outcome-200", 200),
        long_items("items-8"),
        chinese(),
        japanese(),
        arabic(),
        hebrew(),
        odd_letters(),
    ]
}

/// Words of everyday health, with the given number of characters.
fn sentence(letters: usize) -> String {
    let text = Chance::new(letters as u64).words(letters / 3, letters / 3);
    text[..letters].trim_end().to_string()
}

/// One question with answers of every length up to this one, and a second that is reached by three
/// edges.
fn long_answers(name: &str, words: &str) -> Graph {
    let mut graph = Graph::new(name);
    graph.ask(
        "q1",
        "Which of these fits best?",
        &[("Short", "q2"), (words, "o1"), ("Middling, of some words", "o2")],
    );
    graph.ask(
        "q2",
        "And of these?",
        &[(&format!("{words}1"), "o1"), (&format!("{words}2"), "o2"), (&format!("{words}3"), "o3")],
    );
    ["o1", "o2", "o3"].into_iter().for_each(|name| graph.end_somehow(name));
    graph
}

fn long_questions(name: &str, letters: usize) -> Graph {
    let mut graph = Graph::new(name);
    let ask = |at: usize| format!("{at}. {}?", sentence(letters - 4));
    graph.ask_yes("q1", &ask(1), "q2", "q3");
    graph.ask_yes("q2", "Short?", "o1", "q4");
    graph.ask_yes("q3", &ask(3), "q4", "o2");
    graph.ask_yes("q4", &ask(4), "o1", "o3");
    ["o1", "o2", "o3"].into_iter().for_each(|name| graph.end_somehow(name));
    graph
}

fn long_outcomes(name: &str, letters: usize) -> Graph {
    let mut graph = Graph::new(name);
    graph.ask_yes("q1", "Is it bad?", "q2", "o1");
    graph.ask_yes("q2", "Is it very bad?", "o2", "o3");
    graph.end("o1", &sentence(letters), "self-care");
    graph.end("o2", &sentence(letters + 1), "emergency");
    graph.end("o3", "Short", "urgent");
    graph
}

fn long_items(name: &str) -> Graph {
    let mut graph = Graph::new(name);
    let items: Vec<String> =
        (1..=8).map(|at| format!("Sign {at}: {}", sentence(12 * at))).collect();
    graph.ask_yes("q1", "Do you have any of these?", "o1", "q2");
    graph.items(&items.iter().map(String::as_str).collect::<Vec<_>>());
    graph.ask_yes("q2", "Or any of these?", "o2", "o3");
    graph.items(&["Fever", "Numb hand", "Sudden pain"]);
    ["o1", "o2", "o3"].into_iter().for_each(|name| graph.end_somehow(name));
    graph
}

fn chinese() -> Graph {
    let mut graph = Graph::new("chinese");
    graph.ask_yes("q1", "您现在是否有胸痛、呼吸困难、意识模糊或一侧肢体突然无力？", "o1", "q2");
    graph.ask(
        "q2",
        "发热持续了多长时间？",
        &[
            ("三天以上", "o2"),
            ("不到三天，但是体温超过三十九度并且伴有寒战", "q3"),
            ("没有发热", "o3"),
        ],
    );
    graph.ask_yes("q3", "能喝水吗？", "o3", "o2");
    graph.end("o1", "立即呼叫急救", "emergency");
    graph.end("o2", "今天去看医生", "urgent");
    graph.end("o3", "在家休息，多喝水，两周后仍未好转再来就诊", "self-care");
    graph
}

fn japanese() -> Graph {
    let mut graph = Graph::new("japanese");
    graph.ask_yes("q1", "息切れや胸の痛み、ろれつが回らないなどの症状がありますか？", "o1", "q2");
    graph.ask(
        "q2",
        "筋肉のけいれんはどのくらい続いていますか？",
        &[("２週間以上", "o2"), ("２週間未満で、運動のあとだけ", "o3"), ("わからない", "o2")],
    );
    graph.end("o1", "すぐに救急車を呼んでください", "emergency");
    graph.end("o2", "かかりつけ医を予約する", "appointment");
    graph.end("o3", "様子をみる", "self-care");
    graph
}

fn arabic() -> Graph {
    let mut graph = Graph::new("arabic");
    graph.ask_yes(
        "q1",
        "هل تشعر الآن بألم في الصدر أو ضيق في التنفس أو ضعف مفاجئ في جانب واحد من الجسم؟",
        "o1",
        "q2",
    );
    graph.ask(
        "q2",
        "منذ متى تعاني من الحمى؟",
        &[
            ("أكثر من ثلاثة أيام", "o2"),
            ("أقل من ثلاثة أيام، والحرارة فوق 39", "o2"),
            ("لا توجد حمى", "o3"),
        ],
    );
    graph.end("o1", "اتصل بالإسعاف فوراً", "emergency");
    graph.end("o2", "راجع الطبيب اليوم", "urgent");
    graph.end("o3", "استرح واشرب الماء (ORS)", "self-care");
    graph
}

fn hebrew() -> Graph {
    let mut graph = Graph::new("hebrew");
    graph.ask_yes(
        "q1",
        "האם יש לך כעת כאבים בחזה, קוצר נשימה או חולשה פתאומית בצד אחד של הגוף?",
        "o1",
        "q2",
    );
    graph.ask(
        "q2",
        "כמה זמן נמשך החום?",
        &[("יותר משלושה ימים", "o2"), ("פחות משלושה ימים", "q3"), ("אין חום", "o3")],
    );
    graph.ask_yes("q3", "האם אתה שותה מספיק?", "o3", "o2");
    graph.end("o1", "התקשר לעזרה מיד", "emergency");
    graph.end("o2", "פנה לרופא היום", "urgent");
    graph.end("o3", "נוח ושתה (CK 5,000 U/L)", "self-care");
    graph
}

/// What markup, YAML and Graphviz might trip over.
fn odd_letters() -> Graph {
    let mut graph = Graph::new("odd-letters");
    graph.ask(
        "q1",
        "Is a < b && b > \"c\" # or 'd'? \\n %s {x}",
        &[
            ("<b>Yes</b> & no", "o1"),
            ("- : [a, b] {c}", "o2"),
            ("🙂👩‍⚕️ e\u{301}\u{327} A\u{30a}", "o1"),
        ],
    );
    graph.end("o1", "Rest & drink <water> \"now\"", "self-care");
    graph.end("o2", "*, &x, !tag | > @ ` %", "urgent");
    graph
}
