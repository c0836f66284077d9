import { expect } from '@jest/globals';
import type { CommandResult } from './command.ts';

/** A command ended with one error that a person can act on: it says these parts and what to do, without a stack. */
export function expectClearError(
  { exitCode, stderr }: CommandResult,
  expectedCode: number,
  ...parts: readonly string[]
): void {
  const errors = stderr.split('\n').filter((line) => line.startsWith('longshore: '));
  expect({ exitCode, errors }).toEqual({ exitCode: expectedCode, errors: [expect.any(String)] });
  for (const part of [...parts, 'fix:']) expect(stderr).toContain(part);
  expect(stderr).not.toMatch(/\n\s+at /);
}
