import { describe, expect, it } from "vitest";
import type { Document } from "../api";
import { fromCitation, fromSource, reference, versionOf } from "./target";

const citation = {
  document: "doc_1",
  version: "ver_1",
  document_name: "lease.pdf",
  page: 4,
  span: { start: 10, end: 40 },
  quote: "The notice period\n is three months.",
  rectangles: [],
};

describe("the source sheet", () => {
  it("copies the quote on one line with document, page and link", () => {
    expect(reference(fromCitation(citation), "lease.pdf", "http://localhost/?q=x&cite=1")).toBe(
      "“The notice period is three months.”\nlease.pdf, page 4\nhttp://localhost/?q=x&cite=1",
    );
  });

  it("shows the cited version, else the one that answers, else the newest", () => {
    const source = fromSource({ document: "doc_1", version: null, span: null, page: null });
    const document = (live: string | null) => ({ live_version: live, version: { id: "ver_3" } }) as unknown as Document;
    expect(versionOf(fromCitation(citation), document("ver_2"))).toBe("ver_1");
    expect(versionOf(source, document("ver_2"))).toBe("ver_2");
    expect(versionOf(source, document(null))).toBe("ver_3");
    expect(versionOf(source, null)).toBeNull();
  });
});
