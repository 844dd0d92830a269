// The static build: everything the page needs lies in build/, nothing is fetched from another host.
import { readdirSync, readFileSync } from "node:fs";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const pdfjs = new URL("node_modules/pdfjs-dist/", import.meta.url);

/** What pdf.js loads only for some files: character maps, the fonts every reader has, a picture decoder. */
function pdfjsFiles(): Map<string, URL> {
  const files = new Map<string, URL>();
  for (const folder of ["cmaps", "standard_fonts"]) {
    for (const name of readdirSync(new URL(`${folder}/`, pdfjs))) {
      files.set(`pdfjs/${folder}/${name}`, new URL(`${folder}/${name}`, pdfjs));
    }
  }
  const decoder = "wasm/openjpeg_nowasm_fallback.js";
  return files.set(`pdfjs/${decoder}`, new URL(decoder, pdfjs));
}

function shipPdfjsFiles(): Plugin {
  const files = pdfjsFiles();
  return {
    name: "ship-pdfjs-files",
    generateBundle() {
      for (const [fileName, url] of files) {
        this.emitFile({ type: "asset", fileName, source: readFileSync(url) });
      }
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const url = files.get((request.url ?? "").slice(1));
        if (url) response.end(readFileSync(url));
        else next();
      });
    },
  };
}

export default defineConfig({
  // Relative addresses, so that the page also works below a path of another server.
  base: "./",
  plugins: [svelte(), shipPdfjsFiles()],
  build: {
    outDir: "build",
    target: "es2022",
    // A data: address would need its own permission in the content security policy.
    assetsInlineLimit: 0,
    // pdf.js is fetched when the first PDF is opened.
    chunkSizeWarningLimit: 600,
    modulePreload: { polyfill: false },
    rollupOptions: {
      output: {
        // Some servers do not know .mjs as a script.
        assetFileNames: (asset) =>
          asset.names.some((name) => name.endsWith(".mjs"))
            ? "assets/[name]-[hash].js"
            : "assets/[name]-[hash][extname]",
      },
    },
  },
  // The server refuses a host that is not the page's own, so the name passes through as it is.
  server: { proxy: { "/api": { target: process.env["KNOWHOW_URL"] ?? "http://127.0.0.1:7717", changeOrigin: false } } },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
