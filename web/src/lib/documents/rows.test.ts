import { describe, expect, it } from "vitest";
import { ROW, visible } from "./rows";

describe("the window of a long list", () => {
  it("holds every row that touches the view and no other", () => {
    for (const top of [0, 1, ROW - 1, ROW, 5_000, 331_777]) {
      const { first, last } = visible(10_000, top, 600, 0);
      expect(first * ROW).toBeLessThanOrEqual(top);
      expect((first + 1) * ROW).toBeGreaterThan(top);
      expect((last - 1) * ROW).toBeLessThan(top + 600);
      expect(last * ROW).toBeGreaterThanOrEqual(top + 600);
    }
  });

  it("stays inside the list", () => {
    expect(visible(10_000, 1e9, 600)).toEqual({ first: 10_000, last: 10_000 });
    expect(visible(10_000, -50, 600).first).toBe(0);
    expect(visible(0, 0, 600)).toEqual({ first: 0, last: 0 });
    expect(visible(3, 0, 600)).toEqual({ first: 0, last: 3 });
  });
});
