import { z } from 'zod';
import { ELEMENT, JsonPieces, type PieceLimits, type PieceStep } from './json-pieces.ts';
import { checkParents } from './parents.ts';
import { PlanError, WRITE_IT_AGAIN } from './plan-error.ts';
import type { Plan, PlanNote, PlanSource } from './planned-resource.ts';
import { providerUrn, regionOfProvider, regionOfState } from './pulumi-state.ts';
import { issueOf, PulumiSteps } from './pulumi-steps.ts';
import { regionOf } from './region-names.ts';
import { SharedRegions } from './shared-regions.ts';
import { TerraformChanges } from './terraform-changes.ts';
import { Configuration, TerraformConfig, Variables } from './terraform-config.ts';
import { checkFormat, sourceOf } from './plan-source.ts';

export interface ReadPlanOptions {
  readonly signal: AbortSignal;
  /** The region of resources that do not tell theirs. */
  readonly region?: string | undefined;
  readonly limits?: PieceLimits;
}

/** Most resources of a plan. They are all kept. */
const MOST_RESOURCES = 1_000_000;
/** A plan has some twenty names at its root. */
const MOST_NAMES = 100;

/**
 * Reads a plan: a preview, an event stream or a stack of Pulumi, a plan or a state of Terraform or OpenTofu. Parts that
 * costs do not depend on are passed over, so memory follows the resources, not the size of the document.
 *
 * @throws {PlanError} for anything else: there is no partial plan; the signal's reason
 */
export async function readPlan(
  source: AsyncIterable<Uint8Array | string>,
  { signal, region, limits }: ReadPlanOptions,
): Promise<Plan> {
  const document = new PlanDocument();
  const pieces = new JsonPieces(document, limits);
  for await (const chunk of source) {
    signal.throwIfAborted();
    pieces.write(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  }
  pieces.end();
  return document.finish(region);
}

const Config = z.record(z.string(), z.unknown());
const Counts = z.record(z.string(), z.number()).nullable();
const Metadata = z.object({ metadata: z.unknown() });
const Summary = z.object({
  maybeCorrupt: z.boolean().optional(),
  resourceChanges: Counts.optional(),
  result: z.string().optional(),
});
const Diagnostic = z.object({ severity: z.string().optional() });

/** A document while it is read. */
class PlanDocument {
  readonly #steps = new PulumiSteps();
  readonly #changes = new TerraformChanges();
  /** The names at the root, and of what is entered: they tell what the document is. */
  readonly #names = new Set<string>();
  readonly #notes = new Map<PlanNote['code'], PlanNote>();
  #resources = 0;
  #config: Readonly<Record<string, unknown>> = {};
  #counts: Readonly<Record<string, number>> | undefined;
  #configuration: z.output<typeof Configuration> = {};
  #variables: z.output<typeof Variables> = {};
  #hasEnded = false;

  root(index: number): void {
    if (index === 0 || this.#names.has('sequence') || this.#names.has('@level')) return;
    throw new PlanError('malformed', 'Could not read the plan: a second document begins in it', {
      remedy: 'give one document in a file',
    });
  }

  step(path: readonly string[]): PieceStep {
    const [name = ''] = path;
    if (path.length === 1 && name !== ELEMENT && this.#names.size < MOST_NAMES) {
      this.#names.add(name);
    }
    const place = path.join('.');
    const known = STEPS[place];
    if (known !== undefined) return known;
    if (!IN_STATE.test(place)) return 'skip';
    if (place.endsWith('.resources.[]')) return 'take';
    return /\.(?:resources|child_modules)$/.test(place) ? 'list' : 'enter';
  }

  taken(path: readonly string[], value: unknown): void {
    const [name = ''] = path;
    switch (name) {
      case 'steps':
        this.#count();
        this.#steps.add(value);
        return;
      case 'deployment':
      case 'checkpoint':
        this.#count();
        this.#addStored(value);
        return;
      case 'resource_changes':
        this.#count();
        this.#changes.addChange(value);
        return;
      case 'values':
        this.#count();
        this.#changes.addStored(value);
        return;
      case 'resourcePreEvent':
      case 'resOutputsEvent':
        this.#event(name, value);
        return;
      case 'summaryEvent':
        this.#summary(value);
        return;
      case 'config':
        this.#config = Config.safeParse(value).data ?? {};
        return;
      case 'changeSummary':
        this.#counts = Counts.safeParse(value).data ?? undefined;
        return;
      case 'configuration':
        this.#configuration = checked(Configuration, value, 'configuration');
        return;
      case 'format_version':
        checkFormat(value);
        return;
      case 'variables':
        this.#variables = checked(Variables, value, 'variables');
        return;
      default:
        this.#fact(name, value);
    }
  }

  /** @throws {PlanError} for a document that is no plan, or a plan that contradicts itself */
  finish(fallback: string | undefined): Plan {
    const source = sourceOf(this.#names);
    if (source === 'pulumi-events' && !this.#hasEnded) {
      this.#note('unfinished', 'the stream of events has no summary: the preview did not end');
    }
    const { resources, others } = source.startsWith('pulumi')
      ? this.#pulumiResources(source, fallback)
      : this.#changes.resources({
          config: new TerraformConfig(this.#configuration, this.#variables),
          fallback,
        });
    const byAddress = resources.toSorted((one, other) =>
      one.address < other.address ? -1 : one.address > other.address ? 1 : 0,
    );
    const notes = [...this.#notes.values(), ...this.#steps.notes];
    return { source, resources: byAddress, others, notes };
  }

  #pulumiResources(
    source: PlanSource,
    fallback: string | undefined,
  ): Pick<Plan, 'resources' | 'others'> {
    const regions = new Map<string, string>();
    const parents = new Map<string, string>();
    const seen = new SharedRegions();
    for (const { urn, state } of this.#steps.states()) {
      if (state.parent) parents.set(urn, state.parent);
      if (state.type?.startsWith('pulumi:providers:') !== true) {
        seen.add(providerUrn(state.provider ?? ''), regionOfState(state));
        continue;
      }
      const region = regionOfProvider(state);
      if (region !== undefined) regions.set(urn, region);
    }
    for (const [urn, region] of seen.known) if (!regions.has(urn)) regions.set(urn, region);
    checkParents(parents);
    const sames = this.#counts?.['same'] ?? 0;
    if (source !== 'pulumi-stack' && sames > this.#steps.sames) {
      const missing = sames - this.#steps.sames;
      this.#note(
        'missing-sames',
        `${missing} unchanged resources are not in the plan: totals are those of the changes. For the whole stack: pulumi preview --json --show-sames`,
      );
    }
    const configured = regionOf(this.#config['aws:region']);
    return this.#steps.resources({ regions, configured, fallback });
  }

  #addStored(value: unknown): void {
    const state = Stored.safeParse(value);
    if (!state.success)
      throw invalid(`a resource is not as Pulumi writes it: ${issueOf(state.error)}`);
    const { urn, delete: waits } = state.data;
    if (waits === true) {
      this.#note(
        'pending-deletion',
        'the stack has resources that wait for their deletion; they still cost',
      );
    }
    this.#steps.add({ op: 'same', urn, oldState: value });
  }

  #event(name: 'resourcePreEvent' | 'resOutputsEvent', value: unknown): void {
    const parsed = Metadata.safeParse(value);
    if (!parsed.success) return;
    const { metadata } = parsed.data;
    if (typeof metadata !== 'object' || metadata === null) return;
    const step = {
      ...metadata,
      oldState: Reflect.get(metadata, 'old') as unknown,
      newState: Reflect.get(metadata, 'new') as unknown,
    };
    if (name === 'resOutputsEvent') {
      this.#steps.refreshed(step);
      return;
    }
    this.#count();
    this.#steps.add(step);
  }

  #summary(value: unknown): void {
    const { data } = Summary.safeParse(value);
    this.#hasEnded = true;
    this.#counts = data?.resourceChanges ?? undefined;
    if (data?.maybeCorrupt === true) this.#fact('maybeCorrupt', true);
    if (data?.result === 'failed') this.#fact('errored', true);
  }

  #fact(name: string, value: unknown): void {
    if (name === 'errored' && value === true) {
      this.#note('failed', 'the tool reports an error: the plan may lack resources');
    }
    if (name === 'maybeCorrupt' && value === true) {
      this.#note('failed', 'Pulumi reports that the plan may be damaged');
    }
    if (name === 'complete' && value === false) {
      this.#note('deferred', 'the tool has deferred changes: they are not in the plan');
    }
    if (name === 'diagnostics' && Diagnostic.safeParse(value).data?.severity === 'error') {
      this.#note('failed', 'Pulumi reports an error: the plan may lack resources');
    }
  }

  #note(code: PlanNote['code'], message: string): void {
    this.#notes.set(code, { code, message });
  }

  #count(): void {
    this.#resources += 1;
    if (this.#resources <= MOST_RESOURCES) return;
    throw new PlanError(
      'too-large',
      `Could not read the plan: it has more than ${MOST_RESOURCES} resources`,
      {
        remedy: 'split the stack or the configuration',
      },
    );
  }
}

