import { visible } from '../../lib/cell-text.ts';
import { table } from '../../lib/table.ts';
import { wrap } from '../../lib/text-width.ts';
import type { Style } from '../style.ts';
import type { Section } from './section.ts';

/** Sections as text for a terminal. Names of others cannot move its cursor. */
export function sectionsText(sections: readonly Section[], { colours, width }: Style): string {
  const texts = sections.map(({ heading, summary, columns, rows, notes }) =>
    [
      colours.bold(visible(heading)),
      ...(summary === undefined || summary === '' ? [] : [wrap(visible(summary), width, 0)]),
      ...(rows.length === 0
        ? []
        : [
            '',
            table(
              columns,
              rows.map((row) => row.map(visible)),
              width,
            ),
          ]),
      ...(notes.length === 0 ? [] : ['', ...notes.map((note) => wrap(visible(note), width, 0))]),
    ].join('\n'),
  );
  return `${texts.join('\n\n')}\n`;
}
