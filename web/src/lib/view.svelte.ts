/** The view in the address bar as reactive state. Screens read `view.now` and move with `view.go`. */

import { EMPTY_VIEW, readView, writeView, type View } from "./url";

class ViewState {
  now = $state<View>(EMPTY_VIEW);

  constructor() {
    this.now = readView(location.search);
    addEventListener("popstate", () => (this.now = readView(location.search)));
  }

  /** Moves to a changed view; `replace` for changes that the Back button should not stop at. */
  go(change: Partial<View>, replace = false): void {
    const next = { ...this.now, ...change };
    const query = writeView(next);
    this.now = next;
    if (query === location.search) return;
    const target = location.pathname + query;
    if (replace) history.replaceState(null, "", target);
    else history.pushState(null, "", target);
  }

  get sourceOpen(): boolean {
    return this.now.citation !== null || this.now.source !== null;
  }

  closeSource(): void {
    this.go({ citation: null, source: null });
  }
}

export const view = new ViewState();
