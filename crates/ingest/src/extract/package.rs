//! Zip containers of office formats, read within limits.
