// A stand-in for the server, for work on the screens alone: keeps everything in memory and finds by shared words.
// Usage: node e2e/mock.mjs [--port 8080] [--slow] [--seed FOLDER] [--many 10000]; serves build/ and /api/v1.
import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { extract, pageOf, rectangles, sentences } from "./mock-text.mjs";

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : (process.argv[at + 1] ?? true);
};
const build = fileURLToPath(new URL("../build/", import.meta.url));
const STEP_MS = process.argv.includes("--slow") ? 1200 : 60;
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; " +
  "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };

const id = (prefix) => prefix + randomUUID().replaceAll("-", "");
const now = () => Date.now();
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const collections = [];
const documents = new Map();
const originals = new Map();
const texts = new Map();
const events = [];
const listeners = new Set();

function collectionOf(name) {
  let found = collections.find((it) => it.id === name || it.name === name);
  if (!found) collections.push((found = { id: id("col_"), name, created_ms: now() }));
  return found;
}

const counted = (it) => {
  const own = [...documents.values()].filter((doc) => doc.collection === it.id);
  return { ...it, document_count: own.length, chunk_count: own.reduce((sum, doc) => sum + (doc.version.chunk_count ?? 0), 0) };
};

function report(document, stage, done = 0, total = 0, eta = null, message = null) {
  const { id: of, version } = document;
  const event = { sequence: events.length + 1, job: "job_1", document: of, version: version.id, stage, done, total };
  events.push({ ...event, eta_ms: eta, message, at_ms: now() });
  for (const send of listeners) send(events.at(-1));
}

function upload(collection, key, bytes) {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const known = [...documents.values()].find((doc) => doc.collection === collection.id && doc.key === key);
  if (known?.version.sha256 === sha256) return { document: known.id, version: known.version.id, job: null, unchanged: true };
  const version = {
    id: id("ver_"), number: (known?.version.number ?? 0) + 1, state: "queued", read: null, reason: null, sha256,
    size_bytes: bytes.length, media_type: null, page_count: null, chunk_count: null, created_ms: now(),
  };
  const document = known ?? { id: id("doc_"), collection: collection.id, key, name: key.split("/").at(-1), attributes: {}, created_ms: now(), live_version: null };
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
    if (/encrypted|locked/.test(document.name)) throw new Error("encrypted");
    if (/partial/.test(document.name)) version.read = { status: "ok_partial", pages: [2, 5, 7] };
    const text = extract(document.name, bytes);
    const total = Math.max(1, Math.round(text.content.length / 800));
    Object.assign(version, { read: version.read ?? { status: "ok" }, media_type: text.pages.length ? "application/pdf" : "text/plain; charset=utf-8", page_count: text.pages.length || null });
    report(document, "cutting");
    for (let done = 0; done < total; done += Math.ceil(total / 6)) {
      report(document, "embedding", done, total, ((total - done) / total) * STEP_MS * 6);
      await wait(STEP_MS);
    }
    report(document, "indexing", total, total, 100);
    texts.set(version.id, text);
    Object.assign(version, { state: "live", chunk_count: total });
    document.live_version = version.id;
    report(document, "ready", total, total, 0);
  } catch (error) {
    const encrypted = error.message === "encrypted";
    const reason = encrypted ? "The file needs a password. Save a copy without one and add that." : "The file is broken and could not be read.";
    Object.assign(version, { state: "failed", read: { status: encrypted ? "encrypted" : "damaged" }, reason, chunk_count: 0 });
    report(document, "failed", 0, 0, null, reason);
  }
}

const STOP = new Set("the of in on at a an is was were and what which who how did does do to for".split(" "));
const terms = (text) => (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => !STOP.has(word));

function search(question, filter) {
  const wanted = new Set(terms(question));
  const found = [];
  for (const document of documents.values()) {
    if (!texts.has(document.live_version)) continue;
    if (filter?.collections?.length && !filter.collections.includes(document.collection)) continue;
    for (const sentence of sentences(texts.get(document.live_version))) {
      const shared = new Set(terms(sentence.text).filter((word) => wanted.has(word))).size;
      if (shared > 1) found.push({ document, sentence, score: shared / Math.sqrt(wanted.size * (terms(sentence.text).length + 3)) });
    }
  }
  return found.sort((a, b) => b.score - a.score).slice(0, 6);
}

const passage = ({ document, sentence, score }) => {
  const text = texts.get(document.live_version);
  const span = sentence.block.span;
  return {
    version: document.live_version, document: document.id, document_name: document.name, span,
    text: Buffer.from(text.content).subarray(span.start, span.end).toString(), headings: ["Factual Information"],
    table_header: null, page: pageOf(text, span), token_count: 90,
    scores: { bm25: score * 20, cosine: score > 0.3 ? score : null, fused: score, rerank: null },
  };
};

const citation = ({ document, sentence }) => {
  const text = texts.get(document.live_version);
  return {
    document: document.id, version: document.live_version, document_name: document.name, page: pageOf(text, sentence.span),
    span: sentence.span, quote: sentence.text, rectangles: rectangles(text, sentence.span),
  };
};

