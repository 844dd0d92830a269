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

/** Pages whose sizes are read before anything is shown, and in each turn after that. */
const PART = 50;

/** Yields the sizes of all pages in points; what was not read yet is taken to be like the first page. */
export async function* pageSizes(pdf: PDFDocumentProxy, needed: number): AsyncGenerator<PageSize[]> {
  const sizes: PageSize[] = [];
  while (sizes.length < pdf.numPages) {
    const end = Math.min(pdf.numPages, Math.max(needed, sizes.length + PART));
    const numbers = Array.from({ length: end - sizes.length }, (_, at) => sizes.length + at + 1);
    sizes.push(...(await Promise.all(numbers.map((number) => pageSize(pdf, number)))));
    const [first] = sizes;
    if (first) yield Array.from({ length: pdf.numPages }, (_, at) => sizes[at] ?? first);
  }
}

async function pageSize(pdf: PDFDocumentProxy, number: number): Promise<PageSize> {
  const { width, height } = (await pdf.getPage(number)).getViewport({ scale: 1 });
  return { width, height };
}
