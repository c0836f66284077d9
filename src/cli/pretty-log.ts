import { createRequire } from 'node:module';
import type * as PinoPrettyModule from 'pino-pretty';
import { z } from 'zod';
import { printable } from '../lib/text-width.ts';

/** Formats a log line for people. */
export type LogFormatter = (line: string) => string;

type Fields = Readonly<Record<string, unknown>>;

/** Fields that the format prints itself. */
const OWN_PLACE: readonly string[] = ['level', 'time', 'msg'];

type PinoPretty = Pick<typeof PinoPrettyModule, 'prettyFactory'>;

const PinoPretty = z.custom<PinoPretty>(
  (value) => typeof value === 'function' && 'prettyFactory' in value,
);

/** Lines for people: time, level, message and fields. pino-pretty loads here, not at startup. */
export function logFormatter(colorize: boolean): LogFormatter {
  const require = createRequire(import.meta.url);
  const { prettyFactory } = PinoPretty.parse(require('pino-pretty'));
  return prettyFactory({
    colorize,
    translateTime: 'SYS:HH:MM:ss',
    hideObject: true, // the message contains the fields
    messageFormat: (log) => messageOf(log),
  });
}

/** `scope read  kind=AWS::SQS::Queue region=eu-west-1`; lists and objects go on their own lines. */
function messageOf(log: Fields): string {
  const fields = Object.entries(log).filter(
    ([name, value]) => !OWN_PLACE.includes(name) && value !== undefined,
  );
  const inline = fields
    .filter(([, value]) => !isNested(value))
    .map(([name, value]) => ` ${name}=${scalarText(value)}`);
  const nested = fields
    .filter(([, value]) => isNested(value))
    .map(([name, value]) => `\n    ${name}: ${printable(JSON.stringify(value))}`);
  return `${typeof log['msg'] === 'string' ? printable(log['msg']) : ''}${inline.join('')}${nested.join('')}`;
}

function isNested(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function scalarText(value: unknown): string {
  const text = printable(String(value));
  return /[\s"=]/.test(text) || text === '' ? JSON.stringify(text) : text;
}
