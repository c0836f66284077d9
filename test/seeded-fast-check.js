/*
 * Stands in for `fast-check` in every test (`moduleNameMapper` of Jest). `LONGSHORE_TEST_SEED` makes all property
 * tests repeatable, as the gate needs it; without it, each run draws its own values.
 */
import fc from '../node_modules/fast-check/lib/fast-check.js';

const seed = process.env['LONGSHORE_TEST_SEED'];
if (seed !== undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });

export * from '../node_modules/fast-check/lib/fast-check.js';
export default fc;
