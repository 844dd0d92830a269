//! What an XLS must satisfy before `calamine` opens it: that reader follows chains of sectors without end, reserves the
//! rectangle that a sheet declares, and allocates the one around its cells.
//!
//! Sources: [MS-CFB] 2.2 to 2.6, [MS-XLS] 2.3 and 2.4.

use std::borrow::Cow;

use domain::limits;

use super::damaged;
use crate::ReadError;

const SIGNATURE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
const END_OF_CHAIN: u32 = 0xFFFF_FFFE;
/// Sector ids from here on have a meaning of their own.
const RESERVED: u32 = 0xFFFF_FFFA;
const MINI_SECTOR_BYTES: usize = 64;
/// Streams below this length live in the mini stream.
const MINI_STREAM_BYTES: u64 = 4096;
/// Cells of all the rectangles that are allocated, filled or not.
const AREA: u64 = 2 * limits::CELLS as u64;

const BEGIN: u16 = 0x0809;
const END: u16 = 0x000A;
const DIMENSIONS: u16 = 0x0200;
/// A record type that means nothing.
const IGNORED: u16 = 0x0FFF;

/// Returns the file, without the dimensions that it declares when they are absurd.
///
/// # Errors
/// `Damaged` for chains that loop or leave the file, `TooLarge` for cells too far apart.
pub(super) fn check(bytes: &[u8]) -> Result<Cow<'_, [u8]>, ReadError> {
    let compound = Compound::open(bytes)?;
    let places = compound.workbook()?;
    let stream: Vec<u8> = places.iter().filter_map(|&place| bytes.get(place).copied()).collect();
    let absurd = scan(&stream)?;
    if absurd.is_empty() {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut patched = bytes.to_vec();
    for at in absurd {
        for (byte, place) in IGNORED.to_le_bytes().into_iter().zip(&places[at..]) {
            patched[*place] = byte;
        }
    }
    Ok(Cow::Owned(patched))
}

/// Returns where in the stream absurd dimensions are declared, and checks the rectangles around the cells.
fn scan(stream: &[u8]) -> Result<Vec<usize>, ReadError> {
    let mut absurd = Vec::new();
    let mut area = 0;
    let mut around: Option<Rectangle> = None;
    let mut at = 0;
    while let Some([kind_low, kind_high, length_low, length_high]) = stream.get(at..at + 4) {
        let kind = u16::from_le_bytes([*kind_low, *kind_high]);
        let length = usize::from(u16::from_le_bytes([*length_low, *length_high]));
        let data = stream.get(at + 4..at + 4 + length).unwrap_or_default();
        match kind {
            BEGIN | END => area += around.take().map_or(0, Rectangle::area),
            DIMENSIONS if declared_area(data) > AREA => absurd.push(at),
            // Number, Label, RString, BoolErr, Rk, LabelSst, Formula; MulRk fills several columns.
            0x0203 | 0x0204 | 0x00D6 | 0x0205 | 0x027E | 0x00FD | 0x0006 | 0x00BD => {
                if let (Some(row), Some(column)) = (short(data, 0), short(data, 2)) {
                    let last = if kind == 0x00BD {
                        short(data, data.len().saturating_sub(2))
                    } else {
                        None
                    };
                    let cells = Rectangle::of(row, column, last.unwrap_or(column).max(column));
                    around = Some(around.map_or(cells, |around| around.cover(cells)));
                }
            }
            _ => {}
        }
        if area > AREA {
            return Err(ReadError::too_large(
                "The workbook's cells lie too far apart; delete the stray ones, or save it as XLSX",
            ));
        }
        at += 4 + length;
    }
    Ok(absurd)
}

fn short(data: &[u8], at: usize) -> Option<u64> {
    Some(u16::from_le_bytes(data.get(at..at + 2)?.try_into().ok()?).into())
}

fn word(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(data.get(at..at + 4)?.try_into().ok()?))
}

/// Returns the cells that a Dimensions record declares ([MS-XLS] 2.4.90; ten bytes in older files).
fn declared_area(data: &[u8]) -> u64 {
    let (rows, columns) = if data.len() == 10 {
        (short(data, 0).zip(short(data, 2)), short(data, 4).zip(short(data, 6)))
    } else {
        let row = |at| word(data, at).map(u64::from);
        (row(0).zip(row(4)), short(data, 8).zip(short(data, 10)))
    };
    let length = |ends: Option<(u64, u64)>| ends.map_or(0, |(first, end)| end.wrapping_sub(first).saturating_add(1));
    length(rows).saturating_mul(length(columns))
}

/// Rows and columns around cells.
#[derive(Debug, Clone, Copy)]
struct Rectangle {
    rows: (u64, u64),
    columns: (u64, u64),
}

impl Rectangle {
    fn of(row: u64, first_column: u64, last_column: u64) -> Self {
        Self {
            rows: (row, row),
            columns: (first_column, last_column),
        }
    }

    fn cover(self, other: Self) -> Self {
        let both = |one: (u64, u64), other: (u64, u64)| (one.0.min(other.0), one.1.max(other.1));
        Self {
            rows: both(self.rows, other.rows),
            columns: both(self.columns, other.columns),
        }
    }

    fn area(self) -> u64 {
        (self.rows.1 - self.rows.0 + 1) * (self.columns.1 - self.columns.0 + 1)
    }
}

