// The documents of the story: real accident reports where the benchmark data is there, else our own fixtures.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { here } from "./story.mjs";

/** Returns {files, folder, questions, one}: names, where they lie, what is asked, and the PDF that is asked about. */
export function documents() {
  const data = process.env.KNOWHOW_BENCH_DATA ?? here("../../../shared/data");
  const set = join(data, "documents/ntsb-reports");
  const real = existsSync(join(set, "qa.jsonl"));
  const folder = real ? join(set, "files") : here("../../fixtures/documents");
  const list = real ? join(set, "qa.jsonl") : here("../../fixtures/questions/sample.jsonl");
  console.log(`documents: ${real ? "accident reports of" : "our own fixtures, because there is no"} ${set}`);
  const questions = readFileSync(list, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const files = readdirSync(folder).slice(0, real ? 4 : 6);
  return { files, folder, questions, one: files.find((name) => name.endsWith(".pdf")) };
}
