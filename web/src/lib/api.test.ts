import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

describe("the types of the interface", () => {
  // The server's own tests fail while the description is missing.
  it.skipIf(!existsSync(at("../../../docs/reference/openapi.json")))("are those of the description", () => {
    expect(() => execFileSync(process.execPath, [at("../../types.mjs"), "--check"])).not.toThrow();
  });
});
