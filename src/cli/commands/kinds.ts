import { z } from 'zod';
import { AwsNameLookup, namedKind } from '../../app/name-lookup.ts';
import { runtimeOpener } from '../../app/runtime.ts';
import { secretsOf } from '../../app/secrets.ts';
import { loadSettings } from '../../config/settings.ts';
import type { Kind } from '../../core/exporters/kind.ts';
import { factsOf } from '../../core/exporters/kind-facts.ts';
import { kindsLike } from '../../core/exporters/kind-pattern.ts';
import { isResourceType, type ObjectKind } from '../../core/exporters/object-kind.ts';
import { loadAllKinds, loadKind, loadKinds, unknownKind } from '../../core/exporters/registry.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { kindList, kindPage } from '../kind-text.ts';
import { parseFlags } from '../names.ts';
import type { Terminal } from '../terminal.ts';

/** Longest wait for AWS, in milliseconds: the page is useful without an answer. */
const LOOKUP_MS = 5_000;

const Flags = z.object({ json: z.boolean().optional() });

/** `longshore kinds [pattern]` */
export async function runKinds(
  pattern: string | undefined,
  flags: object,
  terminal: Terminal,
): Promise<ExitCode> {
  const { stdout } = terminal;
  const { json: isJson = false } = parseFlags(Flags, flags);
  const { kinds, isOne } = await kindsNamed(pattern, terminal);
  if (isJson) {
    stdout.write(`${JSON.stringify(kinds.map(factsOf), null, 2)}\n`);
    return EXIT.complete;
  }
  const width = stdout.isTTY === true ? stdout.columns : undefined;
  const text = isOne ? kinds.map(kindPage).join('\n') : kindList(kinds, width);
  stdout.write(`${text}\n`);
  return EXIT.complete;
}

async function kindsNamed(
  pattern: string | undefined,
  terminal: Terminal,
): Promise<{ readonly kinds: readonly Kind[]; readonly isOne: boolean }> {
  if (pattern === undefined) return { kinds: await loadAllKinds(), isOne: false };
  const names = kindsLike(pattern);
  if (names.length > 0) {
    const kinds = await loadKinds(names);
    const isOne = names.some((name) => name.toLowerCase() === pattern.toLowerCase());
    return { kinds, isOne };
  }
  if (!isResourceType(pattern)) {
    throw new ConfigurationError(noMatch(pattern), {
      remedy:
        "give a part of a name (ec2), a glob in quotes ('AWS::EC2::*') or a full name; without one, all kinds are listed",
    });
  }
  return { kinds: [await loadKind(await typeNamed(pattern, terminal))], isOne: true };
}

function noMatch(pattern: string): string {
  return /[*?]/.test(pattern) ? `no kind matches "${pattern}"` : unknownKind(pattern);
}

/** Looks up a type without an own kind in CloudFormation, with the settings of the environment. */
async function typeNamed(name: string, { env, signal, secrets }: Terminal): Promise<ObjectKind> {
  const settings = loadSettings({ env });
  secrets.add(...secretsOf(settings));
  const lookup = new AwsNameLookup({
    open: runtimeOpener({ settings, secrets, failsFast: true, warn: () => undefined }),
    signal,
    timeoutMs: LOOKUP_MS,
  });
  return namedKind(name, lookup);
}
