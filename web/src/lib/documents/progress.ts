/** How far a document is, from the events of its job. Pure, so that it can be tested without a server. */

import type { Document, Progress, Stage } from "../api";

/** Share of the whole way at which each stage begins and ends; embedding is nearly all of the work. */
const WAY: Record<Stage, [number, number]> = {
  queued: [0, 0],
  reading: [0, 0.15],
  cutting: [0.15, 0.2],
  embedding: [0.2, 0.95],
  indexing: [0.95, 1],
  ready: [1, 1],
  failed: [1, 1],
};

/** Returns the share done of the whole way, 0 to 1. */
export function shareDone(progress: Pick<Progress, "stage" | "done" | "total">): number {
  const [from, to] = WAY[progress.stage];
  const part = progress.total > 0 ? Math.min(progress.done / progress.total, 1) : 0;
  return from + (to - from) * part;
}

/** Returns whether the job of this event is over. */
export function isOver(progress: Pick<Progress, "stage">): boolean {
  return progress.stage === "ready" || progress.stage === "failed";
}

/** Returns the newer of two reports of one version; reports can arrive twice after a reconnection. */
export function newer(known: Progress | undefined, next: Progress): Progress {
  return known && known.sequence >= next.sequence ? known : next;
}

/** Returns the stage a row shows: the live report if it is about the newest version, else what the list says. */
export function stageOf(document: Document, progress: Progress | undefined): Stage {
  const { version } = document;
  if (version.state === "live") return "ready";
  if (version.state === "failed") return "failed";
  if (progress && progress.version === version.id) return progress.stage;
  return "queued";
}
