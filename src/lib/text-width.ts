/** Colour sequences, which have no width. */
// eslint-disable-next-line no-control-regex -- colours begin with the escape character
const COLOURS = /\u001B\[[\d;]*m/g;
/** Control characters: a terminal would act on them. */
// eslint-disable-next-line no-control-regex -- these are what is removed
const CONTROLS = /[\u0000-\u001F\u007F-\u009F\u2028\u2029]+/g;
/** Characters that take two columns: East Asian wide and fullwidth forms, and emoji. */
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Extended_Pictographic}/gu;
/** Characters without width. */
const COMBINING = /[\p{Mn}\p{Me}\p{Cf}]/gu;

/** The width of a text in terminal columns, without colours. */
export function textWidth(text: string): number {
  const plain = text.replaceAll(COLOURS, '').replaceAll(COMBINING, '');
  const wide = plain.match(WIDE)?.length ?? 0;
  return Array.from(plain).length + wide;
}

/** Foreign text, such as a message from AWS, on one line and without control characters. */
export function printable(text: string): string {
  return text.replaceAll(CONTROLS, ' ');
}

/** A text without colours, shortened to this many columns: `AWS::CodePip…eExecution`. */
export function truncateMiddle(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  if (width <= 1) return '…'.slice(0, Math.max(0, width));
  const characters = Array.from(text);
  const start: string[] = [];
  const end: string[] = [];
  let used = 1;
  for (let index = 0; index < characters.length; index += 1) {
    const fromStart = index % 2 === 0;
    const at = index >> 1;
    const character = characters.at(fromStart ? at : -1 - at) ?? '';
    used += textWidth(character);
    if (used > width) break;
    if (fromStart) start.push(character);
    else end.unshift(character);
  }
  return `${start.join('')}…${end.join('')}`;
}

/**
 * Breaks lines that are wider than the terminal at spaces; continued lines are indented.
 *
 * @param width columns; undefined leaves every line unchanged
 * @param hanging further indentation of continued lines
 */
export function wrap(text: string, width: number | undefined, hanging = 2): string {
  if (width === undefined) return text;
  return text
    .split('\n')
    .map((line) => wrapLine(line, width, hanging))
    .join('\n');
}

function wrapLine(line: string, width: number, hanging: number): string {
  if (textWidth(line) <= width) return line;
  const indent = /^ */.exec(line)?.[0] ?? '';
  const further = ' '.repeat(Math.min(indent.length + hanging, Math.max(0, width >> 1)));
  const lines: string[] = [];
  let current = indent;
  let isEmpty = true;
  for (const word of line.slice(indent.length).split(' ')) {
    const longer = isEmpty ? current + word : `${current} ${word}`;
    if (isEmpty || textWidth(longer) <= width) {
      current = longer;
    } else {
      lines.push(current.trimEnd());
      current = further + word;
    }
    isEmpty = false;
  }
  return [...lines, current].join('\n');
}
