// What the mock server knows: documents in memory, found by shared words. Nothing here is the product's.
import { createHash, randomUUID } from "node:crypto";
import { extract, pageOf, rectangles, sentences } from "./mock-text.mjs";

export const STEP_MS = process.argv.includes("--slow") ? 1200 : 60;
export const id = (prefix) => prefix + randomUUID().replaceAll("-", "");
export const now = () => Date.now();
export const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export const collections = [];
export const documents = new Map();
export const originals = new Map();
export const texts = new Map();
export const events = [];
export const listeners = new Set();
export const receipts = new Map();

/** A file whose name holds one of these ends so, with a sentence as the server says it. */
const FAILURES = {
  needs_ocr: "The PDF holds pictures of text only; run text recognition (OCR) on it and upload the result",
  unreadable_fonts: "The fonts of this PDF do not say which letters they draw; export it again from its source",
  encrypted: "The file needs a password; save a copy without one and add that",
  damaged: "The file is broken; open it in its own program and save it again",
  unsupported: "This is a Word 97 document; save it as .docx",
  too_large: "The workbook holds more than 2 million cells; split it into smaller files",
  empty: "The file holds no text",
};
export const PRICES = { chunk_millicredits: 3000, credit_microdollars: 1000 };

const estimate = (low, likely, high) => ({
  low_chunks: low,
  likely_chunks: likely,
  high_chunks: high,
  low_millicredits: low * PRICES.chunk_millicredits,
  likely_millicredits: likely * PRICES.chunk_millicredits,
  high_millicredits: high * PRICES.chunk_millicredits,
});

/** Returns an estimate of the shape that the server gives; the numbers are made up. */
export function quote(files) {
  const per = (name) => (name.endsWith(".pdf") ? [50_000, 5000, 700] : [2500, 800, 300]);
  const chunks = files.map(({ name, size_bytes: size }) =>
    per(name).map((bytes) => Math.max(1, Math.ceil(size / bytes))),
  );
  const total = [0, 1, 2].map((end) => chunks.reduce((sum, it) => sum + it[end], 0));
  return {
    is_estimate: true,
    total: estimate(...total),
    files: chunks.map((it) => estimate(...it)),
    prices: PRICES,
  };
}

export function collectionOf(name) {
  let found = collections.find((it) => it.id === name || it.name === name);
  if (!found) collections.push((found = { id: id("col_"), name, created_ms: now() }));
  return found;
}

export const counted = (it) => {
  const own = [...documents.values()].filter((doc) => doc.collection === it.id);
  return {
    ...it,
    document_count: own.length,
    chunk_count: own.reduce((sum, doc) => sum + (doc.version.chunk_count ?? 0), 0),
  };
};

function report(document, stage, done = 0, total = 0, eta = null, message = null) {
  const { id: of, version } = document;
  const event = { sequence: events.length + 1, job: "job_1", document: of, version: version.id, stage, done, total };
  events.push({ ...event, eta_ms: eta, message, at_ms: now() });
  for (const send of listeners) send(events.at(-1));
}

export function upload(collection, key, bytes) {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const known = [...documents.values()].find((doc) => doc.collection === collection.id && doc.key === key);
  if (known?.version.sha256 === sha256)
    return { document: known.id, version: known.version.id, job: null, unchanged: true };
  const version = {
    id: id("ver_"),
    number: (known?.version.number ?? 0) + 1,
    state: "queued",
    read: null,
    reason: null,
    sha256,
    size_bytes: bytes.length,
    media_type: null,
    page_count: null,
    chunk_count: null,
    charged_millicredits: null,
    created_ms: now(),
  };
  const document = known ?? {
    id: id("doc_"),
    collection: collection.id,
    key,
    name: key.split("/").at(-1),
    attributes: {},
    created_ms: now(),
    live_version: null,
  };
  documents.set(document.id, Object.assign(document, { version }));
  originals.set(version.id, bytes);
  void process_(document, version, bytes);
  return { document: document.id, version: version.id, job: id("job_"), unchanged: false };
}

