import { describe, expect, it } from "vitest";
import { EMPTY_VIEW, readView, writeView, type View } from "./url";

describe("the view in the address", () => {
  const source = { document: "doc_1", version: "ver_2", span: { start: 10, end: 24 }, page: 3 };
  it.each<[string, View]>([
    ["nothing", EMPTY_VIEW],
    [
      "a citation of an answer",
      { ...EMPTY_VIEW, collection: "col_1", question: "Why & how? ä", citation: 0, pane: "ask" },
    ],
    ["a source", { ...EMPTY_VIEW, source }],
    [
      "a source without a place",
      { ...EMPTY_VIEW, source: { document: "doc_1", version: null, span: null, page: null } },
    ],
  ])("survives the way there and back: %s", (_, view) => expect(readView(writeView(view))).toEqual(view));

  it.each(["?cite=0", "?cite=x", "?cite=-1", "?doc=", "?pane=none", "?q="])("leaves out nonsense: %s", (query) =>
    expect(readView(query)).toEqual(EMPTY_VIEW),
  );

  it("drops an empty or backward span", () => {
    expect(readView("?doc=a&span=9-3").source?.span).toBeNull();
    expect(readView("?doc=a&span=3-3").source?.span).toBeNull();
  });
});
