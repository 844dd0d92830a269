//! The index against its contract: through its public face, on real folders.

mod contract;
mod crash;
mod restart;
mod sample;
mod walls;
