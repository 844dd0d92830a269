import { describe, expect, it } from "vitest";
import { grouped, matching, type Command } from "./commands";

const command = (group: string, name: string): Command => ({
  id: name,
  group,
  name,
  icon: "ask",
  run: () => undefined,
});

const ALL = [
  command("Do", "Ask a question"),
  command("Do", "Add documents"),
  command("Theme", "Dark"),
  command("Collections", "Add-ons of 2024"),
];

describe("the palette", () => {
  it.each([
    ["", ["Ask a question", "Add documents", "Dark", "Add-ons of 2024"]],
    ["add", ["Add documents", "Add-ons of 2024"]],
    ["QUESTION ask", ["Ask a question"]],
    ["theme", ["Dark"]],
    ["2024", ["Add-ons of 2024"]],
    ["nothing like it", []],
  ])("finds by words: %j", (typed, names) => expect(matching(ALL, typed).map((it) => it.name)).toEqual(names));

  it("puts what begins with the text first", () => {
    const names = matching([command("Do", "Re-add"), command("Do", "Add")], "add").map((it) => it.name);
    expect(names).toEqual(["Add", "Re-add"]);
  });

  it("keeps the headings together", () =>
    expect(grouped([...ALL, command("Do", "Stop")]).map((it) => [it.name, it.commands.length])).toEqual([
      ["Do", 3],
      ["Theme", 1],
      ["Collections", 1],
    ]));
});
