import { loadKind, OBJECT_KINDS } from '../../core/exporters/registry.ts';
import type { LiveKind } from '../../app/live-change/live-kind.ts';

let kinds: Promise<readonly LiveKind[]> | undefined;

/** Every kind that has live events, whatever the mapping: loaded when it is first asked for. */
export function allLiveKinds(): Promise<readonly LiveKind[]> {
  kinds ??= Promise.all(OBJECT_KINDS.map(liveKind)).then((found) => found.flat());
  return kinds;
}

async function liveKind(name: (typeof OBJECT_KINDS)[number]): Promise<readonly LiveKind[]> {
  const { kind, liveEvents } = await loadKind(name);
  return liveEvents === undefined ? [] : [{ kind, rules: liveEvents }];
}
