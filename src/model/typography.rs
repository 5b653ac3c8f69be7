//! Typography of plain words, the same on the site, in the book and in the export.

/// A no-break space.
const NO_BREAK: char = '\u{a0}';

/// Units, which belong to the number before them. Longer ones are listed with their plurals.
const UNITS: &[&str] = &[
    "%", "°C", "°F", "C", "F", "µg", "μg", "mg", "g", "kg", "ml", "mL", "l", "L", "litre",
    "litres", "liter", "liters", "mm", "cm", "m", "km", "nmol/L", "mmol/L", "second", "seconds",
    "minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "month", "months",
    "year", "years", "cup", "cups", "times", "percent", "kcal", "V", "A", "W", "kPa", "bar",
    "Minute", "Minuten", "Stunde", "Stunden", "Tag", "Tage", "Tagen", "Woche", "Wochen", "Monat",
    "Monate", "Monaten", "Jahr", "Jahre", "Jahren",
];

/// Puts a no-break space between a number and its unit, so that a line never ends with a dose's
/// bare number.
pub fn keep_together(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(' ') {
        let (before, after) = (&rest[..at], &rest[at + 1..]);
        out.push_str(before);
        let word = after
            .split(|c: char| c.is_whitespace())
            .next()
            .unwrap_or_default()
            .trim_end_matches(['.', ',', ';', ':', '!', '?', ')']);
        let number = before.chars().next_back().is_some_and(|c| c.is_ascii_digit());
        out.push(if number && UNITS.contains(&word) { NO_BREAK } else { ' ' });
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_units() {
        assert_eq!(
            keep_together("Take 400 mg for 2 weeks, then 3 apples."),
            "Take 400\u{a0}mg for 2\u{a0}weeks, then 3 apples."
        );
        assert_eq!(keep_together("39.4 C)  in 2026 we"), "39.4\u{a0}C)  in 2026 we");
        assert_eq!(keep_together("weeks 2"), "weeks 2");
    }
}
