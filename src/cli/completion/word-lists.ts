import type { CompletedFlag, CompletedValue, CompletionModel } from './completion-model.ts';

/** The word lists of a script, each once, by variable name. */
export class WordLists {
  readonly #names = new Map<string, string>();
  readonly #lists: (readonly string[])[] = [];

  constructor({ flags, commands }: CompletionModel) {
    const values = [...flags, ...commands.flatMap((command) => command.flags)].map(
      ({ value }: CompletedFlag) => value,
    );
    for (const value of [...values, ...commands.map(({ argument }) => argument)]) this.#add(value);
  }

  /** Each list with its name. */
  get all(): readonly (readonly [string, readonly string[]])[] {
    return this.#lists.map((list) => [this.nameOf(list), list]);
  }

  nameOf(words: readonly string[]): string {
    return this.#names.get(words.join(' ')) ?? '';
  }

  #add(value: CompletedValue | undefined): void {
    if (value?.type !== 'words') return;
    const key = value.words.join(' ');
    if (this.#names.has(key)) return;
    this.#names.set(key, `words${this.#lists.length + 1}`);
    this.#lists.push(value.words);
  }
}

/** Quotes text as one word, for any of the shells. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
