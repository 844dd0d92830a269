// Fails when the first screen grows beyond its budget, or when the page names another host.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const BUDGET_BYTES = 150_000;
const build = new URL("../build/", import.meta.url);
const html = readFileSync(new URL("index.html", build), "utf8");
assert(!/(src|href)="(https?:)?\/\//.test(html), "index.html loads from another host");
assert(!/<script>|<style|style="|\son\w+="/.test(html), "index.html has inline code, which the policy refuses");
const scripts = [...html.matchAll(/(?:src|href)="\.\/([^"]+\.js)"/g)].map((match) => match[1]);
assert(
  scripts.some((name) => name.startsWith("assets/")),
  `no script in ${fileURLToPath(build)}index.html`,
);
const sizes = scripts.map((name) => gzipSync(readFileSync(new URL(name, build))).length);
const total = sizes.reduce((sum, size) => sum + size, 0);
console.log(`first screen: ${(total / 1000).toFixed(1)} kB of script, compressed; budget ${BUDGET_BYTES / 1000} kB`);
assert(total <= BUDGET_BYTES, "the first screen's script is over its budget");
