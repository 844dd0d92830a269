//! Tests that take long and use all cores themselves.

mod chaos;
mod disk_full;