async function process_(document, version, bytes) {
  report(document, "queued");
  await wait(STEP_MS);
  report(document, "reading");
  await wait(STEP_MS);
  try {
    const failure = Object.keys(FAILURES).find((status) => document.name.includes(status));
    if (failure) throw Object.assign(new Error(FAILURES[failure]), { status: failure });
    if (/partial/.test(document.name)) version.read = { status: "ok_partial", pages: [2, 5, 7] };
    const text = extract(document.name, bytes);
    const total = Math.max(1, Math.round(text.content.length / 800));
    Object.assign(version, {
      read: version.read ?? { status: "ok" },
      media_type: text.pages.length ? "application/pdf" : "text/plain; charset=utf-8",
      page_count: text.pages.length || null,
    });
    report(document, "cutting");
    for (let done = 0; done < total; done += Math.ceil(total / 6)) {
      report(document, "embedding", done, total, ((total - done) / total) * STEP_MS * 6);
      await wait(STEP_MS);
    }
    report(document, "indexing", total, total, 100);
    texts.set(version.id, text);
    Object.assign(version, {
      state: "live",
      chunk_count: total,
      charged_millicredits: total * PRICES.chunk_millicredits,
    });
    document.live_version = version.id;
    report(document, "ready", total, total, 0);
  } catch (error) {
    const { status = "damaged" } = error;
    const reason = FAILURES[status];
    Object.assign(version, { state: "failed", read: { status }, reason, chunk_count: 0 });
    report(document, "failed", 0, 0, null, reason);
  }
}

const STOP = new Set("the of in on at a an is was were and what which who how did does do to for".split(" "));
const terms = (text) => (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => !STOP.has(word));

export function search(question, filter) {
  const wanted = new Set(terms(question));
  const found = [];
  for (const document of documents.values()) {
    if (!texts.has(document.live_version)) continue;
    if (filter?.collections?.length && !filter.collections.includes(document.collection)) continue;
    for (const sentence of sentences(texts.get(document.live_version))) {
      const shared = new Set(terms(sentence.text).filter((word) => wanted.has(word))).size;
      if (shared > 1)
        found.push({ document, sentence, score: shared / Math.sqrt(wanted.size * (terms(sentence.text).length + 3)) });
    }
  }
  return found.sort((a, b) => b.score - a.score).slice(0, 6);
}

export const passage = ({ document, sentence, score }) => {
  const text = texts.get(document.live_version);
  const span = sentence.block.span;
  return {
    version: document.live_version,
    document: document.id,
    document_name: document.name,
    span,
    text: Buffer.from(text.content).subarray(span.start, span.end).toString(),
    headings: ["Factual Information"],
    table_header: null,
    page: pageOf(text, span),
    token_count: 90,
    scores: { bm25: score * 20, cosine: score > 0.3 ? score : null, fused: score, rerank: null },
  };
};

export const citation = ({ document, sentence }) => {
  const text = texts.get(document.live_version);
  return {
    document: document.id,
    version: document.live_version,
    document_name: document.name,
    page: pageOf(text, sentence.span),
    span: sentence.span,
    quote: sentence.text,
    rectangles: rectangles(text, sentence.span),
  };
};

export function list(query) {
  const size = Number(query.get("limit") ?? 50);
  const from = Number(query.get("cursor") ?? 0);
  const text = (query.get("search") ?? "").toLowerCase();
  const all = [...documents.values()]
    .reverse()
    .filter(
      (doc) =>
        (!query.get("collection") || doc.collection === query.get("collection")) &&
        (!query.get("state") || doc.version.state === query.get("state")) &&
        doc.key.toLowerCase().includes(text),
    );
  return { data: all.slice(from, from + size), next_cursor: from + size < all.length ? String(from + size) : null };
}
