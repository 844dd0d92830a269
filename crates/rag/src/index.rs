//! Makes versions searchable: read, cut, embed, publish. Each step is stored before the next begins, so that a killed
//! process goes on where it stopped and nothing is embedded or charged twice.
//!
//! Versions are taken in groups, so that small documents share the embedder's batches.

use std::collections::HashSet;

use domain::document::ReadStatus;
use domain::job::{JobKind, Stage};
use domain::text::Text;
use engine::Embedder;
use ingest::chunk::{ChunkRules, chunk};
use ingest::worker::Reader as FileReader;
use store::{Claimed, Jobs, Pending, Progress, Reading, Store, StoreError, lexical};

use crate::RagError;

/// Chunks embedded between two stored steps: small enough that a kill costs a second.
const STEP: usize = 32;
/// How long a worker may hold a job without a word: longer than the slowest file takes to read, which is half an hour of
/// optical recognition. The jobs of a process that ended are freed at the next opening.
pub const LEASE_MS: i64 = 45 * 60_000;
/// When a step that failed for a passing reason is tried again, per attempt.
const RETRY_MS: i64 = 5_000;
/// Longest wait between two attempts.
const LONGEST_RETRY_MS: i64 = 60_000;
/// Attempts before a job is given up, unless its failure is nobody's fault.
const ATTEMPTS: u32 = 5;

/// What indexing needs.
#[derive(Clone, Copy)]
pub struct Indexer<'a> {
    /// Where everything is kept.
    pub store: &'a Store,
    /// Reads foreign files.
    pub files: &'a FileReader,
    /// Embeds chunks.
    pub embedder: &'a Embedder,
    /// Milliseconds since 1970 UTC.
    pub now_ms: fn() -> i64,
}

/// A version that is read and cut, with the texts that have no vector yet.
#[derive(Debug)]
pub struct Prepared {
    claimed: Claimed,
    pending: Vec<Pending>,
    embedded: usize,
    /// Whether another version of the group has some of its texts, and embeds them.
    shares: bool,
}

impl Prepared {
    /// Returns how many texts wait to be embedded.
    pub fn pending_count(&self) -> usize {
        self.pending.len()
    }
}

