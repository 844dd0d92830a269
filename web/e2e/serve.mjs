// Starts what the tests talk to: a running server (BASE_URL), the real binary (KNOWHOW_BIN), or the mock.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Returns {base, real, stop}; with options for the mock, always the mock. */
export async function startServer(mockOptions = []) {
  if (process.env.BASE_URL && mockOptions.length === 0)
    return { base: process.env.BASE_URL.replace(/\/$/, ""), real: true, stop: () => undefined };
  const binary = mockOptions.length === 0 ? process.env.KNOWHOW_BIN : undefined;
  const folder = mkdtempSync(join(tmpdir(), "knowhow-e2e-data-"));
  const mock = fileURLToPath(new URL("mock.mjs", import.meta.url));
  const child = binary
    ? spawn(binary, ["serve", "--port", "0", "--data-dir", folder], { stdio: ["ignore", "pipe", "pipe"] })
    : spawn(process.execPath, [mock, "--port", "0", ...mockOptions], { stdio: ["ignore", "pipe", "inherit"] });
  const stop = () => {
    child.kill("SIGTERM");
    rmSync(folder, { recursive: true, force: true });
  };
  // Also when a test breaks off: a server left behind would hold its port and its folder.
  process.once("exit", stop);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
  return { base: await addressOf(child), real: Boolean(binary), stop };
}

/** Returns the address that the server prints when it listens. */
function addressOf(child) {
  return new Promise((resolve, reject) => {
    let said = "";
    const read = (piece) => {
      said += piece;
      const found = /http:\/\/[\w.[\]:]+:\d+/.exec(said);
      if (found) resolve(found[0]);
    };
    child.stdout.on("data", read);
    child.stderr?.on("data", read);
    child.on("exit", (code) => reject(new Error(`the server ended with ${code}:\n${said}`)));
    setTimeout(() => reject(new Error(`the server did not say its address:\n${said}`)), 120_000).unref();
  });
}
