//! Weights of a model, read from a memory-mapped safetensors file: what is not used takes no memory of ours.
//! Knows the names that BERT checkpoints use, nothing of graphs.
//! Source: <https://huggingface.co/docs/safetensors>.

use std::path::Path;

use memmap2::Mmap;
use safetensors::SafeTensors;
use safetensors::tensor::{Dtype, Metadata};

use crate::error::EngineError;

/// An open safetensors file.
#[derive(Debug)]
pub(crate) struct Weights {
    map: Mmap,
    metadata: Metadata,
    data_start: usize,
    /// What stands before `embeddings.` in the names: checkpoints with a task head say `bert.`.
    prefix: &'static str,
    model: String,
}

/// A table of rows inside [`Weights`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Table {
    /// First byte in the file.
    start: usize,
    /// Number of rows.
    pub(crate) rows: usize,
    /// Floats a row.
    pub(crate) columns: usize,
}

impl Weights {
    /// Returns the weights of `model` (its id, for messages).
    ///
    /// # Errors
    /// When the file cannot be read or is not safetensors.
    pub(crate) fn open(path: &Path, model: &str) -> Result<Self, EngineError> {
        let file = fs_err::File::open(path)?;
        #[expect(
            unsafe_code,
            reason = "a memory map is sound while nobody writes the file; cached models are only ever replaced by renaming"
        )]
        // SAFETY: as the reason says; files outside the cache are the operator's own.
        let map = unsafe { Mmap::map(file.file()) }?;
        let unsupported = |reason: String| EngineError::Unsupported {
            model: model.to_owned(),
            reason,
        };
        let (header, metadata) = SafeTensors::read_metadata(&map)
            .map_err(|error| unsupported(format!("the weights are not a safetensors file ({error})")))?;
        let mut weights = Self {
            map,
            metadata,
            data_start: header + 8,
            prefix: "",
            model: model.to_owned(),
        };
        if weights
            .metadata
            .info("bert.embeddings.word_embeddings.weight")
            .is_some()
        {
            weights.prefix = "bert.";
        }
        Ok(weights)
    }

    /// Returns whether there is a tensor of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.metadata.info(&format!("{}{name}", self.prefix)).is_some()
    }

    /// Returns where the two-dimensional tensor `name` lies.
    ///
    /// # Errors
    /// When it is missing or of another form.
    pub(crate) fn table(&self, name: &str) -> Result<Table, EngineError> {
        let (shape, start) = self.locate(name)?;
        let [rows, columns] = shape[..] else {
            return Err(self.unsupported(format!("the tensor {name} is not a table")));
        };
        Ok(Table { start, rows, columns })
    }

    /// Returns the floats of the tensor `name`, which must have `length` of them.
    ///
    /// # Errors
    /// When it is missing or of another size.
    pub(crate) fn vector(&self, name: &str, length: usize) -> Result<Vec<f32>, EngineError> {
        let (shape, start) = self.locate(name)?;
        if shape.iter().product::<usize>() != length {
            return Err(self.unsupported(format!("the tensor {name} does not have {length} numbers")));
        }
        Ok(self.floats(start, length).collect())
    }

    /// Returns one row of a table, or `None` beyond its end.
    pub(crate) fn row(&self, table: Table, row: usize) -> Option<impl Iterator<Item = f32> + '_> {
        (row < table.rows).then(|| self.floats(table.start + row * table.columns * 4, table.columns))
    }

    fn floats(&self, start: usize, length: usize) -> impl Iterator<Item = f32> + '_ {
        let bytes = self.map.get(start..start + length * 4).unwrap_or_default();
        let (numbers, _) = bytes.as_chunks::<4>();
        numbers.iter().map(|bytes| f32::from_le_bytes(*bytes))
    }

    fn locate(&self, name: &str) -> Result<(&[usize], usize), EngineError> {
        let info = self
            .metadata
            .info(&format!("{}{name}", self.prefix))
            .or_else(|| self.metadata.info(name))
            .ok_or_else(|| self.unsupported(format!("the tensor {name} is missing")))?;
        if info.dtype != Dtype::F32 {
            return Err(self.unsupported(format!("the tensor {name} is not stored as 32-bit floats")));
        }
        Ok((&info.shape, self.data_start + info.data_offsets.0))
    }

    fn unsupported(&self, reason: String) -> EngineError {
        EngineError::Unsupported {
            model: self.model.clone(),
            reason,
        }
    }
}
