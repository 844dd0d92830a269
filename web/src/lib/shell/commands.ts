/** What the palette offers, and which of it a typed text means. */

import type { IconName } from "./Icon.svelte";

export interface Command {
  /** Unique among those shown. */
  id: string;
  /** Heading it stands under. */
  group: string;
  name: string;
  icon: IconName;
  /** Stands below what was found by the typed text. */
  far?: boolean;
  /** The key that does the same outside the palette. */
  key?: string;
  run: () => void;
}

export interface Group {
  name: string;
  commands: Command[];
}

/** Returns the commands that hold every typed word, those that begin with the text first. */
export function matching(commands: readonly Command[], typed: string): Command[] {
  const text = typed.trim().toLowerCase();
  const words = text.split(/\s+/);
  const found = commands.filter((it) => {
    const name = `${it.group} ${it.name}`.toLowerCase();
    return words.every((word) => name.includes(word));
  });
  const begins = (it: Command): number => (it.name.toLowerCase().startsWith(text) ? 0 : 1);
  return found.sort((a, b) => begins(a) - begins(b));
}

/** Returns commands under their headings, in the order in which the headings first come. */
export function grouped(commands: readonly Command[]): Group[] {
  const groups: Group[] = [];
  for (const command of commands) {
    const known = groups.find((it) => it.name === command.group);
    if (known) known.commands.push(command);
    else groups.push({ name: command.group, commands: [command] });
  }
  return groups;
}
