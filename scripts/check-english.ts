import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { BANNED_PHRASES, type BannedPhrase } from './banned-phrases.ts';

/**
 * Fails if a text contains a phrase that reads as if translated: `npm run check:english [-- PATH…]`. Without
 * paths, it checks docs, deployment files and code. CONTRIBUTING.md has the rules.
 */

const PLACES = ['*.md', 'docs', 'deploy', '.port', 'src', 'test', 'scripts', 'bench'];
/** The list itself, recorded data, and jq written by users. */
const EXEMPT = /banned-phrases\.ts$|package-lock\.json$|\.snap$|\.json$|expressions\.txt$|LICENSE$/;

interface Hit {
  readonly line: number;
  readonly text: string;
  readonly instead: string;
}

/** A line break, with the comment marker of the next line, counts as one space. */
function matcherOf({ phrase }: BannedPhrase): RegExp {
  return new RegExp(phrase.source.replaceAll(' ', String.raw`(?:\s+(?:\*|//|#)?\s*)`), 'gi');
}

function hitsIn(file: string): readonly Hit[] {
  const text = readFileSync(file, 'utf8');
  const isForUsers =
    !/^(?:src|test|scripts|bench)\//.test(file) || /^src\/cli\/program\b/.test(file);
  return BANNED_PHRASES.filter(({ only }) => only === undefined || isForUsers).flatMap((banned) =>
    [...text.matchAll(matcherOf(banned))].map((match) => ({
      line: text.slice(0, match.index).split('\n').length,
      text: match[0].replaceAll(/\s+/g, ' '),
      instead: banned.instead,
    })),
  );
}

const paths = process.argv.slice(2);
const listed = execFileSync(
  'git',
  ['ls-files', '-z', '--', ...(paths.length > 0 ? paths : PLACES)],
  {
    encoding: 'utf8',
    maxBuffer: 64 * 1_024 * 1_024,
  },
);
const files = listed.split('\0').filter((file) => file !== '' && !EXEMPT.test(file));
let found = 0;
for (const file of files) {
  for (const { line, text, instead } of hitsIn(file)) {
    found += 1;
    process.stdout.write(`${file}:${line}: "${text}": write ${instead}\n`);
  }
}
if (found > 0) {
  process.stdout.write(`${found} banned phrases: see scripts/banned-phrases.ts\n`);
  process.exitCode = 1;
}
