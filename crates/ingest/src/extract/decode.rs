//! Bytes of unknown encoding to UTF-8.
