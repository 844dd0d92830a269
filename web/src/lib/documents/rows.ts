/** Which rows of a long list are on the screen: rows of two heights, only the visible ones exist. */

import type { Document } from "../api";
import type { Upload } from "./uploads.svelte";

export type Row = { kind: "upload"; key: string; upload: Upload } | { kind: "document"; key: string; document: Document };

export const ROW = 64;
/** With a reason of two lines. */
export const TALL_ROW = 84;

/** Returns the height of a row in pixels. */
export function heightOf(row: Row): number {
  if (row.kind === "upload") return row.upload.error ? TALL_ROW : ROW;
  const { state, read } = row.document.version;
  return state === "failed" || (state === "live" && read?.status === "ok_partial") ? TALL_ROW : ROW;
}

/** Returns where each row begins, and at the end the height of all. */
export function offsets(heights: readonly number[]): number[] {
  const tops = [0];
  for (const height of heights) tops.push((tops.at(-1) ?? 0) + height);
  return tops;
}

/** Returns the half-open range of rows that touch the view, with a few more on both sides. */
export function visible(tops: readonly number[], top: number, height: number, spare = 6): { first: number; last: number } {
  const rows = tops.length - 1;
  const first = lastAtOrBefore(tops, top) - spare;
  const last = lastAtOrBefore(tops, top + height) + 1 + spare;
  return { first: Math.max(0, Math.min(first, rows)), last: Math.max(0, Math.min(last, rows)) };
}

function lastAtOrBefore(tops: readonly number[], place: number): number {
  let low = 0;
  let high = tops.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tops[middle] ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}
