// Runs the steps of a story one after the other and keeps pictures of what was seen.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { accessibility, openBrowser } from "./browser.mjs";

export const here = (path) => fileURLToPath(new URL(path, import.meta.url));
export const out = here("out/");

/** Returns {page, browser, step, shot, clean, end}; `end` closes everything and returns whether all steps held. */
export async function openStory(base) {
  mkdirSync(out, { recursive: true });
  const browser = await openBrowser(base);
  const page = await browser.newPage();
  const failures = [];
  const step = async (name, work) => {
    // The steps of a story follow from each other: after one fails, the rest would only wait.
    if (failures.length > 0) return console.log(`skip  ${name}`);
    const begun = Date.now();
    try {
      await work();
      console.log(`ok    ${name} (${Date.now() - begun} ms)`);
    } catch (error) {
      failures.push(name);
      console.log(`FAILS ${name}\n      ${String(error.stack ?? error).replaceAll("\n", "\n      ")}`);
      await page.screenshot({ path: join(out, `failed-${failures.length}.png`) }).catch(() => undefined);
    }
  };
  const shot = (name, on = page) => on.screenshot({ path: join(out, `${name}.png`) });
  const clean = async (name, on = page) => assert.deepEqual(await accessibility(on), [], `accessibility of ${name}`);
  const end = async () => {
    await browser.close();
    for (const complaint of new Set(browser.complaints)) {
      failures.push(complaint);
      console.log(`FAILS ${complaint}`);
    }
    console.log(failures.length === 0 ? "all good" : `${failures.length} failed`);
    return failures.length === 0;
  };
  return { page, browser, step, shot, clean, end };
}
