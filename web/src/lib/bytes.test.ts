import { describe, expect, it } from "vitest";
import { ByteMap } from "./bytes";

/** The slow and certain way: decode the bytes themselves. */
function decoded(text: string, start: number, end: number): string {
  return new TextDecoder().decode(new TextEncoder().encode(text).slice(start, end));
}

const MIXED = "Zürich – 22°C, 費用 is €5 🛩️ and الوثيقة ends. ";

describe("ByteMap", () => {
  it.each([
    ["plain", "The airplane contacted trees."],
    ["two bytes", "Größe und Übermaß"],
    ["three bytes", "費用は五千円"],
    ["four bytes", "a🛩️b𝒳c"],
    ["right to left", "الوثيقة الأولى"],
    ["long", MIXED.repeat(700)],
  ])("gives the same text as decoding the bytes: %s", (_, text) => {
    const map = new ByteMap(text);
    const encoder = new TextEncoder();
    expect(map.byteLength).toBe(encoder.encode(text).length);
    const ends: number[] = [0];
    for (const character of text) ends.push((ends.at(-1) ?? 0) + encoder.encode(character).length);
    const step = Math.max(1, Math.floor(ends.length / 90));
    for (let one = 0; one < ends.length; one += step) {
      const start = ends[one] ?? 0;
      const end = ends[Math.min(one + 7, ends.length - 1)] ?? 0;
      expect(map.slice({ start, end })).toBe(decoded(text, start, end));
    }
  });

  it("stays inside the text", () => {
    const map = new ByteMap("ä€");
    expect(map.at(-3)).toBe(0);
    expect(map.at(99)).toBe(2);
    expect(map.range({ start: 2, end: 5 })).toEqual({ start: 1, end: 2 });
  });

  it("falls back to the start of a character that a byte cuts", () => {
    const map = new ByteMap("x🛩y");
    expect([0, 1, 2, 3, 4, 5, 6].map((byte) => map.at(byte))).toEqual([0, 1, 1, 1, 1, 3, 4]);
  });

  it("reads an empty text", () => {
    expect(new ByteMap("").slice({ start: 0, end: 0 })).toBe("");
  });
});
