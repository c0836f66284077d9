import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';

/** The oldest Python with builds of all dependencies of the pinned moto. */
const OLDEST = { major: 3, minor: 11 };
const NAMES = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11'];

const QUESTION = `
import json, sys
try:
    import ensurepip, venv
    can = True
except ImportError:
    can = False
print(json.dumps({"major": sys.version_info[0], "minor": sys.version_info[1], "path": sys.executable, "venv": can}))
`;
const Answer = z.object({
  major: z.number(),
  minor: z.number(),
  path: z.string(),
  venv: z.boolean(),
});

/** A Python that can create virtual environments. */
export interface Python {
  readonly path: string;
  readonly version: string;
}

/** Thrown when moto cannot be installed or started. The message contains the fix. */
export class MotoUnavailableError extends Error {
  override readonly name = 'MotoUnavailableError';
}

/**
 * The first Python that is recent enough and can create virtual environments.
 *
 * @throws {MotoUnavailableError} when there is none.
 */
export async function findPython(named = process.env['LONGSHORE_PYTHON'] ?? ''): Promise<Python> {
  const seen: string[] = [];
  let lacksVenv: string | undefined;
  for (const name of named === '' ? NAMES : [named]) {
    const answer = await ask(name);
    if (answer === undefined) continue;
    const version = `${answer.major}.${answer.minor}`;
    const isOld =
      answer.major < OLDEST.major || (answer.major === OLDEST.major && answer.minor < OLDEST.minor);
    if (!isOld && answer.venv) return { path: answer.path, version };
    seen.push(`${name} is ${version}${isOld ? '' : ', without venv'}`);
    if (!isOld) lacksVenv ??= version;
  }
  if (lacksVenv !== undefined) {
    throw new MotoUnavailableError(
      `npm run test:conformance creates a virtual environment, but Python ${lacksVenv} has no venv module.\n` +
        `Install it (Debian, Ubuntu: apt-get install python3-venv, or python${lacksVenv}-venv), ` +
        'or name another Python in LONGSHORE_PYTHON.',
    );
  }
  const tried = named === '' ? NAMES.join(', ') : `LONGSHORE_PYTHON=${named}`;
  const found = seen.length === 0 ? 'none was found' : `found: ${seen.join('; ')}`;
  throw new MotoUnavailableError(
    `npm run test:conformance requires Python ${OLDEST.major}.${OLDEST.minor} or later, to run moto (tried ${tried}; ${found}).\n` +
      'Install it (Debian, Ubuntu: apt-get install python3 python3-venv; macOS: brew install python), ' +
      'or name one in LONGSHORE_PYTHON.',
  );
}

async function ask(name: string): Promise<z.output<typeof Answer> | undefined> {
  try {
    const { stdout } = await promisify(execFile)(name, ['-c', QUESTION]);
    return Answer.parse(JSON.parse(stdout));
  } catch {
    return undefined; // missing, or not a Python
  }
}
