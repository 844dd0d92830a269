// Writes src/lib/api/openapi.ts from the server's description, or with --check tells whether it is what it should be.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const source = process.env.KNOWHOW_OPENAPI ?? new URL("../docs/reference/openapi.json", import.meta.url);
const target = new URL("src/lib/api/openapi.ts", import.meta.url);
const description = JSON.parse(readFileSync(source, "utf8"));
// Only the words are used here; names of operations may repeat without harm.
for (const path of Object.values(description.paths))
  for (const operation of Object.values(path)) delete operation.operationId;
const header = "// Written by `npm run types` from docs/reference/openapi.json; not to be edited.\n\n";
const types = header + astToString(await openapiTS(description));

if (!process.argv.includes("--check")) writeFileSync(target, types);
else if (!existsSync(target) || readFileSync(target, "utf8") !== types) {
  console.error("src/lib/api/openapi.ts is stale: run `npm run types`");
  process.exit(1);
}
