/** Cuts an extracted text into small units for the screen, each with its place in the string and what is marked in it. */

import type { BlockKind, Span, TextPage, VersionText } from "../api";
import type { ByteMap } from "../bytes";

export type UnitKind = "heading" | "paragraph" | "item" | "row" | "code";

export interface Unit {
  kind: UnitKind;
  /** Rank of a heading, 1 to 6; 0 for the rest. */
  rank: number;
  /** Block it belongs to: rows of one table share it. */
  block: number;
  /** Whether it is the first row of a table, which names its columns. */
  header: boolean;
  /** String offsets. */
  span: Span;
  /** The page, slide or sheet that begins here. */
  page: TextPage | null;
}

export interface Piece {
  text: string;
  marked: boolean;
}

const UNITS: Record<BlockKind, UnitKind> = {
  heading: "heading",
  paragraph: "paragraph",
  list: "item",
  table: "row",
  code: "code",
};

/** Longest unit, so that one endless line does not become one endless element. */
const LONGEST = 4000;

/** Returns the units of a text in order. */
export function unitsOf(text: VersionText, map: ByteMap): Unit[] {
  const whole: VersionText["blocks"] = [{ kind: "code", rank: null, span: { start: 0, end: map.byteLength } }];
  const blocks = text.blocks.length > 0 ? text.blocks : whole;
  const units = blocks.flatMap((block, index) => {
    const unit = UNITS[block.kind];
    const rank = block.rank ?? (unit === "heading" ? 2 : 0);
    const span = map.range(block.span);
    const lines = unit === "paragraph" || unit === "heading" ? [span] : linesOf(map.text, span);
    return lines.flatMap(split).map((part, line): Unit => {
      const header = unit === "row" && line === 0 && lines.length > 1;
      return { kind: unit, rank, block: index, header, span: part, page: null };
    });
  });
  for (const page of text.pages) {
    const start = map.at(page.span.start);
    const first = units[firstAfter(units, start)];
    if (first && page.span.end > page.span.start) first.page = page;
  }
  return units;
}

function linesOf(text: string, span: Span): Span[] {
  const lines: Span[] = [];
  let start = span.start;
  while (start < span.end) {
    const found = text.indexOf("\n", start);
    const end = found < 0 || found > span.end ? span.end : found;
    lines.push({ start, end });
    start = end + 1;
  }
  return lines;
}

function split(span: Span): Span[] {
  const parts: Span[] = [];
  for (let start = span.start; start < span.end; start += LONGEST) {
    parts.push({ start, end: Math.min(start + LONGEST, span.end) });
  }
  return parts.length > 0 ? parts : [span];
}

/** Returns a range of the text as plain and marked pieces. */
export function piecesOf(text: string, range: Span, marked: Span | null): Piece[] {
  const from = Math.max(range.start, Math.min(marked?.start ?? range.end, range.end));
  const to = Math.max(from, Math.min(marked?.end ?? range.end, range.end));
  const pieces = [
    { text: text.slice(range.start, from), marked: false },
    { text: text.slice(from, to), marked: true },
    { text: text.slice(to, range.end), marked: false },
  ];
  return pieces.filter((piece) => piece.text !== "");
}

/** Returns the index of the unit that holds the place, or the nearest one before it. */
export function unitAt(units: readonly Unit[], place: number): number {
  let low = 0;
  let high = units.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((units[middle]?.span.start ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  return Math.max(low, 0);
}

/** Returns units grouped so that neighbouring rows, items or code lines of one block and page stand together. */
export function grouped(units: readonly Unit[]): Unit[][] {
  const groups: Unit[][] = [];
  for (const unit of units) {
    const last = groups.at(-1);
    if (last && unit.page === null && last[0]?.block === unit.block && last[0].kind === unit.kind) last.push(unit);
    else groups.push([unit]);
  }
  return groups;
}

function firstAfter(units: readonly Unit[], place: number): number {
  const at = unitAt(units, place);
  return (units[at]?.span.end ?? 0) > place ? at : at + 1;
}
