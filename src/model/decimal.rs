//! Decimal: numbers as authors and readers write them, compared exactly.

use std::fmt;

/// A decimal number, in millionths. Borders of ranges must meet exactly, which binary fractions
/// cannot do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(i64);

const ONE: i64 = 1_000_000;
/// Decimal places, and digits before the point.
const PLACES: usize = 6;
const DIGITS: usize = 12;

impl Decimal {
    pub const ZERO: Decimal = Decimal(0);

    /// Reads `38`, `-2`, `39.4`. Otherwise says what to write.
    pub fn parse(text: &str) -> Result<Decimal, String> {
        let unsigned = text.strip_prefix(['-', '−']).unwrap_or(text);
        let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let are_digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
        if let Some((before, after)) = text.split_once(',')
            && !after.is_empty()
            && are_digits(after)
            && are_digits(before.trim_start_matches('-'))
        {
            return Err(format!("write it with a point: `{before}.{after}`"));
        }
        let is_number = are_digits(whole)
            && are_digits(part)
            && !whole.is_empty()
            && (unsigned.contains('.') != part.is_empty());
        if !is_number {
            return Err("write digits, as in `38` or `39.4`, and nothing else".to_string());
        }
        if whole.len() > DIGITS || part.len() > PLACES {
            return Err(format!(
                "write at most {DIGITS} digits before the point and {PLACES} after it"
            ));
        }
        let number = |text: &str| text.parse::<i64>().unwrap_or(0);
        let value = number(whole) * ONE + number(&format!("{part:0<PLACES$}"));
        Ok(Decimal(if unsigned.len() < text.len() { -value } else { value }))
    }

    /// In halves, if it is a multiple of 0.5 that a sum can hold.
    pub fn halves(self) -> Option<i32> {
        let halves = self.0 / (ONE / 2);
        (self.0 % (ONE / 2) == 0 && halves.abs() <= MOST_HALVES).then_some(halves as i32)
    }

    pub fn from_halves(halves: i32) -> Decimal {
        Decimal(i64::from(halves) * (ONE / 2))
    }

    /// The number of decimal places that it is written with.
    pub fn places(self) -> u32 {
        (0..PLACES as u32).find(|places| self.0 % (ONE / 10i64.pow(*places)) == 0).unwrap_or(6)
    }

    /// The next smaller number with so many decimal places.
    pub fn just_below(self, places: u32) -> Decimal {
        Decimal(self.0 - ONE / 10i64.pow(places.min(PLACES as u32)))
    }
}

/// Points of more than a million are a typing error.
const MOST_HALVES: i64 = 2_000_000;

impl fmt::Display for Decimal {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, part) = (self.0.abs() / ONE, self.0.abs() % ONE);
        write!(out, "{sign}{whole}")?;
        match format!("{part:06}").trim_end_matches('0') {
            "" => Ok(()),
            digits => write!(out, ".{digits}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact() {
        let read = |text| Decimal::parse(text).map(|number| number.to_string());
        for (text, shown) in
            [("38", "38"), ("39.40", "39.4"), ("-0.5", "-0.5"), ("0.1", "0.1"), ("−2", "-2")]
        {
            assert_eq!(read(text).as_deref(), Ok(shown), "{text}");
        }
        let (a, b) = (Decimal::parse("0.3").expect("a"), Decimal::parse("0.1").expect("b"));
        assert_eq!(a.0, 3 * b.0);
        for text in ["", "NaN", "inf", "1e309", "1e3", ".5", "5.", "1 000", "0x1", "1.0000001", "٣"]
        {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(read("38,5").is_err_and(|help| help.contains("`38.5`")));
        assert_eq!(Decimal::parse("1.5").ok().and_then(Decimal::halves), Some(3));
        assert_eq!(Decimal::parse("0.3").ok().and_then(Decimal::halves), None);
        assert_eq!(Decimal::from_halves(-3).to_string(), "-1.5");
        let border = Decimal::parse("39.4").expect("a number");
        assert_eq!(border.just_below(border.places()).to_string(), "39.3");
    }
}
