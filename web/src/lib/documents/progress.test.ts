import { describe, expect, it } from "vitest";
import type { Document, Progress, Stage } from "../api";
import { isWanted } from "./dropped";
import { newer, shareDone, stageOf } from "./progress";

function report(stage: Stage, done = 0, total = 0, sequence = 1): Progress {
  return { sequence, job: "j", document: "d", version: "v", stage, done, total, eta_ms: null, message: null, at_ms: 0 };
}

describe("shareDone", () => {
  it("never goes back along the stages", () => {
    const way = [report("queued"), report("reading"), report("reading", 3, 4), report("cutting"), report("embedding")];
    way.push(report("embedding", 5, 10), report("embedding", 10, 10), report("indexing"), report("ready"));
    const shares = way.map(shareDone);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  it("keeps within the stage when a count overshoots", () => expect(shareDone(report("embedding", 20, 10))).toBe(0.95));
});

describe("newer", () => {
  it("keeps the later report", () => {
    const [one, two] = [report("reading", 0, 0, 4), report("cutting", 0, 0, 5)];
    expect(newer(one, two)).toBe(two);
    expect(newer(two, one)).toBe(two);
    expect(newer(undefined, one)).toBe(one);
  });
});

describe("stageOf", () => {
  const document = (state: string) => ({ version: { id: "v", state } }) as unknown as Document;
  it("believes the list once it says live or failed", () => {
    expect(stageOf(document("live"), report("embedding"))).toBe("ready");
    expect(stageOf(document("failed"), undefined)).toBe("failed");
  });
  it("follows the events of the newest version only", () => {
    expect(stageOf(document("queued"), report("embedding"))).toBe("embedding");
    expect(stageOf(document("queued"), { ...report("ready"), version: "older" })).toBe("queued");
  });
});

describe("isWanted", () => {
  it.each([
    ["a.pdf", true],
    ["folder/.DS_Store", false],
    ["folder/~$letter.docx", false],
    ["__MACOSX/a.pdf", false],
    ["repo/.git/config", false],
    ["folder/.env.md", true],
  ])("%s", (key, wanted) => expect(isWanted(key)).toBe(wanted));
});
