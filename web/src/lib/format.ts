/** Numbers as people read them, always with their unit. */

import type { Estimate, ReadCode, Stage, Version } from "./api";
import { cellsOf } from "./cells";

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

/** US dollars of a thousandth of a credit. */
const DOLLARS_PER_MILLICREDIT = 0.000_001;

/** A page of a letter has about 500 words, a part about 150. */
export const PARTS_PER_PAGE = 3;

/** Returns "12 credits" for thousandths of a credit, exact to the last one. */
export function creditCount(millicredits: number): string {
  const amount = millicredits / 1000;
  return `${amount.toLocaleString("en-US", { maximumFractionDigits: 3 })} ${amount === 1 ? "credit" : "credits"}`;
}

/** Returns "$0.012", "$1.20": tenths of a cent only where they matter. */
export function dollars(millicredits: number): string {
  const amount = millicredits * DOLLARS_PER_MILLICREDIT;
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: amount < 1 ? 3 : 2 };
  return `$${amount.toLocaleString("en-US", digits)}`;
}

/** Returns "12 credits ($0.012)". */
export function credits(millicredits: number): string {
  return `${creditCount(millicredits)} (${dollars(millicredits)})`;
}

/** Returns what a version cost, as it was charged; "" while nothing was decided. */
export function paid(version: Pick<Version, "charged_millicredits" | "state">): string {
  if (version.charged_millicredits !== null) return `${credits(version.charged_millicredits)} charged`;
  return version.state === "failed" ? "nothing charged" : "";
}

/** Returns "about 570 credits ($0.57)" for an estimate; nothing exact is claimed. */
export function aboutCredits(estimate: Pick<Estimate, "likely_millicredits">): string {
  return `about ${credits(rounded(estimate.likely_millicredits))}`;
}

/** Returns "60 to 8,100 credits", or "3 credits" when both ends are the same. */
export function creditRange(estimate: Pick<Estimate, "low_millicredits" | "high_millicredits">): string {
  const [low, high] = [rounded(estimate.low_millicredits), rounded(estimate.high_millicredits)];
  return low === high ? creditCount(high) : `${creditCount(low).split(" ")[0]} to ${creditCount(high)}`;
}

/** Returns whole credits with two digits that count: an estimate knows no more. */
function rounded(millicredits: number): number {
  const whole = Math.max(1, Math.ceil(millicredits / 1000));
  const step = 10 ** Math.max(0, Math.floor(Math.log10(whole)) - 1);
  return Math.ceil(whole / step) * step * 1000;
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

/** Returns a quote for reading, on one line: the cells of a table row stand like parts of a sentence. */
export function readable(quote: string): string {
  return quote.split("\n").reduce((said, line) => {
    const cells = cellsOf(line).map((cell) => line.slice(cell.start, cell.end).replace(/\s+/g, " ").trim());
    const row = cells.length > 1 ? readableRow(cells) : (cells[0] ?? "");
    if (said === "" || row === "") return said + row;
    return said + (cells.length > 1 ? "; " : " ") + row;
  }, "");
}

/** A label such as "Location:" goes with the cell after it, or with a dash when there is nothing. */
function readableRow(cells: readonly string[]): string {
  const parts: string[] = [];
  let label = "";
  for (const cell of cells) {
    const isLabel = cell.endsWith(":");
    if (label !== "") parts.push(`${label} ${isLabel ? "–" : cell || "–"}`);
    else if (!isLabel && cell !== "") parts.push(cell);
    label = isLabel ? cell : "";
  }
  if (label !== "") parts.push(`${label} –`);
  return parts.join(" · ");
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
