import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { errorCode } from '../../../lib/error-code.ts';
import { ConfigurationError } from '../../../lib/errors.ts';
import { makeFolder } from '../../../lib/make-folder.ts';

/** Why a recommendation is dismissed, as FinFocus names it. */
export const DISMISSAL_REASONS = [
  'not-applicable',
  'already-implemented',
  'business-constraint',
  'technical-constraint',
  'deferred',
  'inaccurate',
  'other',
] as const;

const Event = z.looseObject({
  action: z.enum(['dismissed', 'snoozed', 'undismissed']),
  reason: z.string().default(''),
  custom_reason: z.string().optional(),
  timestamp: z.string(),
  expires_at: z.string().nullish(),
});
export type DismissalEvent = z.output<typeof Event>;
const Entry = z.looseObject({
  recommendation_id: z.string(),
  status: z.enum(['dismissed', 'snoozed', 'active']),
  reason: z.string().default(''),
  custom_reason: z.string().optional(),
  dismissed_at: z.string(),
  dismissed_by: z.string().optional(),
  expires_at: z.string().nullish(),
  history: z.array(Event).nullish(),
});
type Entry = z.output<typeof Entry>;
const Stored = z.object({
  version: z.literal(1),
  dismissals: z.record(z.string(), Entry).nullish(),
});

/** A decision about a recommendation. */
export interface Dismissal {
  readonly id: string;
  readonly action: DismissalEvent['action'];
  readonly reason: string;
  readonly note: string | undefined;
  /** Milliseconds since the Unix epoch. Undefined: for good. */
  readonly until: number | undefined;
  readonly at: number;
}

/** What was decided about recommendations of plugins: the file `dismissed.json` of FinFocus, in its own form. */
export class Dismissals {
  readonly #file: string;
  readonly #entries: Map<string, Entry>;

  private constructor(file: string, entries: Map<string, Entry>) {
    this.#file = file;
    this.#entries = entries;
  }

  /** @throws {ConfigurationError} for a file that is not of FinFocus */
  static async read(file: string): Promise<Dismissals> {
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return new Dismissals(file, new Map());
      throw error;
    }
    try {
      const { dismissals } = Stored.parse(JSON.parse(text));
      return new Dismissals(file, new Map(Object.entries(dismissals ?? {})));
    } catch (error) {
      throw new ConfigurationError(`StoreCorrupted: ${file} has no dismissals`, {
        cause: error,
        remedy: 'correct the file, or move it away',
      });
    }
  }

  /** Is it dismissed, or snoozed, now? */
  isHidden(id: string, now: number): boolean {
    const entry = this.#entries.get(id);
    if (entry === undefined || entry.status === 'active') return false;
    const end = entry.expires_at ?? undefined;
    return end === undefined || Date.parse(end) > now;
  }

  hidden(now: number): readonly string[] {
    return [...this.#entries.keys()].filter((id) => this.isHidden(id, now));
  }

  /** The oldest first. */
  history(id: string): readonly DismissalEvent[] {
    return this.#entries.get(id)?.history ?? [];
  }

  /** Writes a decision down. The file is replaced at once. */
  async add({ id, action, reason, note, until, at }: Dismissal): Promise<void> {
    const timestamp = new Date(at).toISOString();
    const expiresAt = until === undefined ? null : new Date(until).toISOString();
    const custom = note === undefined ? {} : { custom_reason: note };
    const event: DismissalEvent = { action, reason, ...custom, timestamp, expires_at: expiresAt };
    const history = [...this.history(id), event];
    const former = this.#entries.get(id);
    this.#entries.set(id, {
      ...former,
      recommendation_id: id,
      status: action === 'undismissed' ? 'active' : action,
      ...{ reason, ...custom, history },
      dismissed_at: action === 'undismissed' ? (former?.dismissed_at ?? timestamp) : timestamp,
      expires_at: expiresAt,
    });
    await makeFolder(path.dirname(this.#file));
    const partial = `${this.#file}.${process.pid}.tmp`;
    const all = { version: 1, dismissals: Object.fromEntries(this.#entries) };
    await writeFile(partial, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 });
    await rename(partial, this.#file);
  }
}
