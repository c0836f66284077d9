import type { LiveEventRules } from '../../core/exporters/live-event.ts';

/** A kind as live events see it. */
export interface LiveKind {
  readonly kind: string;
  readonly rules: LiveEventRules;
}
