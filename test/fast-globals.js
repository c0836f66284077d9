import swc from '@swc/jest';

/*
 * Jest runs tests in a vm context, in which each use of a global costs thirty times what it costs elsewhere.
 * `sandboxInjectedGlobals` makes globals parameters of CommonJS modules. For ES modules this transformer does
 * the same: it puts them into constants of the module. Globals that tests replace (timers, `Date`, `fetch`,
 * `process`) are not among them.
 *
 * See https://jestjs.io/docs/configuration#sandboxinjectedglobals-arraystring
 */

/** Globals of the language, which no CommonJS module declares again. */
export const INJECTED_GLOBALS = [
  'Array',
  'BigInt',
  'Boolean',
  'Error',
  'JSON',
  'Map',
  'Math',
  'Number',
  'Object',
  'Promise',
  'Reflect',
  'RegExp',
  'Set',
  'String',
  'Symbol',
  'TypeError',
  'Uint8Array',
  'Uint32Array',
  'WeakMap',
  'WeakSet',
];

const CONSTANTS = [...INJECTED_GLOBALS, 'AbortController', 'AbortSignal', 'Buffer', 'URL'];

/** Names that a module uses as globals: those that it neither declares nor imports. */
function globalsIn(code) {
  return CONSTANTS.filter(
    (name) =>
      new RegExp(`(?<![\\w$.])${name}\\b`).test(code) &&
      !new RegExp(`\\b(?:class|const|function|let|var) +${name}\\b|import[^;]*\\b${name}\\b`).test(
        code,
      ),
  );
}

function withConstants(transformed) {
  const names = globalsIn(transformed.code);
  if (names.length === 0) return transformed;
  // In the first line, so that the lines of the source map stay as they are.
  return { ...transformed, code: `const { ${names.join(', ')} } = globalThis;${transformed.code}` };
}

export default {
  createTransformer(options) {
    const inner = swc.createTransformer(options);
    return {
      canInstrument: inner.canInstrument,
      getCacheKey: (...given) => `fast-globals-1 ${inner.getCacheKey(...given)}`,
      process: (...given) => withConstants(inner.process(...given)),
      processAsync: async (...given) => withConstants(await inner.processAsync(...given)),
    };
  },
};
