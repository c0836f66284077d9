/** Whether every case runs: `npm run test:nightly` sets it. The gate has time for some. */
const ALL = process.env['LONGSHORE_TEST_ALL'] === '1';

/**
 * The cases of a test that takes minutes with all of them.
 *
 * @param all every case
 * @param isInGate those that differ most from each other
 */
export function casesOf<Case>(
  all: readonly Case[],
  isInGate: (one: Case) => boolean,
): readonly Case[] {
  return ALL ? all : all.filter(isInGate);
}
