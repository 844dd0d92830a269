/** Finds the cells of a table row: "a | b |  | d" has four, the third is empty. */

import type { Span } from "./api";

/** Returns the cells as ranges of the line, without the space around them; a line that is no row is one cell. */
export function cellsOf(text: string, row: Span = { start: 0, end: text.length }): Span[] {
  const cells: Span[] = [];
  let start = row.start;
  for (let at = row.start; at < row.end; at += 1) {
    if (!isBorder(text, at, row)) continue;
    cells.push(trimmed(text, start, at));
    start = at + 1;
  }
  cells.push(trimmed(text, start, row.end));
  return cells;
}

/** A bar stands between cells when it has space, or the end of the row, on both sides. */
function isBorder(text: string, at: number, row: Span): boolean {
  const before = at === row.start || text[at - 1] === " ";
  const after = at + 1 === row.end || text[at + 1] === " ";
  return text[at] === "|" && before && after;
}

function trimmed(text: string, from: number, to: number): Span {
  let [start, end] = [from, to];
  while (start < end && text[start] === " ") start += 1;
  while (end > start && text[end - 1] === " ") end -= 1;
  return { start, end };
}
