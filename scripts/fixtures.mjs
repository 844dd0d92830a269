// Makes the sample PDF and DOCX from the texts in fixtures/source/; with --check it only compares.
// Writes both formats by hand, without compression or clock, so that the same text gives the same bytes everywhere.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { docx } from "./fixtures/docx.mjs";
import { pdf } from "./fixtures/pdf.mjs";

const fixtures = join(dirname(fileURLToPath(import.meta.url)), "..", "fixtures");
const made = [
  ["rental-handbook", "pdf", pdf],
  ["safety-briefing", "docx", docx],
];

// Splits a source text into blocks: { kind: "title" | "heading" | "paragraph" | "table" | "break", ... }.
function blocks(source) {
  return source.trim().split(/\n\n+/).map((part) => {
    if (part === "---") return { kind: "break" };
    if (part.startsWith("## ")) return { kind: "heading", text: part.slice(3) };
    if (part.startsWith("# ")) return { kind: "title", text: part.slice(2) };
    if (!part.startsWith("|")) return { kind: "paragraph", text: part };
    const cells = (row) => row.split("|").slice(1, -1).map((cell) => cell.trim());
    return { kind: "table", rows: part.split("\n").map(cells) };
  });
}

let stale = 0;
for (const [name, ending, make] of made) {
  const bytes = make(blocks(readFileSync(join(fixtures, "source", `${name}.txt`), "utf8")));
  const path = join(fixtures, "documents", `${name}.${ending}`);
  if (!process.argv.includes("--check")) {
    writeFileSync(path, bytes);
  } else if (!bytes.equals(readFileSync(path))) {
    console.error(`${path} is not what its source makes: run "make fixtures".`);
    stale += 1;
  }
}
process.exitCode = stale > 0 ? 1 : 0;
