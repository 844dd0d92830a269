import { describe, expect, it } from "vitest";
import { offsets, visible } from "./rows";

describe("the window of a long list", () => {
  const tops = offsets(Array.from({ length: 10_000 }, (_, at) => (at % 10 === 0 ? 84 : 64)));

  it("holds every row that touches the view and few others", () => {
    for (const top of [0, 1, 83, 84, 5_000, 331_777, (tops.at(-1) ?? 0) - 600]) {
      const { first, last } = visible(tops, top, 600, 0);
      for (let row = 0; row < 10_000; row += 1) {
        const touches = (tops[row + 1] ?? 0) > top && (tops[row] ?? 0) < top + 600;
        if (touches) expect(row >= first && row < last).toBe(true);
      }
      expect(last - first).toBeLessThan(13);
    }
  });

  it("stays inside the list", () => {
    expect(visible(tops, 1e9, 600)).toEqual({ first: 9_994, last: 10_000 });
    expect(visible(tops, -50, 600).first).toBe(0);
    expect(visible(offsets([]), 0, 600)).toEqual({ first: 0, last: 0 });
  });
});
