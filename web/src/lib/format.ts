/** Numbers as people read them, always with their unit. */

import type { ReadCode, Stage } from "./api";

/** Credits that embedding one part costs, and US dollars of one credit. */
const CREDITS_PER_CHUNK = 3;
const DOLLARS_PER_CREDIT = 0.001;

/** Returns "about 40 s left", "about 3 min left", or "" when nothing is known. */
export function timeLeft(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms) || ms < 0) return "";
  const seconds = Math.round(ms / 1000);
  if (seconds < 2) return "a moment left";
  if (seconds < 60) return `about ${seconds < 20 ? seconds : Math.round(seconds / 5) * 5} s left`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `about ${minutes} min left`;
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return rest === 0 ? `about ${hours} h left` : `about ${hours} h ${rest} min left`;
}

/** Returns "12 credits ($0.012)" for that many parts. */
export function credits(chunkCount: number): string {
  const amount = chunkCount * CREDITS_PER_CHUNK;
  const dollars = amount * DOLLARS_PER_CREDIT;
  const cents = dollars >= 1 || dollars === 0 ? dollars.toFixed(2) : dollars.toFixed(3);
  return `${count(amount)} ${amount === 1 ? "credit" : "credits"} ($${cents})`;
}

/** Returns a whole number with thin groups: "12,340". */
export function count(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** Returns "1 document", "2 documents". */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** Returns facts for one line that breaks between them, never inside one. */
export function facts(parts: readonly string[]): string {
  return parts
    .filter((part) => part !== "")
    .map((part) => part.replaceAll(" ", "\u00a0"))
    .join(" · ");
}

/** Returns "930 B", "12 KB", "3.4 MB". */
export function bytes(value: number): string {
  if (value < 1000) return `${value} B`;
  if (value < 1_000_000) return `${Math.round(value / 1000)} KB`;
  const unit = value < 1_000_000_000 ? "MB" : "GB";
  const scaled = value / (unit === "MB" ? 1_000_000 : 1_000_000_000);
  return `${scaled < 10 ? scaled.toFixed(1) : Math.round(scaled)} ${unit}`;
}

/** Returns "0.4 s" or "85 ms". */
export function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** Returns a local date and time to the second. */
export function moment(ms: number): string {
  return new Date(ms).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "medium" });
}

/** Returns a score for reading, or a dash where that step did not find the passage. */
export function score(value: number | null | undefined, digits: number): string {
  return value === null || value === undefined ? "–" : value.toFixed(digits);
}

/** Returns a quote for reading: the cells of a table row, " | " in the text, stand like a sentence. */
export function readable(quote: string): string {
  return quote.replace(/\s+/g, " ").replaceAll(": | ", ": ").replaceAll(" | ", " · ").trim();
}

/** Returns which scores a passage got, in words; "" when there is none. */
export function scoreWords(scores: { bm25: number | null; cosine: number | null }): string {
  const words = scores.bm25 === null ? "" : `${score(scores.bm25, 1)} for its words`;
  const meaning = scores.cosine === null ? "" : `${score(scores.cosine, 2)} for its meaning`;
  return [words, meaning].filter(Boolean).join(" and ");
}

const STAGES: Record<Stage, string> = {
  queued: "Waiting",
  reading: "Reading",
  cutting: "Cutting into parts",
  embedding: "Embedding",
  indexing: "Indexing",
  ready: "Ready",
  failed: "Not added",
};

/** Returns the stage in words. */
export function stageName(stage: Stage): string {
  return STAGES[stage];
}

/** What happened and what to do, for each way in which reading can end; the server's own sentence comes first. */
const READ: Record<ReadCode, string> = {
  ok: "",
  ok_partial: "Some pages have no readable text.",
  needs_ocr: "It holds pictures of text only. Install tesseract on the server and add it again.",
  unreadable_fonts: "Its fonts do not say which letters they draw. Print it to a new PDF and add that.",
  encrypted: "It needs a password. Save a copy without one and add that.",
  damaged: "The file is broken. Open it in its program, save it again and add that.",
  unsupported: "This format is not read.",
  too_large: "It is larger than the limits allow. Split it and add the parts.",
  empty: "There is nothing in it.",
};

/** Returns why a file could not be read in full. */
export function readReason(status: ReadCode, reason: string | null): string {
  if (reason === null) return READ[status];
  return /[.!?…]$/.test(reason) ? reason : `${reason}.`;
}

/** Returns "pages 2, 5 and 7", shortened after eight. */
export function pageList(pages: readonly number[]): string {
  if (pages.length === 1) return `page ${pages[0]}`;
  const shown = pages.slice(0, 8);
  if (pages.length > shown.length) return `pages ${shown.join(", ")} and ${pages.length - shown.length} more`;
  return `pages ${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
