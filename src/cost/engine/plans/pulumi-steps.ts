import { z } from 'zod';
import { PlanError } from './plan-error.ts';
import type { PlanNote, PlannedResource, PlannedSide, PlanOperation } from './planned-resource.ts';
import { PulumiState, pulumiState, type PulumiProviders } from './pulumi-state.ts';
import { fullType, parseUrn, providerOf } from './pulumi-urn.ts';

/** A step of a preview. What it has itself comes before what its states have: examples of others are written so. */
export const PulumiStep = z.object({
  op: z.string(),
  urn: z.string(),
  type: z.string().optional(),
  provider: z.string().nullish(),
  inputs: PulumiState.shape.inputs,
  outputs: PulumiState.shape.outputs,
  oldState: PulumiState.nullish(),
  newState: PulumiState.nullish(),
});
export type PulumiStep = z.output<typeof PulumiStep>;

/** What each step of Pulumi does with the cost. */
const OPERATIONS = new Map<string, PlanOperation>([
  ['same', 'same'],
  ['create', 'create'],
  ['import', 'create'],
  ['update', 'update'],
  ['replace', 'replace'],
  ['create-replacement', 'create'],
  ['import-replacement', 'create'],
  ['delete-replaced', 'delete'],
  ['delete', 'delete'],
  ['read', 'read'],
  ['read-replacement', 'read'],
  ['refresh', 'read'],
  ['discard', 'none'],
  ['discard-replaced', 'none'],
  ['remove-pending-replace', 'none'],
]);
/** The first half of a replacement that is written as two steps. */
const REPLACEMENTS: ReadonlySet<string> = new Set([
  'create-replacement',
  'import-replacement',
  'read-replacement',
]);

/** The resources of a stack, of the steps that were read one by one. */
export class PulumiSteps {
  readonly #byUrn = new Map<string, PulumiStep[]>();
  #duplicates = 0;

  /** @throws {PlanError} for what is no step */
  add(value: unknown): void {
    const parsed = PulumiStep.safeParse(value);
    if (!parsed.success)
      throw invalid(`a step is not as Pulumi writes it: ${issueOf(parsed.error)}`);
    const { data: step } = parsed;
    if (parseUrn(step.urn) === undefined) {
      throw invalid(`${JSON.stringify(step.urn)} is not a URN of Pulumi`);
    }
    if (!OPERATIONS.has(step.op)) {
      throw new PlanError(
        'unsupported',
        `Could not read the plan: the step ${step.op} is not known`,
        {
          remedy: 'update Longshore: this plan is of a newer Pulumi',
        },
      );
    }
    const others = this.#byUrn.get(step.urn);
    if (others === undefined) this.#byUrn.set(step.urn, [step]);
    else if (others.some((other) => isSameStep(other, step))) this.#duplicates += 1;
    else others.push(step);
  }

  /** What a refresh found, which comes after its step. */
  refreshed(value: unknown): void {
    const parsed = PulumiStep.safeParse(value);
    if (!parsed.success) return;
    const steps = this.#byUrn.get(parsed.data.urn) ?? [];
    const { data } = parsed;
    const at = steps.findIndex((step) => step.op === 'refresh' && idOf(step) === idOf(data));
    if (at !== -1) steps[at] = data;
  }

  /** How many steps may change nothing. A refresh that found no difference counts as one that does not. */
  get sames(): number {
    let sames = 0;
    for (const steps of this.#byUrn.values()) {
      sames += steps.filter(({ op }) => op === 'same' || op === 'refresh').length;
    }
    return sames;
  }

