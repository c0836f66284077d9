import { entriesOf, freshDatabase, type Database, type Entry, type Range } from './database.ts';
import { isClosed, isDamage, levelError, problemOf } from './level-error.ts';

/** How a state reacts to damage. */
export interface DamageHooks {
  /** Receives the damage, before the database is replaced. */
  onDamage(problem: string): void;
  /** Writes the initial content of an empty state. */
  begin(db: Database): Promise<void>;
}

/** A database that is replaced with an empty one when damage is found. */
export class GuardedDatabase {
  readonly #directory: string;
  readonly #hooks: DamageHooks;
  #db: Database;
  #replacing: Promise<void> | undefined;

  constructor(directory: string, db: Database, hooks: DamageHooks) {
    this.#directory = directory;
    this.#db = db;
    this.#hooks = hooks;
  }

  /**
   * Runs an operation. If it reveals damage, the database is replaced and the operation runs again on the
   * empty one.
   *
   * @throws {StateError} when the folder cannot be used
   */
  async attempt<Result>(action: (db: Database) => Promise<Result>): Promise<Result> {
    await this.#replacing;
    const db = this.#db;
    try {
      return await action(db);
    } catch (error) {
      await this.#recover(error, db);
    }
    return action(this.#db);
  }

  /** Entries of a range, in batches, from a snapshot at the first one. Damage ends it. */
  async *entries(range: Range): AsyncGenerator<readonly Entry[], void> {
    await this.#replacing;
    const db = this.#db;
    try {
      yield* entriesOf(db, range);
    } catch (error) {
      await this.#recover(error, db);
    }
  }

  /** Recreates the database because of damage. */
  async rebuild(problem: string): Promise<void> {
    this.#hooks.onDamage(problem);
    await this.replace();
  }

  /** Recreates the database. */
  async replace(): Promise<void> {
    this.#replacing ??= this.#replace().finally(() => {
      this.#replacing = undefined;
    });
    await this.#replacing;
  }

  async close(): Promise<void> {
    await this.#db.close();
  }

  /** Waits until the database can be used again. @throws {StateError} when the error is not damage */
  async #recover(error: unknown, db: Database): Promise<void> {
    const isReplaced = this.#replacing !== undefined || this.#db !== db;
    if (isDamage(error)) await this.rebuild(problemOf(error));
    else if (isClosed(error) && isReplaced) await this.#replacing;
    else throw levelError(this.#directory, error);
  }

  async #replace(): Promise<void> {
    await this.#db.close().catch(() => undefined); // it is deleted either way
    this.#db = await freshDatabase(this.#directory);
    await this.#hooks.begin(this.#db);
  }
}
