/** Files on their way to the server: each has a row at once, a few are sent at a time. */

import type { ApiError } from "../client";
import { asApiError, uploadDocument } from "../client";
import type { Estimate, Uploaded } from "../api";
import type { Picked } from "./dropped";

const AT_ONCE = 3;

export type UploadState = "waiting" | "sending" | "failed";

export class Upload {
  readonly id: number;
  readonly collection: string;
  readonly key: string;
  readonly file: File;
  /** What it is likely to cost; null when the server could not be asked. */
  readonly estimate: Estimate | null;
  state = $state<UploadState>("waiting");
  /** Share sent, 0 to 1. */
  sent = $state(0);
  error = $state<ApiError | null>(null);
  readonly stop = new AbortController();

  constructor(id: number, collection: string, picked: Picked, estimate: Estimate | null) {
    this.id = id;
    this.collection = collection;
    this.key = picked.key;
    this.file = picked.file;
    this.estimate = estimate;
  }

  get name(): string {
    return this.key.split("/").at(-1) ?? this.key;
  }
}

export class Uploads {
  items = $state.raw<Upload[]>([]);
  #next = 1;
  #sending = 0;
  readonly #onStored: (uploaded: Uploaded, upload: Upload) => void;

  constructor(onStored: (uploaded: Uploaded, upload: Upload) => void) {
    this.#onStored = onStored;
  }

  add(collection: string, files: readonly Picked[], estimates: readonly Estimate[]): void {
    const added = files.map((picked, at) => new Upload(this.#next++, collection, picked, estimates[at] ?? null));
    this.items = [...this.items, ...added];
    this.#pump();
  }

  retry(upload: Upload): void {
    upload.state = "waiting";
    upload.error = null;
    upload.sent = 0;
    this.#pump();
  }

  /** Takes a row away and stops its sending. */
  remove(upload: Upload): void {
    upload.stop.abort();
    this.items = this.items.filter((item) => item !== upload);
  }

  #pump(): void {
    while (this.#sending < AT_ONCE) {
      const next = this.items.find((item) => item.state === "waiting");
      if (!next) return;
      void this.#send(next);
    }
  }

  async #send(upload: Upload): Promise<void> {
    this.#sending += 1;
    upload.state = "sending";
    try {
      const uploaded = await uploadDocument(upload, (share) => (upload.sent = share), upload.stop.signal);
      this.items = this.items.filter((item) => item !== upload);
      this.#onStored(uploaded, upload);
    } catch (thrown) {
      upload.error = asApiError(thrown);
      upload.state = "failed";
    } finally {
      this.#sending -= 1;
      this.#pump();
    }
  }
}
