/**
 * Reads a stream of server-sent events from a fetch body; EventSource cannot send a question in a POST.
 *
 * Source: HTML Living Standard, section 9.2.6 "Interpreting an event stream".
 */

export interface ServerEvent {
  event: string;
  data: string;
  id: string | null;
}

/** Takes text in any pieces and returns the events that became complete with each. */
export class EventParser {
  #rest = "";
  #started = false;
  #event = "";
  #data: string[] = [];
  #id: string | null = null;

  push(piece: string): ServerEvent[] {
    this.#rest += piece;
    if (!this.#started && this.#rest.length > 0) {
      this.#started = true;
      if (this.#rest.startsWith("\uFEFF")) this.#rest = this.#rest.slice(1);
    }
    const events: ServerEvent[] = [];
    for (let line = this.#takeLine(); line !== null; line = this.#takeLine()) {
      const event = this.#readLine(line);
      if (event) events.push(event);
    }
    return events;
  }

  /** Lines end with CR LF, LF or CR; a CR at the very end may be half of a CR LF, so it waits. */
  #takeLine(): string | null {
    const at = this.#rest.search(/[\r\n]/);
    if (at < 0 || (this.#rest[at] === "\r" && at === this.#rest.length - 1)) return null;
    const line = this.#rest.slice(0, at);
    const width = this.#rest.startsWith("\r\n", at) ? 2 : 1;
    this.#rest = this.#rest.slice(at + width);
    return line;
  }

  #readLine(line: string): ServerEvent | null {
    if (line === "") return this.#dispatch();
    const colon = line.indexOf(":");
    if (colon === 0) return null;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") this.#event = value;
    else if (field === "data") this.#data.push(value);
    else if (field === "id" && !value.includes("\0")) this.#id = value;
    return null;
  }

  #dispatch(): ServerEvent | null {
    const event = { event: this.#event || "message", data: this.#data.join("\n"), id: this.#id };
    const empty = this.#data.length === 0;
    this.#event = "";
    this.#data = [];
    return empty ? null : event;
  }
}

/** Yields the events of a response body until it ends. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  const parser = new EventParser();
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield* parser.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    // Leaving early (a new question, a closed page) must also stop the server's work.
    await reader.cancel().catch(() => undefined);
  }
}
