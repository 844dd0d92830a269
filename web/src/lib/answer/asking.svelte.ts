/** One question and its answer as it streams in. */

import type { AskEvent, Citation, Filter, Passage, Scores } from "../api";
import { ask, asApiError, ApiError, sentence } from "../client";

export interface AnswerSentence {
  text: string;
  score: number;
  citations: Citation[];
}

/** A citation with its number on the chip, from 1 over the whole answer. */
export interface Numbered {
  number: number;
  sentence: number;
  citation: Citation;
}

export interface Answer {
  sentences: AnswerSentence[];
  passages: Passage[] | null;
  refusal: { reason: string; nearest: Scores | null } | null;
  done: { took_ms: number; model: string } | null;
}

const NOTHING: Answer = { sentences: [], passages: null, refusal: null, done: null };

/** Returns the answer with one more event in it. */
export function withEvent(answer: Answer, event: AskEvent): Answer {
  switch (event.event) {
    case "passages":
      return { ...answer, passages: event.data.passages };
    case "sentence": {
      const sentences = [...answer.sentences];
      sentences[event.data.index] = { text: event.data.text, score: event.data.score, citations: [] };
      return { ...answer, sentences };
    }
    case "citation": {
      const { sentence: at, citation } = event.data;
      const change = (it: AnswerSentence, index: number): AnswerSentence =>
        index === at ? { ...it, citations: [...it.citations, citation] } : it;
      return { ...answer, sentences: answer.sentences.map(change) };
    }
    case "refusal":
      return { ...answer, refusal: event.data };
    case "done":
      return { ...answer, done: event.data };
    case "error":
      throw new ApiError(sentence(event.data.error.message), event.data.error.code ?? event.data.error.type, 200);
    default:
      return answer;
  }
}

/** Returns all citations of an answer in reading order, numbered. */
export function numbered(answer: Answer): Numbered[] {
  const all = answer.sentences.flatMap((it, sentence) => it.citations.map((citation) => ({ sentence, citation })));
  return all.map((it, index) => ({ ...it, number: index + 1 }));
}

export class Asking {
  question = $state("");
  answer = $state.raw<Answer>(NOTHING);
  running = $state(false);
  error = $state.raw<ApiError | null>(null);
  readonly citations = $derived(numbered(this.answer));
  readonly #finished = new Map<string, Answer>();
  #request = new AbortController();

  /** Asks, or shows again what was answered before in this visit. */
  async run(question: string, collection: string | null, again = false): Promise<void> {
    this.#request.abort();
    this.#request = new AbortController();
    const { signal } = this.#request;
    const key = `${collection ?? ""}\n${question}`;
    const known = again ? undefined : this.#finished.get(key);
    this.question = question;
    this.error = null;
    this.answer = known ?? NOTHING;
    this.running = !known;
    if (known) return;
    try {
      const filter: Filter = collection ? { collections: [collection] } : {};
      for await (const event of ask(question, filter, signal)) this.answer = withEvent(this.answer, event);
      if (!this.answer.done) throw new ApiError("The answer broke off. Ask again.", "cut_off", 0);
      this.#finished.set(key, this.answer);
    } catch (thrown) {
      if (!signal.aborted) this.error = asApiError(thrown);
    } finally {
      if (this.#request.signal === signal) this.running = false;
    }
  }

  stop(): void {
    this.#request.abort();
    this.running = false;
  }

  clear(): void {
    this.stop();
    this.question = "";
    this.answer = NOTHING;
    this.error = null;
  }

  /** Forgets earlier answers: the documents have changed. */
  forget(): void {
    this.#finished.clear();
  }
}
