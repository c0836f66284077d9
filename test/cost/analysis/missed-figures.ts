import { isMet, type MeasuredFigure } from '../../../bench/analysis/measured.ts';

/** Figures that are not as required, with their values. */
export function missedFigures(figures: readonly MeasuredFigure[]): readonly string[] {
  return figures
    .filter((figure) => !isMet(figure))
    .map(({ name, value }) => `${name}: ${value.toFixed(3)}`);
}
