import { describe, expect, it } from "vitest";
import { cellsOf } from "./cells";

describe("the cells of a row", () => {
  it.each([
    ["a | b", ["a", "b"]],
    ["a |  | b", ["a", "", "b"]],
    ["a | | b", ["a", "", "b"]],
    ["| b", ["", "b"]],
    ["a |", ["a", ""]],
    ["|  | c", ["", "", "c"]],
    ["x || y", ["x || y"]],
    ["a|b", ["a|b"]],
    ["no table", ["no table"]],
    ["", [""]],
  ])("%j", (row, cells) => expect(cellsOf(row).map((cell) => row.slice(cell.start, cell.end))).toEqual(cells));

  it("stay within their row", () => {
    const text = "one | two\nthree | four";
    const row = { start: 10, end: text.length };
    expect(cellsOf(text, row).map((cell) => text.slice(cell.start, cell.end))).toEqual(["three", "four"]);
  });
});