async function ask(body, response) {
  const hits = search(body.question, body.filter);
  response.writeHead(200, { "content-type": "text/event-stream", "content-security-policy": CSP });
  const send = (event, data) => response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  await wait(STEP_MS);
  send("passages", { passages: hits.map(passage) });
  const best = hits.filter((hit) => hit.score > 0.25).slice(0, 3);
  for (const [index, hit] of best.entries()) {
    await wait(STEP_MS);
    send("sentence", { index, text: hit.sentence.text, score: hit.score });
    send("citation", { sentence: index, citation: citation(hit) });
  }
  if (best.length === 0) send("refusal", { reason: "Nothing in these documents answers this question.", nearest: hits[0] ? passage(hits[0]).scores : null });
  send("done", { took_ms: 42, model: "extractive" });
  response.end();
}

function list(query) {
  const size = Number(query.get("limit") ?? 50);
  const from = Number(query.get("cursor") ?? 0);
  const text = (query.get("search") ?? "").toLowerCase();
  const all = [...documents.values()].reverse().filter((doc) =>
    (!query.get("collection") || doc.collection === query.get("collection")) &&
    (!query.get("state") || doc.version.state === query.get("state")) && doc.key.toLowerCase().includes(text));
  return { data: all.slice(from, from + size), next_cursor: from + size < all.length ? String(from + size) : null };
}

function stream(request, query, response) {
  response.writeHead(200, { "content-type": "text/event-stream" });
  const send = (event) => response.write(`event: progress\nid: ${event.sequence}\ndata: ${JSON.stringify(event)}\n\n`);
  const after = Number(request.headers["last-event-id"] ?? query.get("after") ?? events.length);
  response.write(": open\n\n");
  events.slice(after).forEach(send);
  listeners.add(send);
  request.on("close", () => listeners.delete(send));
}

async function api(request, path, query, response) {
  const reply = (data, status = 200) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(data));
  const missing = () => reply({ error: { message: "There is no such document.", type: "not_found", code: "not_found", param: null } }, 404);
  const parts = [];
  for await (const part of request) parts.push(part);
  const bytes = Buffer.concat(parts);
  const route = `${request.method} ${path.replace(/(documents|versions)\/[^/]+/, "$1/:id")}`;
  const which = path.split("/")[1];
  if (route === "GET collections") return reply({ data: collections.map(counted) });
  if (route === "POST collections") return reply(counted(collectionOf(JSON.parse(bytes).name)), 201);
  if (route === "GET documents") return reply(list(query));
  if (route === "POST documents") return reply(upload(collectionOf(query.get("collection")), query.get("key"), bytes), 202);
  if (route === "GET events") return stream(request, query, response);
  if (route === "POST ask") return ask(JSON.parse(bytes), response);
  if (route === "GET status") {
    const chunks = collections.map(counted).reduce((sum, it) => sum + it.chunk_count, 0);
    return reply({ version: "0.1.0", embedder: { model: "all-minilm-l6-v2", dimensions: 384, precision: "int8" }, documents: documents.size, chunks, queue: { queued: 0, running: 0 } });
  }
  const document = documents.get(which);
  if (route === "GET documents/:id") return document ? reply(document) : missing();
  if (route === "DELETE documents/:id" && documents.delete(which))
    return reply({ document: which, versions: [document.version.id], chunk_count: document.version.chunk_count ?? 0, deleted_at_ms: now(), probe: { queries: 5, hits: 0 } });
  if (route === "GET versions/:id/text" && texts.has(which)) return reply({ ...texts.get(which), words: undefined });
  if (route === "GET versions/:id/original" && originals.has(which)) {
    const pdf = originals.get(which).subarray(0, 4).toString() === "%PDF";
    return response.writeHead(200, { "content-type": pdf ? "application/pdf" : "text/plain" }).end(originals.get(which));
  }
  return missing();
}

function page(path, response) {
  const file = join(build, normalize(path === "/" ? "/index.html" : path));
  if (!file.startsWith(build) || !existsSync(file)) return response.writeHead(404).end();
  const type = TYPES[extname(file)] ?? "application/octet-stream";
  response.writeHead(200, { "content-type": type, "content-security-policy": CSP }).end(readFileSync(file));
}

const server = createServer((request, response) => {
  const url = new URL(request.url, "http://localhost");
  if (!url.pathname.startsWith("/api/v1/")) return page(url.pathname, response);
  api(request, url.pathname.slice(8), url.searchParams, response).catch((error) => {
    console.error(error);
    if (!response.headersSent) response.writeHead(500).end();
  });
});
const seed = option("seed", null);
if (seed) for (const name of readdirSync(seed)) upload(collectionOf("Accident reports"), name, readFileSync(join(seed, name)));
for (let at = 0; at < Number(option("many", 0)); at += 1) upload(collectionOf("Many"), `folder ${at % 40}/note ${at}.txt`, Buffer.from(`Note ${at} says the number ${at * 7}.`));
server.listen(Number(option("port", 8080)), "127.0.0.1", () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
