import { printable, truncateMiddle } from '../lib/text-width.ts';
import { StatusArea } from './status-area.ts';
import type { Terminal } from './terminal.ts';

/** What a command about costs does now, on the last line of a terminal, and its warnings above it. */
export class CostSteps implements Disposable {
  readonly #terminal: Terminal;
  readonly #area: StatusArea;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    this.#area = new StatusArea(terminal.stderr);
  }

  readonly onStep = (step: string): void => {
    const { stderr, env, verbosity } = this.#terminal;
    if (stderr.isTTY !== true || env['TERM'] === 'dumb' || verbosity === 'quiet') return;
    this.#area.draw([truncateMiddle(step, this.#area.columns)]);
  };

  readonly warn = (message: string): void => {
    this.#area.print(`longshore: ${printable(this.#terminal.secrets.mask(message))}\n`);
  };

  /** Removes the step from the terminal. */
  end(): void {
    this.#area.clear();
  }

  [Symbol.dispose](): void {
    this.end();
  }
}
