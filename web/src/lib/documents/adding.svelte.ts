/** From files that were dropped or picked to rows on their way: what it costs is said first. */

import type { Estimate } from "../api";
import { getQuote } from "../client";
import type { Picked } from "./dropped";

/** From here on the price is agreed to first: a dollar as it is likely, or ten at most. */
const ASK_LIKELY_MILLICREDITS = 1_000_000;
const ASK_HIGH_MILLICREDITS = 10_000_000;
/** Files the server quotes at once. */
const QUOTED_AT_ONCE = 1_000;

export interface Offer {
  files: Picked[];
  /** One for each file; empty when the server could not be asked. */
  estimates: Estimate[];
  total: Estimate | null;
}

/** Returns whether a price is high enough to be agreed to before anything is sent. */
export function isDear(total: Estimate): boolean {
  return total.likely_millicredits >= ASK_LIKELY_MILLICREDITS || total.high_millicredits >= ASK_HIGH_MILLICREDITS;
}

/** Returns the sum of estimates. */
export function sum(estimates: readonly Estimate[]): Estimate {
  const add = (field: keyof Estimate): number => estimates.reduce((all, it) => all + it[field], 0);
  return {
    low_chunks: add("low_chunks"),
    likely_chunks: add("likely_chunks"),
    high_chunks: add("high_chunks"),
    low_millicredits: add("low_millicredits"),
    likely_millicredits: add("likely_millicredits"),
    high_millicredits: add("high_millicredits"),
  };
}

export class Adding {
  /** Files found so far in what was dropped; null when nothing is looked through. */
  looking = $state<number | null>(null);
  /** Files that wait for a yes. */
  offer = $state.raw<Offer | null>(null);
  /** What is being added now is likely to cost this; null when it is not known. */
  total = $state.raw<Estimate | null>(null);
  /** Said when there was nothing to add. */
  nothing = $state(false);
  readonly #send: (files: Picked[], estimates: Estimate[]) => Promise<void>;
  readonly #isBusy: () => boolean;

  constructor(send: (files: Picked[], estimates: Estimate[]) => Promise<void>, isBusy: () => boolean) {
    this.#send = send;
    this.#isBusy = isBusy;
  }

  /** Quotes the files, and sends them unless they are dear. */
  async add(files: Picked[]): Promise<void> {
    this.nothing = files.length === 0;
    if (this.nothing) return;
    const offer = await quoted(files);
    if (offer.total && isDear(offer.total)) this.offer = offer;
    else await this.#go(offer);
  }

  /** Walks through what was dropped, then adds it. */
  async addAll(found: AsyncIterable<Picked>): Promise<void> {
    const files: Picked[] = [];
    this.looking = 0;
    try {
      for await (const picked of found) this.looking = files.push(picked);
    } finally {
      this.looking = null;
    }
    await this.add(files);
  }

  accept(): void {
    const offer = this.offer;
    this.offer = null;
    if (offer) void this.#go(offer);
  }

  decline(): void {
    this.offer = null;
  }

  async #go(offer: Offer): Promise<void> {
    const before = this.#isBusy() && this.total ? [this.total] : [];
    this.total = offer.total && sum([...before, offer.total]);
    await this.#send(offer.files, offer.estimates);
  }
}

async function quoted(files: Picked[]): Promise<Offer> {
  const estimates: Estimate[] = [];
  try {
    for (let at = 0; at < files.length; at += QUOTED_AT_ONCE) {
      const part = files.slice(at, at + QUOTED_AT_ONCE).map(({ key, file }) => ({ name: key, size_bytes: file.size }));
      estimates.push(...(await getQuote(part)).files);
    }
  } catch {
    // A server that cannot quote cannot take the files either; their rows say so.
    return { files, estimates: [], total: null };
  }
  return { files, estimates, total: sum(estimates) };
}
