/** Calls of the HTTP interface. Every failure becomes one `ApiError` with a sentence for the reader. */

import type {
  AskEvent,
  Collection,
  Deletion,
  Document,
  DocumentPage,
  ErrorBody,
  Filter,
  Quote,
  Rectangles,
  Span,
  Status,
  Uploaded,
  VersionState,
  VersionText,
} from "./api";
import { readEvents } from "./sse";

export class ApiError extends Error {
  readonly code: string;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;

  constructor(message: string, code: string, status: number) {
    super(message);
    this.name = "ApiError";
    this.code = code;
    this.status = status;
  }
}

const UNREACHABLE = "The server does not answer. Check that it is running and try again.";

/** Returns the address of an interface path; relative, so that it also works below a path of another server. */
export function address(path: string, query: Record<string, string | number | null | undefined> = {}): string {
  const url = new URL(`api/v1/${path}`, document.baseURI);
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") url.searchParams.set(name, String(value));
  }
  return url.href;
}

/** Returns what a failed response says, or a plain sentence when it says nothing readable. */
export function errorFrom(status: number, body: string): ApiError {
  let error: Partial<ErrorBody> | undefined;
  try {
    error = (JSON.parse(body) as { error?: Partial<ErrorBody> } | null)?.error;
  } catch {
    error = undefined;
  }
  const message =
    error?.message ?? (status === 0 ? UNREACHABLE : "The server could not do this. Try again in a moment.");
  return new ApiError(
    sentence(message),
    error?.code ?? error?.type ?? (status === 0 ? "unreachable" : `http_${status}`),
    status,
  );
}

/** Returns a message as a sentence: the server leaves the last dot to its readers. */
export function sentence(message: string): string {
  return /[.!?…]$/.test(message) ? message : `${message}.`;
}

/** Returns any thrown value as an `ApiError`. */
export function asApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  return new ApiError(UNREACHABLE, "unreachable", 0);
}

async function send(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (thrown) {
    if (init.signal?.aborted) throw thrown;
    throw new ApiError(UNREACHABLE, "unreachable", 0);
  }
  if (!response.ok) throw errorFrom(response.status, await response.text().catch(() => ""));
  return response;
}

async function json<T>(path: string, init: RequestInit = {}): Promise<T> {
  const response = await send(path, { ...init, headers: { accept: "application/json", ...init.headers } });
  return (await response.json()) as T;
}

function post(body: unknown): RequestInit {
  return { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

export async function listCollections(): Promise<Collection[]> {
  return (await json<{ data: Collection[] }>(address("collections"))).data;
}

export function createCollection(name: string): Promise<Collection> {
  return json<Collection>(address("collections"), post({ name }));
}

export interface DocumentQuery {
  collection: string | null;
  search: string;
  state: VersionState | "";
  limit: number;
  cursor: string | null;
}

export function listDocuments(query: DocumentQuery, signal?: AbortSignal): Promise<DocumentPage> {
  return json<DocumentPage>(address("documents", { ...query }), signal ? { signal } : {});
}

export function getDocument(id: string): Promise<Document> {
  return json<Document>(address(`documents/${encodeURIComponent(id)}`));
}

export function deleteDocument(id: string): Promise<Deletion> {
  return json<Deletion>(address(`documents/${encodeURIComponent(id)}`), { method: "DELETE" });
}

/** Returns the receipt of a deletion again; later it also tells what clean-up left. */
export function getReceipt(document: string): Promise<Deletion> {
  return json<Deletion>(address(`documents/${encodeURIComponent(document)}/receipt`));
}

export function getText(version: string): Promise<VersionText> {
  return json<VersionText>(address(`versions/${encodeURIComponent(version)}/text`));
}

/** Returns where a range of a version's text stands on its pages. */
export function getRectangles(version: string, { start, end }: Span, signal?: AbortSignal): Promise<Rectangles> {
  const path = address(`versions/${encodeURIComponent(version)}/rectangles`, { start, end });
  return json<Rectangles>(path, signal ? { signal } : {});
}

/** Returns what adding files is likely to cost. Only names and sizes are sent. */
export function getQuote(files: readonly { name: string; size_bytes: number }[]): Promise<Quote> {
  return json<Quote>(address("quote"), post({ files }));
}

export function originalAddress(version: string): string {
  return address(`versions/${encodeURIComponent(version)}/original`);
}

export function getStatus(): Promise<Status> {
  return json<Status>(address("status"));
}

/** Sends a file and reports the share that has left the browser; `XMLHttpRequest`, because fetch cannot tell. */
export function uploadDocument(
  target: { collection: string; key: string; file: File },
  onSent: (share: number) => void,
  signal: AbortSignal,
): Promise<Uploaded> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address("documents", { collection: target.collection, key: target.key }));
    request.setRequestHeader("accept", "application/json");
    request.setRequestHeader("content-type", target.file.type || "application/octet-stream");
    request.upload.onprogress = (event) => {
      if (event.lengthComputable && event.total > 0) onSent(event.loaded / event.total);
    };
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText) as Uploaded);
      else reject(errorFrom(request.status, request.responseText));
    };
    request.onerror = () => reject(errorFrom(0, ""));
    request.onabort = () => reject(new ApiError("Stopped.", "stopped", 0));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(target.file);
  });
}

/** Yields the pieces of an answer as the server finds them. */
export async function* ask(question: string, filter: Filter, signal: AbortSignal): AsyncGenerator<AskEvent> {
  const init = post({ question, filter });
  const response = await send(address("ask"), {
    ...init,
    headers: { ...init.headers, accept: "text/event-stream" },
    signal,
  });
  if (!response.body) throw errorFrom(response.status, "");
  for await (const event of readEvents(response.body)) {
    yield { event: event.event, data: JSON.parse(event.data) as unknown } as AskEvent;
  }
}