  get notes(): readonly PlanNote[] {
    if (this.#duplicates === 0) return [];
    const message = `${this.#duplicates} steps stand in the plan twice; they count once`;
    return [{ code: 'duplicate', message }];
  }

  /** The last state of every entry, providers included. */
  *states(): Generator<{ readonly urn: string; readonly state: PulumiState }, void> {
    for (const [urn, steps] of this.#byUrn) {
      for (const step of steps) {
        const state = withOutputs(newOf(step), step.oldState) ?? {};
        yield {
          urn,
          state: { ...state, type: typeOf(step), provider: state.provider ?? step.provider },
        };
      }
    }
  }

  resources(providers: PulumiProviders): {
    readonly resources: readonly PlannedResource[];
    readonly others: number;
  } {
    const resources: PlannedResource[] = [];
    let others = 0;
    for (const steps of this.#byUrn.values()) {
      for (const step of countedSteps(steps)) {
        if (isResource(step)) resources.push(resourceOf(step, providers));
        else others += 1;
      }
    }
    return { resources, others };
  }
}

/** A replacement counts once, however many steps it has; a refresh counts only where nothing else happens. */
function countedSteps(steps: readonly PulumiStep[]): readonly PulumiStep[] {
  if (steps.length === 1) return steps;
  const changes = steps.filter(({ op }) => op !== 'refresh');
  const counted = changes.length > 0 ? changes : steps;
  const created = counted.find(({ op }) => REPLACEMENTS.has(op));
  const replace = counted.find(({ op }) => op === 'replace');
  const anchor = replace ?? created;
  if (anchor === undefined) return counted;
  const id = anchor.oldState?.id;
  const deleted =
    counted.find((step) => step.op === 'delete-replaced' && idOf(step) === id) ??
    counted.find(({ op }) => op === 'delete-replaced');
  if (replace === undefined && deleted === undefined) return counted;
  const one: PulumiStep = {
    ...anchor,
    op: 'replace',
    oldState: anchor.oldState ?? deleted?.oldState,
    newState: anchor.newState ?? created?.newState,
  };
  const parts = new Set<PulumiStep | undefined>([anchor, created, deleted]);
  return [one, ...counted.filter((step) => !parts.has(step))];
}

/** Components and Pulumi's own entries are not in the cloud. */
function isResource(step: PulumiStep): boolean {
  const { custom } = newOf(step) ?? step.oldState ?? {};
  return custom !== false && !typeOf(step).startsWith('pulumi:');
}

function resourceOf(step: PulumiStep, providers: PulumiProviders): PlannedResource {
  const { urn, op } = step;
  const type = fullType(typeOf(step));
  const next = newOf(step);
  const { parent, external } = next ?? step.oldState ?? {};
  const operation = OPERATIONS.get(op) ?? 'none';
  return {
    address: urn,
    type,
    name: parseUrn(urn)?.name ?? urn,
    provider: providerOf(type),
    parent: parent ?? undefined,
    operation,
    step: op,
    isExternal: external === true || operation === 'read',
    ...sidesOf(step, operation, providers),
  };
}

function sidesOf(
  step: PulumiStep,
  operation: PlanOperation,
  providers: PulumiProviders,
): Pick<PlannedResource, 'before' | 'after'> {
  const given = newOf(step);
  const sideOf = (state: PulumiState | undefined | null): PlannedSide =>
    state === undefined || state === null
      ? 'unknown'
      : pulumiState({ ...state, provider: state.provider ?? step.provider }, providers);
  switch (operation) {
    case 'create':
      return { before: 'none', after: sideOf(given) };
    case 'delete':
      return { before: sideOf(step.oldState ?? given), after: 'none' };
    case 'same':
    case 'read':
    case 'forget': {
      const after = sideOf(
        operation === 'same' ? withOutputs(given, step.oldState) : (given ?? step.oldState),
      );
      const isEqual = operation === 'same' || !step.oldState;
      return { before: isEqual ? after : sideOf(step.oldState), after };
    }
    case 'update':
    case 'replace':
      return { before: sideOf(step.oldState), after: sideOf(given) };
    case 'none':
      return { before: 'none', after: 'none' };
  }
}

/** The state after the step: what the step has itself comes first. */
function newOf({ type, inputs, outputs, newState }: PulumiStep): PulumiState | undefined {
  const has = inputs !== undefined || outputs !== undefined;
  if (!has && (newState === undefined || newState === null)) return undefined;
  return {
    ...newState,
    ...(type !== undefined && { type }),
    ...(inputs !== undefined && { inputs }),
    ...(outputs !== undefined && { outputs }),
  };
}

/** A new state that does not tell what the provider computed, as a preview may write it, with what the old one has. */
function withOutputs(
  state: PulumiState | undefined,
  old: PulumiStep['oldState'],
): PulumiState | undefined {
  if (state === undefined) return old ?? undefined;
  return { ...state, id: state.id ?? old?.id, outputs: state.outputs ?? old?.outputs };
}

function typeOf(step: PulumiStep): string {
  return step.type ?? step.newState?.type ?? step.oldState?.type ?? parseUrn(step.urn)?.type ?? '';
}

function idOf({ oldState }: PulumiStep): string | undefined {
  return oldState?.id;
}

function isSameStep(one: PulumiStep, other: PulumiStep): boolean {
  return one.op === other.op && idOf(one) === idOf(other);
}

/** What the first problem is, and where. */
export function issueOf({ issues: [issue] }: z.ZodError, name?: string): string {
  const place = [...(name === undefined ? [] : [name]), ...(issue?.path ?? [])].join('.');
  return `${place === '' ? '' : `${place}: `}${issue?.message ?? 'not as expected'}`;
}

function invalid(problem: string): PlanError {
  return new PlanError('invalid', `Could not read the plan: ${problem}`, {
    remedy: 'give a document that Pulumi wrote: pulumi preview --json --show-sames',
  });
}
