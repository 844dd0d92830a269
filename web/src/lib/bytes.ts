/**
 * Turns byte offsets of UTF-8 text, in which the server speaks, into offsets of JavaScript strings (UTF-16).
 */

import type { Span } from "./api";

/** Bytes between two remembered places: a lookup walks at most this far. */
const STEP = 4096;

/** Returns how many UTF-8 bytes the code point that begins with this UTF-16 unit takes. */
function byteWidth(unit: number): number {
  if (unit < 0x80) return 1;
  if (unit < 0x800) return 2;
  // The first half of a pair stands for the whole 4-byte character.
  if (unit >= 0xd800 && unit <= 0xdbff) return 4;
  return 3;
}

/** Maps byte offsets of one text to offsets in its string; built once, then each lookup is short. */
export class ByteMap {
  readonly text: string;
  /** Length of the text in bytes. */
  readonly byteLength: number;
  #bytes: number[] = [0];
  #units: number[] = [0];

  constructor(text: string) {
    this.text = text;
    let bytes = 0;
    let next = STEP;
    for (let unit = 0; unit < text.length; unit += 1) {
      const width = byteWidth(text.charCodeAt(unit));
      bytes += width;
      if (width === 4) unit += 1;
      if (bytes >= next) {
        this.#bytes.push(bytes);
        this.#units.push(unit + 1);
        next = bytes + STEP;
      }
    }
    this.byteLength = bytes;
  }

  /** Returns the string offset of a byte; inside a character, that character's start; beyond the text, its end. */
  at(byte: number): number {
    const target = Math.min(Math.max(byte, 0), this.byteLength);
    const mark = this.#markBefore(target);
    let bytes = this.#bytes[mark] ?? 0;
    let unit = this.#units[mark] ?? 0;
    while (bytes < target) {
      const width = byteWidth(this.text.charCodeAt(unit));
      if (bytes + width > target) break;
      bytes += width;
      unit += width === 4 ? 2 : 1;
    }
    return unit;
  }

  /** Returns the same range as string offsets. */
  range(span: Span): Span {
    return { start: this.at(span.start), end: this.at(span.end) };
  }

  /** Returns the text under a span of bytes. */
  slice(span: Span): string {
    const { start, end } = this.range(span);
    return this.text.slice(start, end);
  }

  #markBefore(byte: number): number {
    let low = 0;
    let high = this.#bytes.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#bytes[middle] ?? 0) <= byte) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
