//! Numbers, dates and times as a sheet shows them, in the notation that no locale misreads: ISO dates, a point for
//! decimals.
//!
//! Source: ECMA-376 part 1, 18.8.31 (number format codes).

/// Returns an integer in its number format.
pub(super) fn integer(value: i64, code: Option<&str>) -> String {
    match code.and_then(Pattern::parse) {
        #[expect(clippy::cast_precision_loss, reason = "sheets calculate with this precision")]
        Some(pattern) => pattern.write(value as f64),
        None => value.to_string(),
    }
}

/// Returns a number in its number format; without one, with at most 15 digits, as sheets calculate.
pub(super) fn number(value: f64, code: Option<&str>) -> String {
    match code.and_then(Pattern::parse) {
        Some(pattern) if value.is_finite() && value.abs() < 1e15 => pattern.write(value),
        _ => general(value),
    }
}

fn general(value: f64) -> String {
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    let size = rounded.abs();
    if size != 0.0 && !(1e-9..1e15).contains(&size) {
        format!("{rounded:e}")
    } else {
        format!("{rounded}")
    }
}

/// Returns date and time in ISO notation; a value below one day is a time alone.
pub(super) fn moment(parts: (u16, u8, u8, u8, u8, u8, u16), value: f64) -> String {
    let (year, month, day, hour, minute, second, _) = parts;
    let date = format!("{year:04}-{month:02}-{day:02}");
    let time = match (hour, minute, second) {
        (0, 0, 0) => return date,
        (_, _, 0) => format!("{hour:02}:{minute:02}"),
        _ => format!("{hour:02}:{minute:02}:{second:02}"),
    };
    if (0.0..1.0).contains(&value) {
        time
    } else {
        format!("{date} {time}")
    }
}

