/** Longest log line: log collectors split or drop longer ones. */
export const LONGEST_LINE_BYTES = 8_192;

/** Elements of a list and characters of a text that are kept: fewer and fewer until the line fits. */
const STEPS: readonly { readonly elements: number; readonly characters: number }[] = [
  { elements: 20, characters: 2_000 },
  { elements: 10, characters: 1_000 },
  { elements: 5, characters: 500 },
  { elements: 3, characters: 200 },
  { elements: 1, characters: 80 },
  { elements: 0, characters: 40 },
];
/** Characters of the message when nothing else helps: at most six bytes each once escaped. */
const LAST_RESORT = 1_000;

/**
 * Shortens a log line (JSON with a line break) that is longer than `LONGEST_LINE_BYTES`. The result is JSON
 * as well: lists and texts are cut, `<list>Omitted` has the number of removed elements, and the line has
 * `"truncated":true`. Mask secrets first: a cut secret is not recognized.
 */
export function fitLine(line: string): string {
  if (fits(line)) return line;
  const fields = fieldsOf(line);
  for (const { elements, characters } of STEPS) {
    const text = textOf(shortened(fields, elements, characters));
    if (fits(text)) return text;
  }
  const { level, time, msg } = fields;
  return textOf(shortened({ level, time, msg }, 0, LAST_RESORT));
}

function fits(line: string): boolean {
  return Buffer.byteLength(line) <= LONGEST_LINE_BYTES;
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(line: string): Fields {
  try {
    const parsed: unknown = JSON.parse(line);
    if (isFields(parsed)) return parsed;
  } catch {
    // Not a line of ours: it becomes the message.
  }
  return { msg: line.trimEnd() };
}

function textOf(fields: Fields): string {
  return `${JSON.stringify({ ...fields, truncated: true })}\n`;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shortened(fields: Fields, elements: number, characters: number): Fields {
  const entries = Object.entries(fields);
  const kept = entries.slice(0, KEYS_PER_ELEMENT * (elements + 1));
  const result = kept.flatMap(([key, value]): [string, unknown][] => {
    const short = shortenedValue(value, elements, characters);
    if (!Array.isArray(value) || value.length <= elements) return [[key, short]];
    return [
      [key, short],
      [`${key}Omitted`, value.length - elements],
    ];
  });
  const omitted = entries.length - kept.length;
  return Object.fromEntries(omitted === 0 ? result : [...result, ['fieldsOmitted', omitted]]);
}

/** Objects may be as long as lists: counts by kind, for example. */
const KEYS_PER_ELEMENT = 10;

function shortenedValue(value: unknown, elements: number, characters: number): unknown {
  if (typeof value === 'string') {
    return value.length <= characters ? value : `${cut(value, characters)}…`;
  }
  if (Array.isArray(value)) {
    return value
      .slice(0, elements)
      .map((element: unknown) => shortenedValue(element, elements, characters));
  }
  return isFields(value) ? shortened(value, elements, characters) : value;
}

/** Not between the halves of a character. */
function cut(text: string, length: number): string {
  const isHalf = /[\uD800-\uDBFF]/.test(text.charAt(length - 1));
  return text.slice(0, isHalf ? length - 1 : length);
}
