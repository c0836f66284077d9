import { UNKNOWN } from '../../../models/unknown-value.ts';

/** Longer texts are not read. */
const LONGEST_TEXT = 16_384;
const DEEPEST = 16;
const MAP = 'map[';

/**
 * A property that came as text: FinFocus prints nested ones in Go's form, `map[volumeSize:100 volumeType:gp3]`, other
 * tools in JSON.
 *
 * @returns the text itself when it is not nested; `UNKNOWN` for a nested value that cannot be read back
 */
export function goValue(text: string): unknown {
  const isNested = text.startsWith(MAP) || text.startsWith('[') || text.startsWith('{');
  if (!isNested) return text;
  if (text.length > LONGEST_TEXT) return UNKNOWN;
  const json = fromJson(text);
  if (json !== undefined) return json;
  const reader = new GoText(text);
  const value = reader.value(0);
  return value === undefined || !reader.isAtEnd ? UNKNOWN : value.found;
}

function fromJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined; // then it is Go's form
  }
}

interface Found {
  readonly found: unknown;
}

class GoText {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#text.length;
  }

  /** @returns undefined for what is not in the form */
  value(depth: number): Found | undefined {
    if (depth > DEEPEST) return undefined;
    if (this.#skips(MAP)) return this.#map(depth);
    if (this.#skips('[')) return this.#list(depth);
    return { found: this.#scalar() };
  }

  #map(depth: number): Found | undefined {
    const map: Record<string, unknown> = {};
    while (!this.#skips(']')) {
      const key = this.#key();
      if (key === undefined) return undefined;
      let value = this.value(depth + 1);
      if (value === undefined) return undefined;
      // A text with spaces: the next word has no colon, so that it is no key.
      while (this.#next === ' ' && !this.#isKeyAfterSpace()) {
        if (typeof value.found !== 'string') return undefined;
        this.#at += 1;
        value = { found: `${value.found} ${this.#scalar()}` };
      }
      if (key !== '__proto__') map[key] = value.found;
      if (!this.#skips(' ') && this.#next !== ']') return undefined;
    }
    return { found: map };
  }

  #list(depth: number): Found | undefined {
    const list: unknown[] = [];
    while (!this.#skips(']')) {
      const value = this.value(depth + 1);
      if (value === undefined) return undefined;
      list.push(value.found);
      if (!this.#skips(' ') && this.#next !== ']') return undefined;
    }
    return { found: list };
  }

  #key(): string | undefined {
    const [key] = /^[^\s:[\]]+(?=:)/.exec(this.#text.slice(this.#at)) ?? [];
    if (key === undefined) return undefined;
    this.#at += key.length + 1;
    return key;
  }

  #isKeyAfterSpace(): boolean {
    return /^ [^\s:[\]]+:/.test(this.#text.slice(this.#at));
  }

  #scalar(): string {
    const start = this.#at;
    while (this.#next !== undefined && this.#next !== ' ' && this.#next !== ']') this.#at += 1;
    return this.#text.slice(start, this.#at);
  }

  get #next(): string | undefined {
    return this.#text[this.#at];
  }

  #skips(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }
}