/// Returns hours, minutes and seconds of a number of days.
pub(super) fn duration(days: f64) -> String {
    let sign = if days < 0.0 { "-" } else { "" };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the cast saturates and the value is positive"
    )]
    let seconds = (days.abs() * 86_400.0).round() as u64;
    format!("{sign}{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// Returns an ISO moment as people write it: no `T`, no midnight.
pub(super) fn iso(text: &str) -> String {
    let text = text.trim();
    text.strip_suffix("T00:00:00").map_or_else(
        || text.replacen('T', " ", usize::from(!text.starts_with('P'))),
        str::to_owned,
    )
}

/// The first section of a number format: digits with literal text around them.
#[derive(Debug, Default, PartialEq)]
struct Pattern {
    before: String,
    after: String,
    decimals_least: usize,
    decimals_most: usize,
    has_thousands: bool,
    is_percent: bool,
    /// Commas after the last digit: each divides by a thousand.
    divisions: i32,
}

impl Pattern {
    /// Returns the pattern, or `None` for a format that is general, text, scientific, a fraction or a date.
    fn parse(code: &str) -> Option<Self> {
        if code.eq_ignore_ascii_case("general") {
            return None;
        }
        let mut pattern = Self::default();
        let (mut has_digits, mut is_fractional) = (false, false);
        let mut commas = 0;
        let mut characters = code.chars();
        while let Some(character) = characters.next() {
            let literal = match character {
                ';' => break,
                '#' | '0' | '?' => {
                    pattern.has_thousands |= commas > 0 && !is_fractional;
                    commas = 0;
                    has_digits = true;
                    pattern.decimals_most += usize::from(is_fractional);
                    if is_fractional && character == '0' {
                        pattern.decimals_least = pattern.decimals_most;
                    }
                    continue;
                }
                ',' => {
                    commas += i32::from(has_digits);
                    continue;
                }
                '.' => {
                    is_fractional = true;
                    continue;
                }
                '"' => characters.by_ref().take_while(|c| *c != '"').collect(),
                '\\' => characters.next()?.to_string(),
                '_' | '*' => {
                    characters.next();
                    continue;
                }
                '[' => currency(&characters.by_ref().take_while(|c| *c != ']').collect::<String>()),
                '%' => {
                    pattern.is_percent = true;
                    "%".to_owned()
                }
                '(' | ')' => continue,
                c if "/@".contains(c) || c.is_ascii_alphabetic() => return None,
                c => c.to_string(),
            };
            if has_digits {
                &mut pattern.after
            } else {
                &mut pattern.before
            }
            .push_str(&literal);
        }
        pattern.divisions = commas;
        has_digits.then_some(pattern)
    }

    fn write(&self, value: f64) -> String {
        let value = if self.is_percent { value * 100.0 } else { value } / 1000_f64.powi(self.divisions);
        let most = self.decimals_most.min(15);
        // Rounded in two steps, so that 0.285 shown with two places is 0.29 as in the sheet.
        let value: f64 = format!("{value:.13e}").parse().unwrap_or(value);
        let mut digits = format!("{:.most$}", nudge(value));
        while most > 0 && digits.ends_with('0') && decimals(&digits) > self.decimals_least {
            digits.pop();
        }
        let digits = digits.trim_end_matches('.');
        let is_zero = digits.chars().all(|c| matches!(c, '-' | '0' | '.'));
        let (sign, digits) = match digits.strip_prefix('-') {
            Some(digits) => (if is_zero { "" } else { "-" }, digits),
            None => ("", digits),
        };
        let digits = if self.has_thousands {
            grouped(digits)
        } else {
            digits.to_owned()
        };
        format!("{sign}{}{digits}{}", self.before, self.after).trim().to_owned()
    }
}

/// Returns the value moved away from zero by less than the 15 digits show: halves then round up.
fn nudge(value: f64) -> f64 {
    value + value * 1e-14
}

fn decimals(digits: &str) -> usize {
    digits.split_once('.').map_or(0, |(_, decimals)| decimals.len())
}

/// Returns the symbol in `[$€-407]`; nothing for colours and conditions.
fn currency(inside: &str) -> String {
    let symbol = inside.strip_prefix('$').unwrap_or_default();
    symbol.split('-').next().unwrap_or_default().to_owned()
}

fn grouped(digits: &str) -> String {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if !fraction.is_empty() {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_look_as_in_the_sheet() {
        let cases = [
            (0.1 + 0.2, None, "0.3"),
            (3.0, None, "3"),
            (1e20, None, "1e20"),
            (0.285, Some("0.00"), "0.29"),
            (0.256, Some("0%"), "26%"),
            (0.2555, Some("0.0%"), "25.6%"),
            (1_234_567.891, Some("#,##0.00"), "1,234,567.89"),
            (-0.001, Some("0.0"), "0.0"),
            (-1234.0, Some("#,##0_);(#,##0)"), "-1,234"),
            (12.5, Some("[$€-407] #,##0.00"), "€ 12.50"),
            (12.5, Some("\"$\"#,##0.0#"), "$12.5"),
            (7.0, Some("0.00\" kg\""), "7.00 kg"),
            (1_500_000.0, Some("#,##0,"), "1,500"),
            (2.5, Some("# ?/?"), "2.5"),
            (2.5, Some("General"), "2.5"),
            (2.5, Some("@"), "2.5"),
            (42.0, Some("0.00E+00"), "42"),
            (f64::NAN, Some("0"), "NaN"),
        ];
        for (value, code, expected) in cases {
            assert_eq!(number(value, code), expected, "{value} as {code:?}");
        }
        assert_eq!(integer(45_000, None), "45000");
        assert_eq!(integer(45_000, Some("#,##0")), "45,000");
    }

    #[test]
    fn times_are_iso() {
        assert_eq!(moment((2023, 3, 15, 0, 0, 0, 0), 45_000.0), "2023-03-15");
        assert_eq!(moment((2023, 3, 15, 13, 30, 0, 0), 45_000.562_5), "2023-03-15 13:30");
        assert_eq!(moment((1899, 12, 31, 13, 30, 5, 0), 0.562_5), "13:30:05");
        assert_eq!(duration(1.5), "36:00:00");
        assert_eq!(iso("2024-02-01T00:00:00"), "2024-02-01");
        assert_eq!(iso("2024-02-01T08:30:00"), "2024-02-01 08:30:00");
        assert_eq!(iso("PT3H"), "PT3H");
    }
}
