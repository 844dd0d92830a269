// Gives the mock server texts with words and rectangles. PDFs go through pdftotext; nothing here is the product's.
import { execFileSync } from "node:child_process";

const length = (text) => Buffer.byteLength(text, "utf8");
const decode = (text) =>
  text.replace(/&(lt|gt|amp|quot|apos|#39);/g, (_, name) => ({ lt: "<", gt: ">", amp: "&", quot: '"' })[name] ?? "'");

/** Returns {content, blocks, pages, words, title} with byte spans; words carry fractions of their page. */
export function extract(name, bytes) {
  if (bytes.subarray(0, 5).toString() === "%PDF-") return fromPdf(bytes);
  return fromPlain(bytes.toString("utf8"), name);
}

function fromPdf(bytes) {
  const html = execFileSync("pdftotext", ["-bbox-layout", "-", "-"], { input: bytes, maxBuffer: 1 << 28 }).toString();
  const text = { content: "", blocks: [], pages: [], words: [], title: null };
  let at = 0;
  const add = (piece) => {
    text.content += piece;
    at += length(piece);
  };
  html
    .split(/<page /)
    .slice(1)
    .forEach((page, index) => {
      const [, width, height] = /width="([\d.]+)" height="([\d.]+)"/.exec(page).map(Number);
      const start = at;
      for (const block of page.split(/<block /).slice(1)) {
        const from = at;
        block
          .split(/<line /)
          .slice(1)
          .forEach((line, row) => {
            if (row > 0) add("\n");
            const words = [
              ...line.matchAll(/<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</g),
            ];
            words.forEach((word, place) => {
              if (place > 0) add(" ");
              const begin = at;
              add(decode(word[5]));
              const box = { x0: word[1] / width, y0: word[2] / height, x1: word[3] / width, y1: word[4] / height };
              text.words.push({ span: { start: begin, end: at }, page: index + 1, ...box });
            });
          });
        text.blocks.push({ kind: "paragraph", rank: null, span: { start: from, end: at } });
        add("\n\n");
      }
      text.pages.push({ number: index + 1, span: { start, end: at }, width, height, name: null });
    });
  return text;
}

function fromPlain(source, name) {
  const text = { content: source, blocks: [], pages: [], words: [], title: name };
  let at = 0;
  for (const piece of source.split(/(\n{2,})/)) {
    const rank = /^#{1,6} /.test(piece) ? /^#+/.exec(piece)[0].length : null;
    const kind = rank ? "heading" : piece.includes(" | ") ? "table" : "paragraph";
    if (piece.trim()) text.blocks.push({ kind, rank, span: { start: at, end: at + length(piece) } });
    at += length(piece);
  }
  return text;
}

/** Returns one rectangle for each line of the words under a span. */
export function rectangles(text, span) {
  const rows = [];
  for (const word of text.words) {
    if (word.span.end <= span.start || word.span.start >= span.end) continue;
    const row = rows.at(-1);
    if (row && row.page === word.page && Math.abs(row.y0 - word.y0) < 0.004 && word.x0 >= row.x0) {
      row.x1 = Math.max(row.x1, word.x1);
      row.y1 = Math.max(row.y1, word.y1);
    } else rows.push({ page: word.page, x0: word.x0, y0: word.y0, x1: word.x1, y1: word.y1 });
  }
  return rows;
}

/** Returns the sentences of a text with their byte spans. */
export function sentences(text) {
  const bytes = Buffer.from(text.content, "utf8");
  return text.blocks.flatMap((block) => {
    const piece = bytes.subarray(block.span.start, block.span.end).toString("utf8");
    return [...piece.matchAll(/[^.!?。]+[.!?。]*/g)]
      .filter((match) => match[0].trim().length > 3)
      .map((match) => {
        const lead = match[0].length - match[0].trimStart().length;
        const start = block.span.start + length(piece.slice(0, match.index + lead));
        return { text: match[0].trim(), span: { start, end: start + length(match[0].trim()) }, block };
      });
  });
}

export const pageOf = (text, span) => text.pages.findLast((page) => page.span.start <= span.start)?.number ?? null;
