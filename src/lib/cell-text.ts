import { textWidth } from './text-width.ts';

/** Characters that would move the cursor, change colours, or turn the direction of the text. */
const CONTROL = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** The text with spaces, as wide as `width`. */
export function padded(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const spaces = ' '.repeat(Math.max(0, width - textWidth(text)));
  return align === 'right' ? spaces + text : text + spaces;
}

/** The text, or its beginning and `…` where it is wider. */
export function fitted(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  const [first = ''] = wrapped(text, Math.max(0, width - 1), 1);
  return `${first}…`;
}

/** The text in lines of at most `width` columns; at most so many lines, the rest is left out. */
export function wrapped(text: string, width: number, mostLines: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  let room = width;
  for (const character of text) {
    const needed = textWidth(character);
    if (needed > room) {
      lines.push(line);
      if (lines.length >= mostLines) return lines;
      line = '';
      room = width;
    }
    line += character;
    room -= needed;
  }
  return [...lines, line];
}

/** The text on one line, with control characters written out: data must not drive the terminal. */
export function visible(text: string): string {
  return text.replaceAll(CONTROL, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return SHORT[character] ?? `\\u{${code}}`;
  });
}
