/** A deliberate fault for calls of one method and path. */
export interface PortFault {
  /** `POST /v1/blueprints/awsAccount/entities/bulk`; a pattern is tried on `METHOD path`. */
  readonly call: string | RegExp;
  readonly type: 'status' | 'reset' | 'hang' | 'entity-error' | 'late-reset';
  /** For `status`. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** For `entity-error`: entities with a matching identifier are refused with `status`. */
  readonly identifier?: RegExp;
  /** How often; later calls succeed. @default always */
  readonly times?: number;
}

/** The active faults, counted down with each use. */
export class PortFaults {
  #faults: { readonly fault: PortFault; left: number }[] = [];

  set(faults: readonly PortFault[]): void {
    this.#faults = faults.map((fault) => ({ fault, left: fault.times ?? Infinity }));
  }

  /** The fault for a call, if any. */
  next(call: string): PortFault | undefined {
    const entry = this.#faults.find(
      ({ fault, left }) => left > 0 && fault.type !== 'entity-error' && matches(fault, call),
    );
    if (entry !== undefined) entry.left -= 1;
    return entry?.fault;
  }

  /** Does an entity of this call have its own error? */
  ofEntity(call: string, identifier: string): PortFault | undefined {
    const entry = this.#faults.find(
      ({ fault, left }) =>
        left > 0 &&
        fault.type === 'entity-error' &&
        matches(fault, call) &&
        fault.identifier?.test(identifier) === true,
    );
    if (entry !== undefined) entry.left -= 1;
    return entry?.fault;
  }
}

function matches({ call: pattern }: PortFault, call: string): boolean {
  return typeof pattern === 'string' ? call === pattern : pattern.test(call);
}
