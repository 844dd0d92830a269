/** Turns what was dropped or picked into files with their path inside the dropped folder. */

export interface Picked {
  /** Path with "/" inside the dropped folder, or the bare name. */
  key: string;
  file: File;
}

/** Files that systems leave in folders; nobody means to add them. */
const CLUTTER = new Set([".ds_store", "thumbs.db", "desktop.ini"]);

/** Returns whether a file is worth sending. */
export function isWanted(key: string): boolean {
  const parts = key.split("/");
  const name = (parts.at(-1) ?? "").toLowerCase();
  return (
    name !== "" &&
    !CLUTTER.has(name) &&
    !name.startsWith("~$") &&
    !parts.some((part) => part === "__MACOSX" || part === ".git")
  );
}

/** Returns the files of a file picker; a folder picker gives each its path. */
export function fromPicker(files: FileList): Picked[] {
  return Array.from(files, (file) => ({ key: file.webkitRelativePath || file.name, file })).filter((it) =>
    isWanted(it.key),
  );
}

/** Yields the files of a drop, walking into folders of any depth. */
export async function* fromDrop(items: DataTransferItemList): AsyncGenerator<Picked> {
  // The list is emptied when the drop handler returns, so the entries are taken before the first wait.
  const entries = Array.from(items, (item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  for (const entry of entries) yield* walk(entry);
}

async function* walk(entry: FileSystemEntry): AsyncGenerator<Picked> {
  const key = entry.fullPath.replace(/^\//, "");
  if (isFile(entry)) {
    if (isWanted(key)) yield { key, file: await new Promise<File>((resolve, reject) => entry.file(resolve, reject)) };
  } else if (isFolder(entry)) {
    const reader = entry.createReader();
    // A reader gives at most 100 entries at a time.
    for (;;) {
      const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
      if (part.length === 0) return;
      for (const child of part) yield* walk(child);
    }
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