const Stored = z.object({ urn: z.string(), delete: z.boolean().optional() });

/** The parts of all documents that are read; everything else is passed over. */
const STEPS: Readonly<Record<string, PieceStep | undefined>> = {
  steps: 'list',
  'steps.[]': 'take',
  config: 'take',
  changeSummary: 'take',
  maybeCorrupt: 'take',
  diagnostics: 'list',
  'diagnostics.[]': 'take',
  deployment: 'enter',
  'deployment.resources': 'list',
  'deployment.resources.[]': 'take',
  checkpoint: 'enter',
  'checkpoint.latest': 'enter',
  'checkpoint.latest.resources': 'list',
  'checkpoint.latest.resources.[]': 'take',
  resourcePreEvent: 'take',
  resOutputsEvent: 'take',
  summaryEvent: 'take',
  format_version: 'take',
  resource_changes: 'list',
  'resource_changes.[]': 'take',
  configuration: 'take',
  variables: 'take',
  errored: 'take',
  complete: 'take',
  values: 'enter',
};
/** The resources of a state of Terraform are in its modules. */
const IN_STATE =
  /^values\.root_module(?:\.child_modules\.\[\])*(?:\.child_modules|\.resources(?:\.\[\])?)?$/;

function checked<Value>(schema: z.ZodType<Value>, value: unknown, name: string): Value {
  if (value === null) value = {};
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(issueOf(parsed.error, name));
}

function invalid(problem: string): PlanError {
  return new PlanError('invalid', `Could not read the plan: ${problem}`, {
    remedy: WRITE_IT_AGAIN,
  });
}
