import type { LiveEventRules } from '../../core/exporters/live-event.ts';

/** A kind as live events need it. */
export interface LiveKind {
  readonly kind: string;
  readonly rules: LiveEventRules;
}