impl Indexer<'_> {
    /// Reads and cuts the version of an index job; `None` when nothing is left to do, because the file has no text or is
    /// no longer wanted.
    ///
    /// # Errors
    /// When the store cannot be written; the job was given back and is tried again.
    pub fn prepare(&self, claimed: Claimed) -> Result<Option<Prepared>, RagError> {
        match self.read_and_cut(&claimed) {
            Ok(Some(pending)) => Ok(Some(Prepared {
                claimed,
                pending,
                embedded: 0,
                shares: false,
            })),
            Ok(None) => Ok(None),
            Err(error) => self.give_back(&claimed, error).map(|()| None),
        }
    }

    /// Embeds what the group still needs and publishes each version as soon as it is whole.
    ///
    /// # Errors
    /// When the store cannot be written; the jobs were given back and are tried again.
    pub fn finish(&self, mut group: Vec<Prepared>) -> Result<(), RagError> {
        let began = (self.now_ms)();
        let mut embedded = 0;
        // The first failure is told; what it does not concern goes on.
        let mut result = Ok(());
        share(&mut group);
        while let Some(first) = group.first_mut() {
            if first.pending.len() > first.embedded {
                match self.embed_step(&mut group) {
                    Ok(count) => embedded += count,
                    Err(error) => result = result.and(self.give_all_back(std::mem::take(&mut group), error)),
                }
                result = result.and(self.report(&group, embedded, (self.now_ms)() - began));
                continue;
            }
            let claimed = first.claimed.clone();
            match self.end(first) {
                Ok(true) => {}
                Ok(false) => continue,
                Err(error) => result = result.and(self.give_back(&claimed, error)),
            }
            group.remove(0);
        }
        result
    }

    /// Removes what a dead version left.
    ///
    /// # Errors
    /// When the folder cannot be written; the job was given back and is tried again.
    pub fn clean_up(&self, claimed: &Claimed) -> Result<(), RagError> {
        match self.store.jobs().clean_up(claimed, (self.now_ms)()) {
            Ok(()) => Ok(()),
            Err(error) => self.give_back(claimed, error.into()),
        }
    }

    /// Publishes a version of which all is embedded; `false` when there is more to embed, because the version that was
    /// to embed a shared text did not.
    fn end(&self, prepared: &mut Prepared) -> Result<bool, RagError> {
        if std::mem::take(&mut prepared.shares) {
            prepared.pending = self.store.jobs().pending(&prepared.claimed)?;
            prepared.embedded = 0;
            if !prepared.pending.is_empty() {
                return Ok(false);
            }
        }
        self.publish(&prepared.claimed)?;
        Ok(true)
    }

    fn read_and_cut(&self, claimed: &Claimed) -> Result<Option<Vec<Pending>>, RagError> {
        let jobs = self.store.jobs();
        let work = jobs.work(claimed)?;
        if work.has_chunks {
            return Ok(Some(jobs.pending(claimed)?));
        }
        let known = if work.has_text {
            self.store.reader(claimed.organization).text(work.version)?
        } else {
            None
        };
        let text = match known {
            Some(text) => text,
            None => match self.read(&jobs, claimed, &work)? {
                Some(text) => text,
                None => return Ok(None),
            },
        };
        self.progress(claimed, Stage::Cutting, (0, 0), None)?;
        let chunks = chunk(
            &text,
            &self.embedder.token_starts(&text.content),
            &ChunkRules::default(),
        );
        if chunks.is_empty() {
            jobs.fail_version(
                claimed,
                Some(ReadStatus::Empty),
                "The file holds no text",
                (self.now_ms)(),
            )?;
            return Ok(None);
        }
        Ok(Some(jobs.save_chunks(claimed, &chunks)?))
    }

    fn read(&self, jobs: &Jobs, claimed: &Claimed, work: &store::IndexWork) -> Result<Option<Text>, RagError> {
        self.progress(claimed, Stage::Reading, (0, 0), None)?;
        let mut extracted = self.files.read(&work.path, &work.name)?;
        if !extracted.status.has_text() {
            let reason = extracted.reason.as_deref().unwrap_or("The file could not be read");
            jobs.fail_version(claimed, Some(extracted.status), reason, (self.now_ms)())?;
            return Ok(None);
        }
        extracted.text.language = lexical::detect(&extracted.text.content);
        let reading = Reading {
            text: &extracted.text,
            status: extracted.status,
            reason: extracted.reason,
            media_type: extracted.media_type,
        };
        jobs.save_text(claimed, &reading, (self.now_ms)())?;
        Ok(Some(extracted.text))
    }

    /// Embeds the next texts of the group, over the borders of its versions.
    fn embed_step(&self, group: &mut [Prepared]) -> Result<usize, RagError> {
        let mut room = STEP;
        let mut taken = Vec::new();
        for prepared in group.iter() {
            let count = room.min(prepared.pending.len() - prepared.embedded);
            taken.push(count);
            room -= count;
        }
        let part = |(prepared, &count): (&Prepared, &usize)| prepared.embedded..prepared.embedded + count;
        let texts: Vec<&str> = group
            .iter()
            .zip(&taken)
            .flat_map(|pair| pair.0.pending[part(pair)].iter().map(|pending| pending.text.as_str()))
            .collect();
        let mut vectors = self.embedder.embed_documents(&texts, &mut |_| {})?.into_iter();
        for (prepared, count) in group.iter_mut().zip(taken) {
            let hashes = prepared.pending[prepared.embedded..prepared.embedded + count]
                .iter()
                .map(|one| one.hash);
            let saved: Vec<_> = hashes.zip(vectors.by_ref()).collect();
            prepared.embedded += count;
            match self.store.jobs().save_vectors(&prepared.claimed, &saved) {
                // Noticed again at publication, which then does nothing.
                Ok(()) | Err(StoreError::Outdated) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(STEP - room)
    }

    fn publish(&self, claimed: &Claimed) -> Result<(), RagError> {
        self.progress(claimed, Stage::Indexing, (0, 0), None)?;
        self.store.jobs().publish(claimed, (self.now_ms)())?;
        Ok(())
    }

    /// Tells the watchers of each version how far it is, and when it should be searchable at the speed so far.
    fn report(&self, group: &[Prepared], embedded: usize, elapsed_ms: i64) -> Result<(), RagError> {
        let mut ahead = 0;
        for prepared in group {
            ahead += prepared.pending.len() - prepared.embedded;
            let eta = u64::try_from(elapsed_ms)
                .ok()
                .zip((embedded > 0).then_some(embedded as u64));
            let eta_ms = eta.map(|(elapsed, done)| elapsed * ahead as u64 / done);
            let counts = (prepared.embedded as u64, prepared.pending.len() as u64);
            match self.progress(&prepared.claimed, Stage::Embedding, counts, eta_ms) {
                Ok(()) | Err(RagError::Store(StoreError::Outdated)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn progress(
        &self,
        claimed: &Claimed,
        stage: Stage,
        (done, total): (u64, u64),
        eta_ms: Option<u64>,
    ) -> Result<(), RagError> {
        let (jobs, now_ms) = (self.store.jobs(), (self.now_ms)());
        jobs.progress(
            claimed,
            &Progress {
                stage,
                done,
                total,
                eta_ms,
                message: None,
            },
            now_ms,
        )?;
        Ok(jobs.heartbeat(claimed, now_ms, LEASE_MS)?)
    }

    /// Gives the job back after a failure that is not the file's fault, unless the work is no longer wanted.
    fn give_back(&self, claimed: &Claimed, error: RagError) -> Result<(), RagError> {
        if matches!(error, RagError::Store(StoreError::Outdated)) {
            return Ok(());
        }
        let now_ms = (self.now_ms)();
        let retry = retry_ms(claimed, &error).map(|delay_ms| now_ms + delay_ms);
        match self.store.jobs().fail(claimed, &sentence(&error), retry, now_ms) {
            Ok(()) | Err(StoreError::Outdated) => Err(error),
            Err(worse) => Err(worse.into()),
        }
    }

    fn give_all_back(&self, group: Vec<Prepared>, error: RagError) -> Result<(), RagError> {
        let reason = sentence(&error);
        let mut result = Err(error);
        for prepared in group {
            let now_ms = (self.now_ms)();
            let retry = result
                .as_ref()
                .err()
                .and_then(|error| retry_ms(&prepared.claimed, error));
            let retry = retry.map(|delay_ms| now_ms + delay_ms);
            match self.store.jobs().fail(&prepared.claimed, &reason, retry, now_ms) {
                Ok(()) | Err(StoreError::Outdated) => {}
                Err(worse) => result = Err(worse.into()),
            }
        }
        result
    }
}

/// Leaves each text that several versions of the group have to the first of them, so that it is embedded once.
fn share(group: &mut [Prepared]) {
    let mut seen = HashSet::new();
    for prepared in group {
        let count = prepared.pending.len();
        prepared.pending.retain(|one| seen.insert(one.hash));
        prepared.shares = prepared.pending.len() < count;
    }
}

/// Returns how long to wait before the next attempt, or `None` to give up. A full disk is nobody's fault and passes when
/// somebody makes room; a clean-up must succeed one day.
fn retry_ms(claimed: &Claimed, error: &RagError) -> Option<i64> {
    let is_patient =
        matches!(claimed.kind, JobKind::CleanUp { .. }) || matches!(error, RagError::Store(StoreError::DiskFull));
    let delay_ms = (RETRY_MS * i64::from(claimed.attempt)).min(LONGEST_RETRY_MS);
    (is_patient || claimed.attempt < ATTEMPTS).then_some(delay_ms)
}

/// The innermost cause is what the owner can do something about.
fn sentence(error: &RagError) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}