/// A compound file: sectors linked into chains.
#[derive(Debug)]
struct Compound<'b> {
    bytes: &'b [u8],
    sector_bytes: usize,
    /// The sector after each sector.
    next: Vec<u32>,
    /// First sector of the directory.
    directory: u32,
    /// First sector of the links between mini sectors.
    mini_next: u32,
}

impl<'b> Compound<'b> {
    fn open(bytes: &'b [u8]) -> Result<Self, ReadError> {
        let header = bytes
            .get(..512)
            .filter(|header| header.starts_with(SIGNATURE))
            .ok_or_else(damaged)?;
        let sector_bytes = match short(header, 30) {
            Some(9) => 512,
            Some(12) => 4096,
            _ => return Err(damaged()),
        };
        let at = |place| word(header, place).ok_or_else(damaged);
        let mut compound = Self {
            bytes,
            sector_bytes,
            next: Vec::new(),
            directory: at(48)?,
            mini_next: at(60)?,
        };
        let mut tables: Vec<u32> = (76..512).step_by(4).filter_map(|place| word(header, place)).collect();
        let mut more = at(68)?;
        for _ in 0..=bytes.len() / sector_bytes {
            if more >= RESERVED {
                break;
            }
            let mut ids = compound.words(more);
            more = ids.pop().unwrap_or(END_OF_CHAIN);
            tables.extend(ids);
        }
        if more < RESERVED {
            return Err(damaged());
        }
        for table in tables.into_iter().filter(|table| *table < RESERVED) {
            // A file has no more links than sectors; the last table may be padded.
            if compound.next.len() > bytes.len() / sector_bytes + sector_bytes / 4 {
                return Err(damaged());
            }
            compound.next.extend(compound.words(table));
        }
        Ok(compound)
    }

    /// Returns the place in the file of each byte of the workbook's stream.
    fn workbook(&self) -> Result<Vec<usize>, ReadError> {
        let directory = self.read(&Self::chain(self.directory, &self.next)?);
        let entries: Vec<&[u8]> = directory.chunks_exact(128).collect();
        let root = entries.first().ok_or_else(damaged)?;
        let named = |wanted: &str| entries.iter().find(|entry| name(entry).eq_ignore_ascii_case(wanted));
        let entry = named("Workbook").or_else(|| named("Book")).ok_or_else(damaged)?;
        // The reader loads the mini stream whether the workbook is in it or not.
        let mini_links = Self::chain(self.mini_next, &self.next)?;
        let mini_stream = match word(root, 116) {
            Some(first) if !mini_links.is_empty() => Self::chain(first, &self.next)?,
            _ => Vec::new(),
        };
        let length = self.length(entry)?;
        self.length(root)?;
        let first = word(entry, 116).ok_or_else(damaged)?;
        let mut places: Vec<usize> = if length < MINI_STREAM_BYTES {
            let links = self.read(&mini_links);
            let links: Vec<u32> = links.chunks_exact(4).filter_map(|link| word(link, 0)).collect();
            let stream: Vec<usize> = mini_stream.iter().flat_map(|sector| self.range(*sector)).collect();
            let sectors = Self::chain(first, &links)?;
            let range = |sector: u32| sector as usize * MINI_SECTOR_BYTES..(sector as usize + 1) * MINI_SECTOR_BYTES;
            sectors
                .into_iter()
                .filter_map(|sector| stream.get(range(sector)))
                .flatten()
                .copied()
                .collect()
        } else {
            let sectors = Self::chain(first, &self.next)?;
            sectors.into_iter().flat_map(|sector| self.range(sector)).collect()
        };
        places.truncate(usize::try_from(length).unwrap_or(usize::MAX));
        Ok(places)
    }

    /// Returns the length that a directory entry states; none is longer than the file.
    fn length(&self, entry: &[u8]) -> Result<u64, ReadError> {
        let low = word(entry, 120).ok_or_else(damaged)?;
        let high = if self.sector_bytes == 512 {
            0
        } else {
            word(entry, 124).unwrap_or(0)
        };
        let length = u64::from(low) | u64::from(high) << 32;
        if length > self.bytes.len() as u64 {
            return Err(damaged());
        }
        Ok(length)
    }

    /// Returns the sectors of a chain, which must end.
    fn chain(first: u32, next: &[u32]) -> Result<Vec<u32>, ReadError> {
        let mut chain = Vec::new();
        let mut sector = first;
        while sector < RESERVED {
            chain.push(sector);
            if chain.len() > next.len() {
                return Err(damaged());
            }
            sector = *next.get(sector as usize).ok_or_else(damaged)?;
        }
        Ok(chain)
    }

    fn range(&self, sector: u32) -> std::ops::Range<usize> {
        let start = (sector as usize + 1)
            .saturating_mul(self.sector_bytes)
            .min(self.bytes.len());
        start..(start + self.sector_bytes).min(self.bytes.len())
    }

    fn read(&self, sectors: &[u32]) -> Vec<u8> {
        sectors
            .iter()
            .flat_map(|sector| &self.bytes[self.range(*sector)])
            .copied()
            .collect()
    }

    fn words(&self, sector: u32) -> Vec<u32> {
        self.bytes[self.range(sector)]
            .chunks_exact(4)
            .filter_map(|link| word(link, 0))
            .collect()
    }
}

/// Returns the name of a directory entry.
fn name(entry: &[u8]) -> String {
    let units = entry[..64]
        .chunks_exact(2)
        .map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
    char::decode_utf16(units.take_while(|unit| *unit != 0))
        .map(|unit| unit.unwrap_or('\u{fffd}'))
        .collect()
}
