/** What the palette of the first screen offers: doing, going, and the documents by name. */

import { getDocument, listDocuments, originalAddress } from "./client";
import type { Document } from "./api";
import type { Library } from "./documents/library.svelte";
import type { Command } from "./shell/commands";
import { theme, THEMES, type Theme } from "./shell/theme.svelte";
import type { Target } from "./source/target";
import { view } from "./view.svelte";

/** What the parts of the screen can do when asked. */
export interface Actions {
  files: () => void;
  folder: () => void;
  newCollection: () => void;
  ask: (question: string) => void;
  remove: (document: Document) => void;
  closeSource: () => void;
}

/** Documents shown for a typed name. */
const DOCUMENTS = 8;

/** Returns the commands that make sense now. */
export function commandsOf(library: Library, target: Target | null, actions: Actions): Command[] {
  return [...doing(actions), ...ofSource(library, target, actions), ...collections(library), ...themes()];
}

/** Returns what a typed text can mean besides: a question, and documents of that name; the newest without a text. */
export async function alsoMeant(typed: string, actions: Actions): Promise<Command[]> {
  const query = { collection: null, search: typed, state: "", limit: DOCUMENTS, cursor: null } as const;
  const page = await listDocuments(query);
  const documents = page.data.map(openDocument);
  if (typed === "") return documents;
  return [
    ...documents,
    { id: "ask-this", group: "Ask", name: `Ask “${typed}”`, icon: "ask", run: () => actions.ask(typed) },
  ];
}

function doing(actions: Actions): Command[] {
  const go = (id: string, name: string, icon: Command["icon"], run: () => void, key?: string): Command => ({
    id,
    group: "Do",
    name,
    icon,
    run,
    ...(key ? { key } : {}),
  });
  return [
    go("ask", "Ask a question", "ask", () => focusOn("ask", "question"), "/"),
    go("files", "Add documents", "add", actions.files),
    go("folder", "Add a folder", "folder", actions.folder),
    go("documents", "Go to the documents", "file", () => focusOn("documents", "search")),
    go("collection", "New collection", "add", actions.newCollection),
  ];
}

/** The document that is open is the one that is meant. */
function ofSource(library: Library, target: Target | null, actions: Actions): Command[] {
  if (!target) return [];
  const listed = library.documents.find((it) => it.id === target.document);
  const name = target.name ?? listed?.name ?? "this document";
  const version = target.version ?? listed?.live_version ?? listed?.version.id;
  const group = "The open document";
  const download: Command = {
    id: "download",
    group,
    name: `Download the original of ${name}`,
    icon: "download",
    run: () => download_(originalAddress(version ?? ""), name),
  };
  return [
    { id: "close", group, name: "Close it", icon: "close", key: "Esc", run: actions.closeSource },
    ...(version ? [download] : []),
    {
      id: "delete",
      group,
      name: `Delete ${name}…`,
      icon: "trash",
      run: () => void (listed ? actions.remove(listed) : getDocument(target.document).then(actions.remove, () => null)),
    },
  ];
}

function collections(library: Library): Command[] {
  const group = "Show a collection";
  const to = (id: string | null, name: string): Command => ({
    id: `collection-${id ?? "all"}`,
    group,
    name,
    icon: "folder",
    far: true,
    run: () => view.go({ collection: id, citation: null, source: null }),
  });
  return [to(null, "All collections"), ...library.collections.map((it) => to(it.id, it.name))];
}

function themes(): Command[] {
  const all = Object.entries(THEMES) as [Theme, (typeof THEMES)[Theme]][];
  return all
    .filter(([id]) => id !== theme.now)
    .map(([id, { name, icon }]) => ({
      id: `theme-${id}`,
      group: "Theme",
      name: `Theme: ${name}`,
      icon,
      far: true,
      run: () => theme.set(id),
    }));
}

function openDocument(document: Document): Command {
  const source = { document: document.id, version: null, span: null, page: null };
  return {
    id: document.id,
    group: "Documents",
    name: document.name,
    icon: "file",
    run: () => view.go({ citation: null, source }),
  };
}

function focusOn(pane: "ask" | "documents", id: string): void {
  view.go({ pane }, true);
  // On a phone the pane is on the screen only after this change.
  requestAnimationFrame(() => document.getElementById(id)?.focus());
}

function download_(url: string, name: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
}
