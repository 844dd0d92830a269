/**
 * The words of the HTTP interface, /api/v1.
 *
 * Written by hand until `docs/reference/openapi.json` exists; then `npm run types` writes them to `api/openapi.ts`
 * and this file only gives them their short names.
 */

/** A half-open byte range in the UTF-8 text of a version. */
export interface Span {
  start: number;
  end: number;
}

export interface Collection {
  id: string;
  name: string;
  document_count: number;
  chunk_count: number;
  created_ms: number;
}

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

export interface Version {
  id: string;
  number: number;
  state: VersionState;
  read: { status: ReadCode; pages?: number[] } | null;
  reason: string | null;
  sha256: string;
  size_bytes: number;
  media_type: string | null;
  page_count: number | null;
  chunk_count: number | null;
  created_ms: number;
}

export interface Document {
  id: string;
  collection: string;
  key: string;
  name: string;
  attributes: Record<string, string>;
  created_ms: number;
  version: Version;
  live_version: string | null;
}

export interface DocumentPage {
  data: Document[];
  next_cursor: string | null;
}

export interface Uploaded {
  document: string;
  version: string;
  job: string | null;
  unchanged: boolean;
}

/** The proof that a document is gone: its own sentences, asked again, found nothing. */
export interface Deletion {
  document: string;
  versions: string[];
  chunk_count: number;
  deleted_at_ms: number;
  probe: { queries: number; hits: number };
  /** What the raw index, the catalogue and the folder of files still hold of it; null until they were cleaned. */
  after_clean_up: { points: number; rows: number; blobs: number; at_ms: number } | null;
}

export type Stage = "queued" | "reading" | "cutting" | "embedding" | "indexing" | "ready" | "failed";

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

export type BlockKind = "heading" | "paragraph" | "list" | "table" | "code";

export interface TextPage {
  number: number;
  span: Span;
  width: number;
  height: number;
  name: string | null;
}

export interface VersionText {
  content: string;
  /** `rank` is that of a heading, 1 to 6. */
  blocks: { kind: BlockKind; rank: number | null; span: Span }[];
  pages: TextPage[];
  title: string | null;
}

export interface Scores {
  bm25: number | null;
  cosine: number | null;
  fused: number;
  rerank: number | null;
}

export interface Passage {
  version: string;
  document: string;
  document_name: string;
  span: Span;
  text: string;
  headings: string[];
  table_header: string | null;
  page: number | null;
  token_count: number;
  scores: Scores;
}

/** A rectangle in fractions of its page, from the top left corner. */
export interface Rectangle {
  page: number;
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

export interface Citation {
  document: string;
  version: string;
  document_name: string;
  page: number | null;
  span: Span;
  quote: string;
  rectangles: Rectangle[];
}

export interface Filter {
  collections?: string[];
  documents?: string[];
  attributes?: Record<string, string>;
}

/** What an answer streams, in the order it comes. */
export type AskEvent =
  | { event: "passages"; data: { passages: Passage[] } }
  | { event: "sentence"; data: { index: number; text: string; score: number } }
  | { event: "citation"; data: { sentence: number; citation: Citation } }
  | { event: "refusal"; data: { reason: string; nearest: Scores | null } }
  | { event: "done"; data: { took_ms: number; model: string } }
  | { event: "error"; data: { error: ErrorBody } };

export interface Status {
  version: string;
  embedder: { model?: string; dimensions?: number; precision?: string };
  documents: number;
  chunks: number;
  queue: { queued: number; running: number };
}

export interface ErrorBody {
  message: string;
  type: string;
  code: string | null;
  param: string | null;
}
