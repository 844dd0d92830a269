import { describe, expect, it } from "vitest";
import { EventParser, readEvents, type ServerEvent } from "./sse";

const STREAM =
  ': a comment\nid: 7\nevent: progress\ndata: {"stage":"reading"}\n\nevent: sentence\r\ndata: line one\r\ndata: Zürich 🛩\r\n\r\n' +
  "data\n\nevent: lost\n\nretry: 10\ndata:no space\r\r";

const EXPECTED: ServerEvent[] = [
  { event: "progress", data: '{"stage":"reading"}', id: "7" },
  { event: "sentence", data: "line one\nZürich 🛩", id: "7" },
  { event: "message", data: "", id: "7" },
  { event: "message", data: "no space", id: "7" },
];

function parse(pieces: string[]): ServerEvent[] {
  const parser = new EventParser();
  // A line end that only a further piece completes: the parser must wait for it.
  return [...pieces, "\n"].flatMap((piece) => parser.push(piece));
}

describe("EventParser", () => {
  it("reads events in one piece", () => expect(parse([STREAM])).toEqual(EXPECTED));

  it("reads events cut at every place", () => {
    for (let at = 0; at <= STREAM.length; at += 1) {
      expect(parse([STREAM.slice(0, at), STREAM.slice(at)])).toEqual(EXPECTED);
    }
  });

  it("reads events character by character", () => expect(parse(STREAM.split(""))).toEqual(EXPECTED));

  it("skips a byte order mark", () =>
    expect(parse(["\uFEFFdata: x\n\n"])).toEqual([{ event: "message", data: "x", id: null }]));

  it("drops an event that the stream's end cuts off", () => expect(new EventParser().push("data: half")).toEqual([]));
});

describe("readEvents", () => {
  it("joins characters that the network cut in the middle", async () => {
    const bytes = new TextEncoder().encode(STREAM + "\n");
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < bytes.length; at += 3) controller.enqueue(bytes.slice(at, at + 3));
        controller.close();
      },
    });
    const events: ServerEvent[] = [];
    for await (const event of readEvents(body)) events.push(event);
    expect(events).toEqual(EXPECTED);
  });

  it("stops the stream when the reader leaves", async () => {
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode("data: 1\n\ndata: 2\n\n")),
      cancel: () => void (cancelled = true),
    });
    for await (const event of readEvents(body)) {
      expect(event.data).toBe("1");
      break;
    }
    expect(cancelled).toBe(true);
  });
});
