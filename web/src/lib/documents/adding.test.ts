import { describe, expect, it } from "vitest";
import type { Estimate } from "../api";
import { isDear, sum } from "./adding.svelte";

const estimate = (low: number, likely: number, high: number): Estimate => ({
  low_chunks: low,
  likely_chunks: likely,
  high_chunks: high,
  low_millicredits: low * 3_000,
  likely_millicredits: likely * 3_000,
  high_millicredits: high * 3_000,
});

describe("the price of adding", () => {
  it("adds up over the files", () => {
    expect(sum([estimate(1, 2, 3), estimate(10, 20, 30)])).toEqual(estimate(11, 22, 33));
    expect(sum([])).toEqual(estimate(0, 0, 0));
  });

  it("is agreed to first from a dollar on, or when it may be ten", () => {
    expect(isDear(estimate(1, 333, 3_333))).toBe(false);
    expect(isDear(estimate(1, 334, 400))).toBe(true);
    expect(isDear(estimate(1, 2, 3_334))).toBe(true);
  });
});
