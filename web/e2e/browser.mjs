// Drives Chromium: one page at a time, every request to another host and every broken policy is a failure.
import { mkdtempSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Returns {newPage, close, complaints}; complaints grow with everything a page must not do. */
export async function openBrowser(base) {
  const profile = mkdtempSync(join(tmpdir(), "knowhow-e2e-"));
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  const launch = (options) => chromium.launchPersistentContext(profile, { executablePath, args: FLAGS, ...options });
  const context = await launch({
    viewport: { width: 1440, height: 900 },
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const complaints = [];
  context.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(base) && !/^(data|blob|about):/.test(url)) complaints.push(`request to another host: ${url}`);
  });
  context.on("console", (message) => {
    const text = message.text();
    if (/Content Security Policy|Refused to/i.test(text)) complaints.push(`policy: ${text}`);
    else if (message.type() === "error" && !/status of 4\d\d/.test(text)) complaints.push(`console: ${text}`);
  });
  context.on("weberror", (error) => complaints.push(`script: ${error.error().stack ?? error.error().message}`));
  const newPage = async ({ width = 1440, height = 900, theme = "light" } = {}) => {
    const page = await context.newPage();
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    page.setDefaultTimeout(20_000);
    return page;
  };
  return { newPage, complaints, close: () => context.close() };
}

/** Returns the serious and critical findings of axe, as lines. */
export async function accessibility(page) {
  // Run through the debugger, which the page's policy does not stop.
  await page.evaluate(axeSource);
  const found = await page.evaluate(() => globalThis.axe.run({ resultTypes: ["violations"] }));
  return found.violations
    .filter((it) => it.impact === "serious" || it.impact === "critical")
    .flatMap((it) =>
      it.nodes.map((node) => `${it.id}: ${node.target.join(" ")} ${node.failureSummary.replaceAll("\n", " ")}`),
    );
}

/** Returns the words that lie under the marked rectangles of the open PDF page, by pdf.js's own positions. */
export function wordsUnderMarks(page) {
  return page.evaluate(() => {
    const inside = (box, rect) => {
      const x = (rect.left + rect.right) / 2;
      const y = (rect.top + rect.bottom) / 2;
      return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
    };
    let words = "";
    for (const mark of document.querySelectorAll("[data-rectangle]")) {
      const box = mark.getBoundingClientRect();
      const walker = document.createTreeWalker(mark.parentElement.querySelector(".texts"), NodeFilter.SHOW_TEXT);
      const range = document.createRange();
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        for (let at = 0; at < node.length; at += 1) {
          range.setStart(node, at);
          range.setEnd(node, at + 1);
          if (inside(box, range.getBoundingClientRect())) words += node.data[at];
        }
        words += " ";
      }
    }
    return words;
  });
}

/** Returns how well the words under the marks are the quote: share of its words found, and length against it. */
export function agreement(quote, words) {
  const letters = (text) =>
    text
      .normalize("NFKC")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]/gu, "");
  const under = letters(words);
  const wanted = quote
    .split(/\s+/)
    .map(letters)
    .filter((word) => word.length > 2);
  const found = wanted.filter((word) => under.includes(word)).length;
  return {
    found: wanted.length === 0 ? Number(under.includes(letters(quote))) : found / wanted.length,
    length: under.length / Math.max(1, letters(quote).length),
  };
}
