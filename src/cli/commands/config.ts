import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { readYamlFile } from '../../config/read-yaml-file.ts';
import { valueAt } from '../../config/value-at.ts';
import { parseYaml } from '../../config/yaml-file.ts';
import { checkedRouting } from '../../app/cost/engine/open-plugins.ts';
import { parseBudgets } from '../../cost/engine/budgets/budget-config.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import { makeFolder } from '../../lib/make-folder.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { parseFlags } from '../names.ts';
import { peerHomes } from '../peer/peer-home.ts';
import type { Terminal } from '../terminal.ts';

const Flags = z.object({ home: z.string().optional(), force: z.boolean().default(false) });
const START = `# What pulumicost, finfocus and longshore read here.
output:
  default_format: table
cost: {}
`;
/** Names that would change an object itself. */
const UNSAFE: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
const KEY = 'name a key such as output.default_format';

/** What is done with the configuration. */
export type ConfigAction = 'init' | 'get' | 'set' | 'list' | 'validate';

/** `longshore config …`: the configuration file of PulumiCost and FinFocus. */
export async function runConfig(
  action: ConfigAction,
  [key = '', value = '']: readonly string[],
  flags: object,
  terminal: Terminal,
): Promise<ExitCode> {
  const { home, force } = parseFlags(Flags, flags);
  const homes = home === undefined ? peerHomes('finfocus', terminal.env) : [home];
  const folder = homes.find((one) => existsSync(one)) ?? homes[0] ?? '';
  const file = path.resolve(terminal.cwd, folder, 'config.yaml');
  const say = (text: string): void => {
    terminal.stdout.write(`${text}\n`);
  };
  switch (action) {
    case 'init':
      if (existsSync(file) && !force) {
        throw new ConfigurationError(`${file} exists`, { remedy: 'use --force to replace it' });
      }
      await replaced(file, START);
      say(file);
      break;
    case 'get': {
      const found = valueAt(await contentOf(file), pathOf(key));
      if (found === undefined) {
        throw new ConfigurationError(`${key} is not set in ${file}`, { remedy: KEY });
      }
      say(typeof found === 'string' ? found : JSON.stringify(found));
      break;
    }
    case 'set':
      await changed(file, pathOf(key), value);
      break;
    case 'list':
      say(JSON.stringify(await contentOf(file), null, 2));
      break;
    case 'validate': {
      check(await contentOf(file), file);
      say(`${file} is valid`);
    }
  }
  return EXIT.complete;
}

async function contentOf(file: string): Promise<unknown> {
  return (await readYamlFile(file)).value ?? {};
}

/** Sets one value; comments and the order of the file stay. */
async function changed(file: string, names: readonly string[], text: string): Promise<void> {
  const before = existsSync(file) ? await readFile(file, 'utf8') : START;
  parseYaml(file, before); // refuses what is malformed
  const document = parseDocument(before);
  const { value } = parseYaml('the value', text === '' ? '""' : text);
  const parents = names.slice(0, -1);
  for (let length = 1; length <= parents.length; length += 1) {
    const place = parents.slice(0, length);
    if (document.getIn(place) === null) document.deleteIn(place);
  }
  try {
    document.setIn(names, value);
  } catch (error) {
    throw new ConfigurationError(`${names.join('.')} cannot be set: a key above it has a value`, {
      cause: error,
      remedy: KEY,
    });
  }
  check(document.toJS(), file);
  await replaced(file, document.toString());
}

/** @throws {ConfigurationError} for budgets, or a routing of plugins, that cannot be used */
function check(content: unknown, file: string): void {
  const budgets = valueAt(content, ['cost', 'budgets']);
  if (budgets !== undefined && budgets !== null) parseBudgets(budgets, file);
  checkedRouting(valueAt(content, ['routing']), file);
}

function pathOf(key: string): readonly string[] {
  const names = key.split('.');
  if (names.every((name) => name !== '' && !UNSAFE.has(name))) return names;
  throw new ConfigurationError(`"${key}" is not a key`, { remedy: KEY });
}

async function replaced(file: string, text: string): Promise<void> {
  await makeFolder(path.dirname(file));
  await writeFile(`${file}.partial`, text, { mode: 0o600 });
  await rename(`${file}.partial`, file);
}
