export class JqError extends Error {}
export interface NativeProgram {
  readonly first: (input: unknown) => unknown;
  readonly reads: readonly (readonly string[])[];
}
export function compileNative(source: string): NativeProgram | undefined {
  if (source === 'true') return { first: () => true, reads: [] };
  return undefined;
}
