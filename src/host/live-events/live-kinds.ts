import { loadKind, OBJECT_KINDS } from '../../core/exporters/registry.ts';
import type { LiveKind } from '../../app/live-change/live-kind.ts';

let kinds: Promise<readonly LiveKind[]> | undefined;

/** Every kind that has live events, independent of the mapping; loaded on first use. */
export function allLiveKinds(): Promise<readonly LiveKind[]> {
  kinds ??= loadLiveKinds();
  return kinds;
}

async function loadLiveKinds(): Promise<readonly LiveKind[]> {
  const found: LiveKind[] = [];
  for (const name of OBJECT_KINDS) {
    const { kind, liveEvents } = await loadKind(name); // one at a time: they share most of their modules
    if (liveEvents !== undefined) found.push({ kind, rules: liveEvents });
  }
  return found;
}
