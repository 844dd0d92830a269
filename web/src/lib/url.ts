/**
 * The state of the screen in the address, so that any view can be shared or reloaded.
 */

export interface View {
  /** Collection in view; null means all. */
  collection: string | null;
  /** The question asked. */
  question: string | null;
  /** The citation in view, counted from 0 over the whole answer. */
  citation: number | null;
  /** A source opened without a citation. */
  source: Source | null;
  /** Which half a phone shows. */
  pane: Pane;
}

export interface Source {
  document: string;
  /** Version; null means the newest. */
  version: string | null;
  span: { start: number; end: number } | null;
  page: number | null;
}

export type Pane = "documents" | "ask";

export const EMPTY_VIEW: View = { collection: null, question: null, citation: null, source: null, pane: "documents" };

/** Returns the view that a query string describes; what makes no sense is left out. */
export function readView(query: string): View {
  const params = new URLSearchParams(query);
  const citation = wholeNumber(params.get("cite"));
  return {
    collection: params.get("in") || null,
    question: params.get("q") || null,
    citation: citation === null || citation < 1 ? null : citation - 1,
    source: readSource(params),
    pane: params.get("pane") === "ask" ? "ask" : "documents",
  };
}

/** Returns the query string of a view, "" for the empty one. */
export function writeView(view: View): string {
  const params = new URLSearchParams();
  if (view.collection) params.set("in", view.collection);
  if (view.question) params.set("q", view.question);
  if (view.citation !== null) params.set("cite", String(view.citation + 1));
  if (view.source) {
    params.set("doc", view.source.document);
    if (view.source.version) params.set("version", view.source.version);
    if (view.source.span) params.set("span", `${view.source.span.start}-${view.source.span.end}`);
    if (view.source.page !== null) params.set("page", String(view.source.page));
  }
  if (view.pane === "ask") params.set("pane", "ask");
  const text = params.toString();
  return text ? `?${text}` : "";
}

function readSource(params: URLSearchParams): Source | null {
  const document = params.get("doc");
  if (!document) return null;
  const match = /^(\d{1,15})-(\d{1,15})$/.exec(params.get("span") ?? "");
  const span = match ? { start: Number(match[1]), end: Number(match[2]) } : null;
  return {
    document,
    version: params.get("version") || null,
    span: span && span.start < span.end ? span : null,
    page: wholeNumber(params.get("page")),
  };
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;
}
