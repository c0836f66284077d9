import { z } from 'zod';
import { iamPolicy } from '../../core/exporters/iam-policy.ts';
import { loadKind, OBJECT_KINDS, parseObjectKind } from '../../core/exporters/registry.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { listOf, parseFlags } from '../names.ts';
import type { Terminal } from '../terminal.ts';

const Flags = z.object({ kinds: z.string().optional() });

/** `longshore iam-policy` */
export async function runIamPolicy(flags: object, { stdout }: Terminal): Promise<ExitCode> {
  const names =
    listOf(parseFlags(Flags, flags).kinds)?.map((name) => parseObjectKind(name)) ?? OBJECT_KINDS;
  const kinds = await Promise.all(names.map(loadKind));
  stdout.write(`${JSON.stringify(iamPolicy(kinds), null, 2)}\n`);
  return EXIT.complete;
}
