/** What the documents pane shows: collections, the loaded part of the list, and live progress from the event stream. */

import { SvelteMap } from "svelte/reactivity";
import type { Collection, Deletion, Document, Progress, Status, Uploaded, VersionState } from "../api";
import * as client from "../client";
import { asApiError, type ApiError } from "../client";
import { plural } from "../format";
import { Adding } from "./adding.svelte";
import { Batch } from "./batch";
import { isOver, newer, stageOf } from "./progress";
import { Uploads } from "./uploads.svelte";

const PAGE = 100;
/** Name of the collection that the first upload makes when there is none. */
export const FIRST_COLLECTION = "Documents";

export interface Receipt {
  name: string;
  deletion: Deletion;
}

export class Library {
  collections = $state.raw<Collection[]>([]);
  documents = $state.raw<Document[]>([]);
  receipts = $state.raw<Receipt[]>([]);
  /** null until the server told, and when it does not answer. */
  status = $state.raw<Status | null>(null);
  loading = $state(true);
  error = $state.raw<ApiError | null>(null);
  search = $state("");
  state = $state<VersionState | "">("");
  /** What a screen reader should say. */
  announcement = $state("");
  connected = $state(true);
  readonly progress = new SvelteMap<string, Progress>();
  readonly uploads = new Uploads((uploaded) => this.#stored(uploaded));
  readonly adding = new Adding(
    async (files, estimates) => {
      try {
        this.uploads.add(await this.target(this.#collection), files, estimates);
      } catch (thrown) {
        this.error = asApiError(thrown);
      }
    },
    () => this.waiting > 0,
  );
  #collection: string | null = null;
  #cursor: string | null = null;
  #loadingMore = false;
  #request = new AbortController();
  readonly #refreshed = new Batch<string>(120, (ids) => this.#refresh(ids));
  readonly #counted = new Batch<string>(600, () => this.loadCollections());
  readonly #said = new Batch<string>(1500, (names) => this.#announce(names));

  /** Documents of the loaded part that are not searchable yet. */
  get working(): Document[] {
    return this.documents.filter((it) => it.version.state === "queued");
  }

  /** Returns what is known to exist, by the collections' own counts. */
  get total(): number {
    const shown = this.collections.filter((it) => this.#collection === null || it.id === this.#collection);
    const counted = shown.reduce((sum, it) => sum + it.document_count, 0);
    // The counts follow a moment later than the rows.
    return this.search || this.state ? counted : Math.max(counted, this.documents.length);
  }

  /** Returns how many documents are on their way. */
  get waiting(): number {
    return this.working.length + this.uploads.items.filter((it) => !it.error).length;
  }

  async loadStatus(): Promise<void> {
    // The list says what is wrong when the server does not answer.
    this.status = await client.getStatus().catch(() => null);
  }

  /** Follows the event stream until the returned function is called. */
  listen(): () => void {
    const source = new EventSource(client.address("events"));
    source.addEventListener("progress", (event: MessageEvent<string>) =>
      this.#report(JSON.parse(event.data) as Progress),
    );
    source.onopen = () => {
      // What happened while the line was down is read from the list.
      if (!this.connected) void this.load(this.#collection);
      if (this.status === null) void this.loadStatus();
      this.connected = true;
    };
    source.onerror = () => (this.connected = false);
    return () => source.close();
  }

  async loadCollections(): Promise<void> {
    try {
      this.collections = await client.listCollections();
    } catch (thrown) {
      this.error = asApiError(thrown);
    }
  }

  /** Loads the first part of the list for a collection, or for all with null. */
  async load(collection: string | null): Promise<void> {
    this.#request.abort();
    this.#request = new AbortController();
    const { signal } = this.#request;
    this.#collection = collection;
    this.loading = true;
    this.error = null;
    try {
      const page = await client.listDocuments(this.#query(null), signal);
      this.documents = page.data;
      this.#cursor = page.next_cursor;
      await this.loadCollections();
    } catch (thrown) {
      if (!signal.aborted) this.error = asApiError(thrown);
    } finally {
      if (!signal.aborted) this.loading = false;
    }
  }

  /** Loads the next part when the reader comes near the end of the loaded one. */
  async more(): Promise<void> {
    if (this.#cursor === null || this.#loadingMore) return;
    this.#loadingMore = true;
    const { signal } = this.#request;
    try {
      const page = await client.listDocuments(this.#query(this.#cursor), signal);
      const known = new Set(this.documents.map((it) => it.id));
      this.documents = [...this.documents, ...page.data.filter((it) => !known.has(it.id))];
      this.#cursor = page.next_cursor;
    } catch (thrown) {
      if (!signal.aborted) this.error = asApiError(thrown);
    } finally {
      this.#loadingMore = false;
    }
  }

  async createCollection(name: string): Promise<Collection> {
    const made = await client.createCollection(name);
    await this.loadCollections();
    return made;
  }

  /** Returns where an upload goes: the chosen collection, else the first one, else a new one. */
  async target(chosen: string | null): Promise<string> {
    const known = this.collections.find((it) => it.id === chosen) ?? this.collections[0];
    return (known ?? (await this.createCollection(FIRST_COLLECTION))).id;
  }

  /** Deletes a document and keeps the proof on the screen. */
  async remove(document: Document): Promise<void> {
    const deletion = await client.deleteDocument(document.id);
    this.documents = this.documents.filter((it) => it.id !== document.id);
    this.progress.delete(document.id);
    this.receipts = [{ name: document.name, deletion }, ...this.receipts];
    this.#counted.add("");
    void this.#followCleanUp(document.id);
  }

  dismiss(receipt: Receipt): void {
    this.receipts = this.receipts.filter((it) => it !== receipt);
  }

  /** Adds to a receipt what the raw index and the files still held after clean-up, once that is known. */
  async #followCleanUp(id: string): Promise<void> {
    for (let turn = 1; turn <= 8; turn += 1) {
      await new Promise((resolve) => setTimeout(resolve, 500 * turn));
      const deletion = await client.getReceipt(id).catch(() => null);
      if (!deletion?.after_clean_up) continue;
      this.receipts = this.receipts.map((it) => (it.deletion.document === id ? { ...it, deletion } : it));
      return;
    }
  }

  #query(cursor: string | null): client.DocumentQuery {
    return { collection: this.#collection, search: this.search.trim(), state: this.state, limit: PAGE, cursor };
  }

  #stored(uploaded: Uploaded): void {
    this.#refreshed.add(uploaded.document);
    this.#counted.add("");
    if (uploaded.unchanged) this.announcement = "Already there, unchanged. Nothing was charged.";
  }

  #report(report: Progress): void {
    const known = this.progress.get(report.document);
    const latest = newer(known?.version === report.version ? known : undefined, report);
    this.progress.set(report.document, latest);
    const listed = this.documents.find((it) => it.id === report.document);
    const changed = listed?.version.id !== report.version || isOver(report);
    if (changed && !(listed && listed.version.id === report.version && listed.version.state !== "queued")) {
      this.#refreshed.add(report.document);
    }
    if (isOver(report)) this.#counted.add("");
  }

  /** Reads documents again and puts them where they stand in the list, new ones on top. */
  async #refresh(ids: string[]): Promise<void> {
    const found = await Promise.all(ids.map((id) => client.getDocument(id).catch(() => null)));
    const fresh = new Map(found.filter((it) => it !== null).map((it) => [it.id, it]));
    for (const document of fresh.values()) {
      const stage = stageOf(document, undefined);
      if (stage === "ready" || stage === "failed") this.#said.add(`${stage}:${document.name}`);
    }
    const kept = this.documents.map((it) => {
      const next = fresh.get(it.id);
      fresh.delete(it.id);
      return next ?? it;
    });
    const belongs = (it: Document): boolean => this.#collection === null || it.collection === this.#collection;
    const filtered = this.search.trim() !== "" || this.state !== "";
    const added = filtered ? [] : [...fresh.values()].filter(belongs).reverse();
    this.documents = [...added, ...kept];
  }

  #announce(said: string[]): void {
    const ready = said.filter((it) => it.startsWith("ready:"));
    const failed = said.length - ready.length;
    const first =
      ready.length === 1 ? `${ready[0]?.slice(6)} is ready.` : `${plural(ready.length, "document")} are ready.`;
    this.announcement =
      (ready.length > 0 ? first : "") + (failed > 0 ? ` ${plural(failed, "document")} could not be added.` : "");
  }
}
