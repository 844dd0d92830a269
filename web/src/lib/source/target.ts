/** What the source sheet shows, from the citation or the place in the address. */

import type { Citation, Document, Rectangle, Span } from "../api";
import { readable } from "../format";
import type { Source } from "../url";

export interface Target {
  document: string;
  /** null means the version that answers now, else the newest. */
  version: string | null;
  /** Known from the citation; null until the document was read. */
  name: string | null;
  page: number | null;
  span: Span | null;
  rectangles: Rectangle[];
  quote: string | null;
}

export function fromCitation(citation: Citation): Target {
  return { ...citation, name: citation.document_name };
}

export function fromSource(source: Source): Target {
  return { ...source, name: null, rectangles: [], quote: null };
}

/** Returns the version to show, once the document is known. */
export function versionOf(target: Target, document: Document | null): string | null {
  return target.version ?? document?.live_version ?? document?.version.id ?? null;
}

/** Returns the quote with its reference, as it can be pasted into a text. */
export function reference(target: Target, name: string, link: string): string {
  const place = target.page === null ? name : `${name}, page ${target.page}`;
  const quote = target.quote === null ? "" : `“${readable(target.quote)}”\n`;
  return `${quote}${place}\n${link}`;
}
