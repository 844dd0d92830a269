import { describe, expect, it } from "vitest";
import type { AskEvent, Citation } from "../api";
import { numbered, withEvent, type Answer } from "./asking.svelte";

const citation = (quote: string): Citation => ({
  document: "doc_1",
  version: "ver_1",
  document_name: "a.pdf",
  page: 1,
  span: { start: 0, end: 4 },
  quote,
  rectangles: [],
});

const START: Answer = { sentences: [], passages: null, refusal: null, done: null };

describe("an answer", () => {
  it("grows with its events and numbers its citations in reading order", () => {
    const events: AskEvent[] = [
      { event: "passages", data: { passages: [] } },
      { event: "sentence", data: { index: 0, text: "One.", score: 0.9 } },
      { event: "sentence", data: { index: 1, text: "Two.", score: 0.8 } },
      { event: "citation", data: { sentence: 1, citation: citation("b") } },
      { event: "citation", data: { sentence: 0, citation: citation("a") } },
      { event: "done", data: { took_ms: 12, model: "extractive" } },
    ];
    const answer = events.reduce(withEvent, START);
    expect(answer.sentences.map((it) => it.text)).toEqual(["One.", "Two."]);
    expect(numbered(answer).map((it) => [it.number, it.sentence, it.citation.quote])).toEqual([
      [1, 0, "a"],
      [2, 1, "b"],
    ]);
    expect(answer.done?.took_ms).toBe(12);
  });

  it("ignores events it does not know and throws the server's error", () => {
    expect(withEvent(START, { event: "later", data: {} } as unknown as AskEvent)).toBe(START);
    const error = { message: "The model is gone.", type: "server", code: "model_missing", param: null };
    expect(() => withEvent(START, { event: "error", data: { error } })).toThrow("The model is gone.");
  });
});
