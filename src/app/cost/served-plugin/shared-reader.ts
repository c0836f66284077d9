import { PluginRefusal } from '../../../cost/engine/plugins/serve/plugin-refusal.ts';
import { StoreError } from '../../../store/store-error.ts';
import type { StoreReader } from '../../store/store-reader.ts';

/** As long the store stays open after a call, in milliseconds: the next call follows soon, or none. */
const LINGER_MS = 1_000;

/** The store for calls that come one by one: it is open while they do, so that others can write to it in between. */
export class SharedReader implements AsyncDisposable {
  readonly #find: () => Promise<StoreReader | undefined>;
  #open: Promise<StoreReader | undefined> | undefined;
  #users = 0;
  #timer: NodeJS.Timeout | undefined;
  /** Set while one caller has the store alone. */
  #alone: Promise<void> | undefined;
  #whenIdle: (() => void)[] = [];

  /** @param find opens the store; undefined when nothing was stored yet */
  constructor(find: () => Promise<StoreReader | undefined>) {
    this.#find = find;
  }

  /** @throws {PluginRefusal} without a store, and while another process holds it */
  async use<Answer>(ask: (reader: StoreReader) => Promise<Answer>): Promise<Answer> {
    while (this.#alone !== undefined) await this.#alone;
    clearTimeout(this.#timer);
    this.#users += 1;
    try {
      return await ask(await this.#reader());
    } finally {
      this.#users -= 1;
      if (this.#users === 0) {
        this.#closeLater();
        for (const resolve of this.#whenIdle.splice(0)) resolve();
      }
    }
  }

  /** Works while no caller reads and the store is closed here: who writes must be the only one who has it open. */
  async alone<Result>(work: () => Promise<Result>): Promise<Result> {
    while (this.#alone !== undefined) await this.#alone;
    let end: () => void = () => undefined;
    this.#alone = new Promise((resolve) => {
      end = resolve;
    });
    try {
      if (this.#users > 0) {
        await new Promise<void>((resolve) => {
          this.#whenIdle.push(resolve);
        });
      }
      clearTimeout(this.#timer);
      await this.#close();
      return await work();
    } finally {
      this.#alone = undefined;
      end();
    }
  }

  /** Is there a store? */
  async isThere(): Promise<boolean> {
    try {
      return await this.use(() => Promise.resolve(true));
    } catch (error) {
      if (error instanceof PluginRefusal) return error.reason === 'unavailable';
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#timer);
    await this.#close();
  }

  async #reader(): Promise<StoreReader> {
    this.#open ??= this.#find();
    try {
      const reader = await this.#open;
      if (reader !== undefined) return reader;
    } catch (error) {
      this.#open = undefined;
      if (!(error instanceof StoreError)) throw error;
      const { message, remedy = 'try again' } = error;
      throw new PluginRefusal('unavailable', message, { cause: error, remedy });
    }
    this.#open = undefined;
    throw new PluginRefusal('not-configured', 'there is no store', {
      remedy: 'name its folder with --state, and fill it: longshore cost collect, cost findings',
    });
  }

  #closeLater(): void {
    this.#timer = setTimeout(() => {
      void this.#close();
    }, LINGER_MS).unref();
  }

  async #close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    const reader = await open?.catch(() => undefined); // its caller got the error
    await reader?.[Symbol.asyncDispose]();
  }
}
