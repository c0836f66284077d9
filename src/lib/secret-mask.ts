/** Replaces a secret. */
const MASK = '[REDACTED]';
/** Shorter values would mask half the log. */
const LEAST_LENGTH = 6;
/** Values that are kept: three for each session of a thousand accounts, for some hours of refreshing. */
const MOST_VALUES = 12_000;
/** Of longer values only the start is compared; the following characters of the same set are masked too. */
const HEAD_LENGTH = 32;
/** Characters of tokens, in base64, in URLs and in JSON. */
const TOKEN = /^[\w+/=%.~-]+$/;

/** Patterns of secrets, which are masked without knowing their values. */
const PATTERNS: readonly RegExp[] = [
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*/g,
  /(?<=\b(?:Bearer|Basic)(?: |%20|\+))[\w+/=.~-]{16,}/gi,
  /(?<=\bSignature(?:=|%3D))[0-9a-f]{32,}/gi,
];

/** One encoding of a secret. */
interface Form {
  /** What is compared. */
  readonly head: string;
  /** Whether further characters of a token belong to it. */
  readonly isOpen: boolean;
}

/**
 * Masks secrets in texts, in their usual encodings: unchanged, escaped for JSON (up to three times: JSON in a
 * message in a log line), for URLs and for XML, and in base64 at any offset. Its cost does not grow with the
 * number of secrets: a text is searched once.
 */
export class SecretMask {
  /** The forms of each value, the oldest first. */
  readonly #values = new Map<string, readonly Form[]>();
  /** Encodings by their first characters, with the number of values that have each. */
  readonly #index = new Map<string, Map<string, { readonly form: Form; uses: number }>>();

  constructor(values: Iterable<string | undefined> = []) {
    this.add(...values);
  }

  /** Masks these values from now on. Undefined and very short ones are ignored. */
  add(...values: readonly (string | undefined)[]): void {
    for (const value of values) {
      if (value === undefined || value.length < LEAST_LENGTH || this.#values.has(value)) continue;
      const forms = formsOf(value);
      this.#values.set(value, forms);
      for (const form of forms) this.#count(form, 1);
      if (this.#values.size > MOST_VALUES) this.#forgetOldest();
    }
  }

  /** The text without secrets. */
  mask(text: string): string {
    let masked = '';
    let from = 0;
    for (let at = 0; at + LEAST_LENGTH <= text.length; at += 1) {
      const end = this.#endAt(text, at);
      if (end === undefined) continue;
      masked += text.slice(from, at) + MASK;
      from = end;
      at = end - 1;
    }
    const known = from === 0 ? text : masked + text.slice(from);
    return PATTERNS.reduce((result, pattern) => result.replace(pattern, MASK), known);
  }

  /** Plain data with every text masked; keys stay unchanged. */
  maskAll<Value>(value: Value): Value {
    return this.#maskAll(value) as Value; // the same form: texts stay texts
  }

  #maskAll(value: unknown): unknown {
    if (typeof value === 'string') return this.mask(value);
    if (Array.isArray(value)) return value.map((element: unknown) => this.#maskAll(element));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, this.#maskAll(member)]),
    );
  }

  /** The end of the longest secret that starts here; undefined for none. */
  #endAt(text: string, at: number): number | undefined {
    const forms = this.#index.get(text.slice(at, at + LEAST_LENGTH));
    if (forms === undefined) return undefined;
    let longest: number | undefined;
    for (const { form } of forms.values()) {
      if (!text.startsWith(form.head, at)) continue;
      const end = form.isOpen ? endOfToken(text, at + form.head.length) : at + form.head.length;
      longest = Math.max(longest ?? 0, end);
    }
    return longest;
  }

  #count(form: Form, change: 1 | -1): void {
    const start = form.head.slice(0, LEAST_LENGTH);
    const forms = this.#index.get(start) ?? new Map<string, { form: Form; uses: number }>();
    const entry = forms.get(form.head) ?? { form, uses: 0 };
    entry.uses += change;
    if (entry.uses > 0) forms.set(form.head, entry);
    else forms.delete(form.head);
    if (forms.size > 0) this.#index.set(start, forms);
    else this.#index.delete(start);
  }

  #forgetOldest(): void {
    const [oldest] = this.#values;
    if (oldest === undefined) return;
    const [value, forms] = oldest;
    this.#values.delete(value);
    for (const form of forms) this.#count(form, -1);
  }
}

function formsOf(value: string): readonly Form[] {
  const plain = [value, ...inUrls(value), inXml(value), ...inBase64(value)];
  const escaped = plain.flatMap((text) => {
    const once = inJson(text);
    const twice = inJson(once);
    return [text, once, twice, inJson(twice)];
  });
  const texts = new Set(escaped.filter((text) => text.length >= LEAST_LENGTH));
  return [...texts].map((text) => {
    const isOpen = text.length > HEAD_LENGTH && TOKEN.test(text);
    return { head: isOpen ? text.slice(0, HEAD_LENGTH) : text, isOpen };
  });
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function inUrls(text: string): readonly string[] {
  const wellFormed = Buffer.from(text).toString(); // what is not cannot be encoded
  const encoded = encodeURIComponent(wellFormed);
  const inForm = new URLSearchParams([['', wellFormed]]).toString().slice(1);
  const strict = encoded.replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const all = [encoded, strict, encodeURI(wellFormed), inForm];
  const lower = all.map((form) => form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()));
  return [...all, ...lower];
}

function inXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
}

/**
 * The base64 characters that depend only on the value, for each of its three possible offsets in the encoded
 * text: after `user:` for example.
 */
function inBase64(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  return [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const core = encoded.slice(
      Math.ceil((offset * 4) / 3),
      Math.floor(((offset + bytes.length) * 4) / 3),
    );
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

function endOfToken(text: string, start: number): number {
  let end = start;
  while (end < text.length && TOKEN.test(text.charAt(end))) end += 1;
  return end;
}
