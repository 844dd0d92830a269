//! Finds quotes in texts by letters and digits.
