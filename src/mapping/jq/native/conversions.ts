import { asString, typeOf, Unsure, type Value } from './values.ts';

/** @throws {Unsure} for anything but a number */
export function asNumber(value: Value): number {
  if (typeOf(value) !== 'number') throw new Unsure();
  return value as number;
}

const PLAIN_NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{0,14}[1-9])?$/;

/** The number that a text, or a number, stands for. */
export function numberOf(input: Value): number {
  if (typeof input === 'string') {
    if (!PLAIN_NUMBER.test(input) || Number(input) === 0) throw new Unsure();
    return Number(input);
  }
  return asNumber(input);
}

/** Numbers that are not integers are left to jq, which keeps their original text. */
export function parsed(input: Value): Value {
  const text = asString(input);
  if (text.includes('__proto__')) throw new Unsure();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Unsure(); // jq accepts more than JSON, and has its own error messages
  }
  // Only in valid JSON do all texts end, so that one pass can find them.
  const outsideTexts = text.replaceAll(/\\./gs, '').replaceAll(/"[^"]*"/g, '');
  if (/\d[.eE]|\d{15}|-0/.test(outsideTexts)) throw new Unsure();
  return value;
}

/** Text whose spaces every program trims in the same way. */
export function trimmed(input: Value): string {
  const text = asString(input);
  if (/[\u0085\u200B]|(?![ \t\n\r\f\v])\s/.test(text)) throw new Unsure();
  return text;
}
