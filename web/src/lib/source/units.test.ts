import { describe, expect, it } from "vitest";
import type { VersionText } from "../api";
import { ByteMap } from "../bytes";
import { grouped, piecesOf, unitAt, unitsOf } from "./units";

const CONTENT = "Größen\n\nDer Tisch ist 80 cm hoch.\n\nTeil | Maß\nBein | 72 cm\n\n- eins\n- zwei";

function at(piece: string): { start: number; end: number } {
  const encoder = new TextEncoder();
  const start = encoder.encode(CONTENT.slice(0, CONTENT.indexOf(piece))).length;
  return { start, end: start + encoder.encode(piece).length };
}

const TEXT: VersionText = {
  content: CONTENT,
  blocks: [
    { kind: "heading", rank: 1, span: at("Größen") },
    { kind: "paragraph", rank: null, span: at("Der Tisch ist 80 cm hoch.") },
    { kind: "table", rank: null, span: at("Teil | Maß\nBein | 72 cm") },
    { kind: "list", rank: null, span: at("- eins\n- zwei") },
  ],
  pages: [],
  title: null,
};

describe("units", () => {
  const map = new ByteMap(CONTENT);
  const units = unitsOf(TEXT, map);
  const words = (span: { start: number; end: number }) => CONTENT.slice(span.start, span.end);

  it("follow the blocks, one for each row and item", () => {
    expect(units.map((unit) => [unit.kind, words(unit.span)])).toEqual([
      ["heading", "Größen"],
      ["paragraph", "Der Tisch ist 80 cm hoch."],
      ["row", "Teil | Maß"],
      ["row", "Bein | 72 cm"],
      ["item", "- eins"],
      ["item", "- zwei"],
    ]);
    expect(grouped(units).map((group) => group.length)).toEqual([1, 1, 2, 2]);
  });

  it("mark exactly the span", () => {
    const span = map.range(at("80 cm"));
    expect(unitAt(units, span.start)).toBe(1);
    expect(piecesOf(CONTENT, units[1]?.span ?? span, span)).toEqual([
      { text: "Der Tisch ist ", marked: false },
      { text: "80 cm", marked: true },
      { text: " hoch.", marked: false },
    ]);
  });

  it("mark a span over several rows in each of them", () => {
    const span = map.range(at("Maß\nBein"));
    const rows = units.slice(2, 4).map((unit) => piecesOf(CONTENT, unit.span, span));
    expect(rows).toEqual([
      [
        { text: "Teil | ", marked: false },
        { text: "Maß", marked: true },
      ],
      [
        { text: "Bein", marked: true },
        { text: " | 72 cm", marked: false },
      ],
    ]);
  });

  it("leave a range without the span whole", () => {
    for (const marked of [null, { start: 0, end: 2 }, { start: 60, end: 64 }]) {
      expect(piecesOf(CONTENT, { start: 8, end: 17 }, marked)).toEqual([{ text: "Der Tisch", marked: false }]);
    }
  });

  it("begin a page, slide or sheet where it begins", () => {
    const page = { number: 2, span: { ...at("Bein"), end: map.byteLength }, width: 0, height: 0, name: "Teile" };
    const paged = unitsOf({ ...TEXT, pages: [page] }, map);
    expect(paged.map((unit) => unit.page?.name ?? "")).toEqual(["", "", "", "Teile", "", ""]);
    expect(grouped(paged).map((group) => group.length)).toEqual([1, 1, 1, 1, 2]);
  });

  it("know the row that names the columns", () =>
    expect(units.filter((unit) => unit.header).map((unit) => words(unit.span))).toEqual(["Teil | Maß"]));

  it("show a text without blocks line by line, and cut an endless line", () => {
    const plain = { content: "a\nb", blocks: [], pages: [], title: null };
    expect(unitsOf(plain, new ByteMap("a\nb"))).toHaveLength(2);
    const endless = "x".repeat(9000);
    expect(unitsOf({ ...plain, content: endless }, new ByteMap(endless))).toHaveLength(3);
  });
});
