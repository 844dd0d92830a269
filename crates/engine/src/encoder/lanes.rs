//! Threads that models run on: a lane runs one text after the other on one thread, lanes run side by side.
//! Splitting texts over lanes beats splitting one multiplication over threads: nobody waits at a barrier on a busy machine.
//! Knows nothing of models.

use std::cmp::Reverse;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};

use rten::ThreadPool;

use super::TokenRow;
use crate::error::EngineError;

/// One thread that runs models.
pub(crate) type Lane = Arc<ThreadPool>;

/// A fixed number of lanes.
pub(crate) struct Lanes {
    lanes: Vec<Lane>,
    next: AtomicUsize,
}

impl Lanes {
    /// Returns `count` lanes, or as many as the machine has physical cores.
    pub(crate) fn new(count: Option<usize>) -> Self {
        let count = count.unwrap_or_else(|| num_cpus::get_physical().min(num_cpus::get()));
        let lane = |_| Arc::new(ThreadPool::with_num_threads(1));
        Self {
            lanes: (0..count.max(1)).map(lane).collect(),
            next: AtomicUsize::new(0),
        }
    }

    /// Returns the lanes in turn.
    pub(crate) fn next(&self) -> &Lane {
        let turn = self.next.fetch_add(1, Ordering::Relaxed);
        &self.lanes[turn % self.lanes.len()]
    }

    /// Returns `work(row)` for each row, in the order of the rows; `finished` hears after each how many are done.
    /// The longest are begun first, so that no thread is left with a long one when the others are through.
    ///
    /// # Errors
    /// The first failure; work that has not begun by then is left out.
    pub(crate) fn map_rows<Output: Send>(
        &self,
        rows: &[TokenRow],
        work: impl Fn(&TokenRow, &Lane) -> Result<Output, EngineError> + Sync,
        finished: &mut dyn FnMut(usize),
    ) -> Result<Vec<Output>, EngineError> {
        let mut schedule: Vec<usize> = (0..rows.len()).collect();
        schedule.sort_by_key(|&place| Reverse(rows[place].ids.len()));
        let mut outputs: Vec<Option<Output>> = rows.iter().map(|_| None).collect();
        let turn = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            let (sender, receiver) = mpsc::channel();
            for lane in self.lanes.iter().take(rows.len()) {
                let (sender, turn, work, schedule) = (sender.clone(), &turn, &work, &schedule);
                scope.spawn(move || {
                    while let Some(&place) = schedule.get(turn.fetch_add(1, Ordering::Relaxed)) {
                        if sender.send((place, work(&rows[place], lane))).is_err() {
                            break;
                        }
                    }
                });
            }
            drop(sender);
            for (done, (place, output)) in receiver.into_iter().enumerate() {
                match output {
                    Ok(output) => outputs[place] = Some(output),
                    Err(error) => {
                        turn.store(usize::MAX / 2, Ordering::Relaxed);
                        return Err(error);
                    }
                }
                finished(done + 1);
            }
            Ok(())
        })?;
        Ok(outputs.into_iter().flatten().collect())
    }
}
