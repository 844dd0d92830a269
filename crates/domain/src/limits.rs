//! What one file may cost. Each limit has its reason; beyond one the file is refused with `too_large`.

/// Bytes of an uploaded file: larger ones are rarely documents. 256 MiB.
pub const FILE_BYTES: u64 = 256 << 20;
/// Pages of one document.
pub const PAGES: usize = 5_000;
/// Bytes of extracted text: a thousand-page book has 3 MB. 50 MB.
pub const TEXT_BYTES: usize = 50_000_000;
/// Bytes that all entries of an archive may unpack to, counted while reading. 200 MB.
pub const UNPACKED_BYTES: u64 = 200_000_000;
/// Unpacked bytes for each packed byte, per archive: real office files stay below 50.
pub const UNPACK_RATIO: u64 = 200;
/// Entries of an archive.
pub const ARCHIVE_ENTRIES: usize = 10_000;
/// Depth of XML, HTML or JSON nesting.
pub const NESTING: usize = 256;
/// Cells of all sheets together.
pub const CELLS: usize = 2_000_000;
/// Address space of the process that reads a file. 512 MiB.
pub const WORKER_BYTES: u64 = 512 << 20;
/// Processor seconds of that process.
pub const WORKER_CPU_SECONDS: u64 = 20;
/// Wall-clock seconds of that process, for files of up to a hundred pages.
pub const WORKER_WALL_SECONDS: u64 = 30;
/// Aimed length of a chunk, in tokens of the embedder.
pub const CHUNK_TOKENS: usize = 200;
/// Longest passage made of neighbouring chunks, in tokens of the embedder.
pub const PASSAGE_TOKENS: u32 = 400;
