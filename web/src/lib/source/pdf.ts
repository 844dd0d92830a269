/** Opens PDFs with pdf.js, which is fetched only when the first one is opened. */

import type { PDFDocumentProxy } from "pdfjs-dist";
import workerUrl from "pdfjs-dist/build/pdf.worker.min.mjs?url";

export type Pdfjs = typeof import("pdfjs-dist");

let loading: Promise<Pdfjs> | null = null;

/** Returns pdf.js, fetched once. */
export function loadPdfjs(): Promise<Pdfjs> {
  loading ??= import("pdfjs-dist").then((pdfjs) => {
    pdfjs.GlobalWorkerOptions.workerSrc = workerUrl;
    return pdfjs;
  });
  return loading;
}

export interface OpenPdf {
  pdfjs: Pdfjs;
  document: PDFDocumentProxy;
  close: () => void;
}

/** Returns the opened document; throws when the file cannot be shown. */
export async function openPdf(url: string): Promise<OpenPdf> {
  const pdfjs = await loadPdfjs();
  const at = (folder: string): string => new URL(`pdfjs/${folder}/`, document.baseURI).href;
  const task = pdfjs.getDocument({
    url,
    cMapUrl: at("cmaps"),
    standardFontDataUrl: at("standard_fonts"),
    wasmUrl: at("wasm"),
    // Both would need permissions that the content security policy does not give.
    isEvalSupported: false,
    useWasm: false,
  });
  const close = (): void => void task.destroy();
  return { pdfjs, document: await task.promise, close };
}

export interface PageSize {
  width: number;
  height: number;
}

/** Returns the sizes of all pages in points; beyond the first few hundred, the first page's stands for the rest. */
export async function pageSizes(pdf: PDFDocumentProxy, needed: number): Promise<PageSize[]> {
  const exact = Math.min(pdf.numPages, Math.max(needed, 40));
  const numbers = Array.from({ length: exact }, (_, at) => at + 1);
  const sizes = await Promise.all(
    numbers.map(async (number) => {
      const { width, height } = (await pdf.getPage(number)).getViewport({ scale: 1 });
      return { width, height };
    }),
  );
  const first = sizes[0] ?? { width: 612, height: 792 };
  return Array.from({ length: pdf.numPages }, (_, at) => sizes[at] ?? first);
}
