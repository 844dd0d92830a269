// A stand-in for the server, for work on the screens alone: keeps everything in memory and finds by shared words.
// Usage: node e2e/mock.mjs [--port 8080] [--slow] [--seed FOLDER] [--many 10000]; serves build/ and /api/v1.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import {
  PRICES,
  STEP_MS,
  citation,
  collectionOf,
  collections,
  counted,
  documents,
  events,
  list,
  listeners,
  now,
  originals,
  passage,
  quote,
  receipts,
  search,
  texts,
  upload,
  wait,
} from "./mock-data.mjs";
import { rectangles } from "./mock-text.mjs";

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : (process.argv[at + 1] ?? true);
};
const build = fileURLToPath(new URL("../build/", import.meta.url));
/** The same as the server's, so that what breaks it is seen here first. */
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
  "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };

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
  if (best.length === 0)
    send("refusal", {
      reason: "Nothing in these documents answers this question.",
      nearest: hits[0] ? passage(hits[0]).scores : null,
    });
  send("done", { took_ms: 42, model: "extractive" });
  response.end();
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
  const reply = (data, status = 200) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(data));
  const missing = () =>
    reply({ error: { message: "There is no such document.", type: "not_found", code: "not_found", param: null } }, 404);
  const parts = [];
  for await (const part of request) parts.push(part);
  const bytes = Buffer.concat(parts);
  const route = `${request.method} ${path.replace(/(documents|versions)\/[^/]+/, "$1/:id")}`;
  const which = path.split("/")[1];
  if (route === "GET collections") return reply({ data: collections.map(counted) });
  if (route === "POST collections") return reply(counted(collectionOf(JSON.parse(bytes).name)), 201);
  if (route === "GET documents") return reply(list(query));
  if (route === "POST documents")
    return reply(upload(collectionOf(query.get("collection")), query.get("key"), bytes), 202);
  if (route === "GET events") return stream(request, query, response);
  if (route === "POST ask") return ask(JSON.parse(bytes), response);
  if (route === "GET status") {
    const chunks = collections.map(counted).reduce((sum, it) => sum + it.chunk_count, 0);
    return reply({
      version: "0.1.0",
      embedder: { model: "all-minilm-l6-v2", dimensions: 384, precision: "int8" },
      documents: documents.size,
      chunks,
      queue: { queued: 0, running: 0 },
      prices: PRICES,
    });
  }
  const document = documents.get(which);
  if (route === "GET documents/:id") return document ? reply(document) : missing();
  if (route === "DELETE documents/:id" && documents.delete(which)) {
    const receipt = {
      document: which,
      versions: [document.version.id],
      chunk_count: document.version.chunk_count ?? 0,
      deleted_at_ms: now(),
      probe: { queries: 5, hits: 0 },
      after_clean_up: null,
    };
    receipts.set(which, { ...receipt, after_clean_up: { points: 0, rows: 0, blobs: 0, at_ms: now() + 900 } });
    return reply(receipt);
  }
  if (path.endsWith("/receipt") && receipts.has(which)) return reply(receipts.get(which));
  if (route === "POST quote") return reply(quote(JSON.parse(bytes).files));
  if (path.endsWith("/rectangles") && texts.has(which)) {
    const span = { start: Number(query.get("start")), end: Number(query.get("end")) };
    const lines = rectangles(texts.get(which), span);
    return reply({ span, pages: [...new Set(lines.map((it) => it.page))], rectangles: lines });
  }
  if (route === "GET versions/:id/text" && texts.has(which)) return reply({ ...texts.get(which), words: undefined });
  if (route === "GET versions/:id/original" && originals.has(which)) {
    const pdf = originals.get(which).subarray(0, 4).toString() === "%PDF";
    return response
      .writeHead(200, { "content-type": pdf ? "application/pdf" : "text/plain" })
      .end(originals.get(which));
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
if (seed)
  for (const name of readdirSync(seed)) upload(collectionOf("Accident reports"), name, readFileSync(join(seed, name)));
for (let at = 0; at < Number(option("many", 0)); at += 1)
  upload(
    collectionOf("Many"),
    `folder ${at % 40}/note ${at}.txt`,
    Buffer.from(`Note ${at} says the number ${at * 7}.`),
  );
server.listen(Number(option("port", 8080)), "127.0.0.1", () =>
  console.log(`listening on http://127.0.0.1:${server.address().port}`),
);
