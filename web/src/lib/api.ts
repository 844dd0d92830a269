/**
 * The words of the HTTP interface, /api/v1, under their short names.
 *
 * Taken from `api/openapi.ts`, which `npm run types` writes from docs/reference/openapi.json. By hand stand here only
 * the sets of values that the description calls plain strings, and the events of the two streams.
 */

import type { components } from "./api/openapi";

type Schemas = components["schemas"];

/** The server always sends every field; what the description calls optional is null when there is nothing. */
type Whole<T> = T extends (infer Item)[]
  ? Whole<Item>[]
  : T extends object
    ? { [Key in keyof T]-?: Whole<Exclude<T[Key], undefined>> }
    : T;

/** A half-open byte range in the UTF-8 text of a version. */
export type Span = Schemas["Span"];
export type Collection = Schemas["Collection"];
export type Uploaded = Whole<Schemas["Uploaded"]>;
/** The proof that a document is gone: its own sentences, asked again, found nothing. */
export type Deletion = Whole<Schemas["Receipt"]>;
export type Scores = Whole<Schemas["Scores"]>;
export type Passage = Whole<Schemas["Passage"]>;
/** A rectangle in fractions of its page, from the top left corner. */
export type Rectangle = Schemas["Rectangle"];
/** Where a range of a text stands on its pages. */
export type Rectangles = Whole<Schemas["Rectangles"]>;
/** What adding files is likely to cost, before they are sent. */
export type Quote = Whole<Schemas["Quote"]>;
export type Estimate = Whole<Schemas["Estimate"]>;
export type Prices = Whole<Schemas["Prices"]>;
export type Citation = Whole<Schemas["Citation"]>;
export type Filter = Partial<Schemas["Filter"]>;
export type Status = Schemas["Status"];
export type ErrorBody = Whole<Schemas["ErrorDetail"]>;
export type TextPage = Whole<Schemas["Page"]>;

export type VersionState = "queued" | "live" | "dead" | "failed";

export type ReadCode =
  | "ok"
  | "ok_partial"
  | "needs_ocr"
  | "unreadable_fonts"
  | "encrypted"
  | "damaged"
  | "unsupported"
  | "too_large"
  | "empty";

export type Version = Omit<Whole<Schemas["Version"]>, "state" | "read"> & {
  state: VersionState;
  read: { status: ReadCode; pages: number[] | null } | null;
};

export type Document = Omit<Whole<Schemas["Document"]>, "version"> & { version: Version };

export interface DocumentPage {
  data: Document[];
  next_cursor: string | null;
}

export type BlockKind = "heading" | "paragraph" | "list" | "table" | "code";

export type VersionText = Omit<Whole<Schemas["VersionText"]>, "blocks"> & {
  blocks: { kind: BlockKind; rank: number | null; span: Span }[];
};

export type Stage = "queued" | "reading" | "cutting" | "embedding" | "indexing" | "ready" | "failed";

/** One event of /api/v1/events. */
export interface Progress {
  sequence: number;
  job: string;
  document: string;
  version: string;
  stage: Stage;
  done: number;
  total: number;
  eta_ms: number | null;
  message: string | null;
  at_ms: number;
}

/** What an answer streams, in the order it comes. */
export type AskEvent =
  | { event: "passages"; data: { passages: Passage[] } }
  | { event: "sentence"; data: { index: number; text: string; score: number } }
  | { event: "citation"; data: { sentence: number; citation: Citation } }
  | { event: "refusal"; data: { reason: string; nearest: Scores | null } }
  | { event: "done"; data: { took_ms: number; model: string } }
  | { event: "error"; data: { error: ErrorBody } };
