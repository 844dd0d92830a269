/** Which rows of a long list are on the screen: all rows are equally high, only the visible ones exist. */

import type { Document } from "../api";
import type { Upload } from "./uploads.svelte";

export type Row =
  { kind: "upload"; key: string; upload: Upload } | { kind: "document"; key: string; document: Document };

/** Height of a row in pixels: a name and two small lines. */
export const ROW = 72;

/** Returns the half-open range of rows that touch the view, with a few more on both sides. */
export function visible(count: number, top: number, height: number, spare = 6): { first: number; last: number } {
  const within = (row: number): number => Math.max(0, Math.min(row, count));
  return { first: within(Math.floor(top / ROW) - spare), last: within(Math.ceil((top + height) / ROW) + spare) };
}
