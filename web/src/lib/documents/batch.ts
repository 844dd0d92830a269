/** Gathers keys for a moment and hands them over together, at most a few calls at a time. */

const AT_MOST = 40;

export class Batch<T> {
  readonly #waiting = new Set<T>();
  readonly #delayMs: number;
  readonly #work: (keys: T[]) => void | Promise<void>;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #running = false;

  constructor(delayMs: number, work: (keys: T[]) => void | Promise<void>) {
    this.#delayMs = delayMs;
    this.#work = work;
  }

  add(key: T): void {
    this.#waiting.add(key);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#timer !== null || this.#running || this.#waiting.size === 0) return;
    this.#timer = setTimeout(() => void this.#flush(), this.#delayMs);
  }

  async #flush(): Promise<void> {
    this.#timer = null;
    this.#running = true;
    const keys = [...this.#waiting].slice(0, AT_MOST);
    for (const key of keys) this.#waiting.delete(key);
    try {
      await this.#work(keys);
    } finally {
      this.#running = false;
      this.#schedule();
    }
  }
}
