import { describe, expect, it } from "vitest";
import {
  aboutCredits,
  bytes,
  creditRange,
  credits,
  duration,
  facts,
  pageList,
  plural,
  readable,
  readReason,
  score,
  scoreWords,
  timeLeft,
} from "./format";

describe("timeLeft", () => {
  it.each([
    [null, ""],
    [undefined, ""],
    [-5, ""],
    [Number.NaN, ""],
    [800, "a moment left"],
    [7_400, "about 7 s left"],
    [42_000, "about 40 s left"],
    [58_000, "about 60 s left"],
    [170_000, "about 3 min left"],
    [3_600_000, "about 1 h left"],
    [5_400_000, "about 1 h 30 min left"],
  ])("%s ms", (ms, text) => expect(timeLeft(ms)).toBe(text));
});

describe("credits", () => {
  it.each([
    [0, "0 credits ($0.00)"],
    [1_000, "1 credit ($0.001)"],
    [12_000, "12 credits ($0.012)"],
    [300_000, "300 credits ($0.30)"],
    [3_000_000, "3,000 credits ($3.00)"],
    [1_500, "1.5 credits ($0.002)"],
  ])("%i thousandths", (millicredits, text) => expect(credits(millicredits)).toBe(text));

  it("estimate with two digits, upwards", () => {
    const estimate = { low_millicredits: 3_000, likely_millicredits: 573_000, high_millicredits: 8_142_000 };
    expect(aboutCredits(estimate)).toBe("about 580 credits ($0.58)");
    expect(creditRange(estimate)).toBe("3 to 8,200 credits");
    expect(creditRange({ low_millicredits: 3_000, high_millicredits: 3_000 })).toBe("3 credits");
  });
});

describe("sizes, times and counts", () => {
  it("carry their unit", () => {
    expect([bytes(0), bytes(999), bytes(94_400), bytes(3_400_000), bytes(34_000_000), bytes(2e9)]).toEqual([
      "0 B",
      "999 B",
      "94 KB",
      "3.4 MB",
      "34 MB",
      "2.0 GB",
    ]);
    expect([duration(85.4), duration(1_260)]).toEqual(["85 ms", "1.3 s"]);
    expect([plural(1, "part"), plural(12_340, "part"), plural(2, "match", "matches")]).toEqual([
      "1 part",
      "12,340 parts",
      "2 matches",
    ]);
    expect([score(null, 2), score(0.456, 2)]).toEqual(["–", "0.46"]);
  });
});

describe("quotes and scores", () => {
  it("read like sentences", () => {
    expect(readable("Location: | Tallahassee, FL | Accident Number: | NYC08CA055")).toBe(
      "Location: Tallahassee, FL · Accident Number: NYC08CA055",
    );
    expect(readable("Event: |  | Injuries: | 1 Minor | Seats:\nMade: | Built: | No")).toBe(
      "Event: – · Injuries: 1 Minor · Seats: –; Made: – · Built: No",
    );
    expect(readable("For example:\nthis")).toBe("For example: this");
    expect(readable(" one\n two ")).toBe("one two");
    expect(readable("Tool |  | Week\nDrill | 12 | 40\n| saw |")).toBe("Tool · Week; Drill · 12 · 40; saw");
  });

  it("name only the scores there are", () => {
    expect(scoreWords({ bm25: 5.21, cosine: 0.071 })).toBe("5.2 for its words and 0.07 for its meaning");
    expect(scoreWords({ bm25: null, cosine: 0.071 })).toBe("0.07 for its meaning");
    expect(scoreWords({ bm25: null, cosine: null })).toBe("");
  });
});

describe("reasons", () => {
  it("stand in one line that breaks only between facts", () =>
    expect(facts(["7 parts", "", "about 3 s left"])).toBe("7\u00a0parts · about\u00a03\u00a0s\u00a0left"));

  it("prefers the server's sentence and never stays silent on a failure", () => {
    expect(readReason("encrypted", "Locked by its owner.")).toBe("Locked by its owner.");
    for (const code of [
      "needs_ocr",
      "unreadable_fonts",
      "encrypted",
      "damaged",
      "unsupported",
      "too_large",
      "empty",
    ] as const) {
      expect(readReason(code, null)).not.toBe("");
    }
  });

  it("lists pages", () => {
    expect([pageList([3]), pageList([2, 5, 7])]).toEqual(["page 3", "pages 2, 5 and 7"]);
    expect(pageList(Array.from({ length: 20 }, (_, at) => at + 1))).toBe("pages 1, 2, 3, 4, 5, 6, 7, 8 and 12 more");
  });
});
