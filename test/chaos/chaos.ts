import type { ProxyHooks } from '../helpers/fault-proxy.ts';
import { hooksOf } from './aws-harm.ts';
import { Chance } from './chance.ts';
import { runAndKill } from './killed-run.ts';
import { checkExact, checkStep, snapshotOf, type Violation } from './model.ts';
import { addOthers } from './port-harm.ts';
import type { SyncResult, WatchedSink } from './run-sync.ts';
import { drawStep, quietStep, type Step } from './step.ts';
import { ChaosWorld } from './world.ts';
import type { StoredEntity } from '../../src/sandbox/port/model.ts';

export interface ChaosOptions {
  readonly seed: number;
  /** Steps with faults, with runs without faults after every few of them. */
  readonly steps: number;
  /** Also kill runs in separate processes: slow. */
  readonly mayKill: boolean;
  /** Called after every step. */
  log(line: string): void;
  /** Stops between two steps. */
  isOver?(): boolean;
  /** Inserts a deliberate bug into the program. */
  sabotage?(sink: WatchedSink): WatchedSink;
  /** Inserts a deliberate bug into the connection to Port. */
  readonly portHooks?: ProxyHooks;
}

/** How the run ended. */
export interface ChaosResult {
  readonly steps: number;
  readonly violation: (Violation & { readonly step: number }) | undefined;
}

/** After this many steps the faults end, and Port must become exact. */
const STEPS_BEFORE_QUIET = 8;
/** Within this many runs. */
const QUIET_RUNS = 3;

/** Runs random steps in one world, and checks Port after each. */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const strategy = options.seed % 3 === 2 ? 'listed accounts' : 'organization';
  await using world = await ChaosWorld.create(`chaos ${options.seed}`, strategy);
  addOthers(world.port.catalog);
  return await new Chaos(world, options).run(); // the world must outlive it
}

class Chaos {
  readonly #world: ChaosWorld;
  readonly #options: ChaosOptions;
  #done = 0;
  #isMemoryConfused = false;
  #hasAccepted = false;

  constructor(world: ChaosWorld, options: ChaosOptions) {
    this.#world = world;
    this.#options = options;
  }

  async run(): Promise<ChaosResult> {
    const { seed, steps, mayKill, isOver } = this.#options;
    let violation = await this.#settle();
    while (violation === undefined && this.#done < steps && isOver?.() !== true) {
      const chance = new Chance(seed, 'step', this.#done);
      violation = await this.#take(
        await drawStep(chance, this.#world, { mayKill, isConfused: this.#isMemoryConfused }),
      );
      this.#done += 1;
      if (violation === undefined && this.#done % STEPS_BEFORE_QUIET === 0)
        violation = await this.#settle();
    }
    violation ??= await this.#settle();
    return {
      steps: this.#done,
      violation: violation && { ...violation, step: this.#done },
    };
  }

  /** The faults end: Port becomes exact. */
  async #settle(): Promise<Violation | undefined> {
    const world = this.#world;
    const { estate } = world;
    if (world.strategy === 'listed accounts') estate.setLostAccount(false); // named, and never read
    let inexact: Violation | undefined;
    for (let run = 1; run <= QUIET_RUNS; run += 1) {
      const step = quietStep(world, { names: ['quiet'], comparesWithPort: run === 1 });
      const violation = await this.#take(step);
      if (violation !== undefined) return violation;
      inexact = await this.#exactness(this.#isMemoryConfused);
      if (inexact === undefined) break;
    }
    if (inexact !== undefined) return inexact;
    if ((await this.#exactness(false)) !== undefined) {
      const accepted = quietStep(world, {
        names: ['quiet, removals accepted'],
        acceptsRemovals: true,
      });
      inexact = (await this.#take(accepted)) ?? (await this.#exactness(false));
    }
    await world.forgetCopy();
    this.#isMemoryConfused = false;
    this.#hasAccepted = false;
    return inexact;
  }

  /** @param mayStay can entities of deleted resources be withheld for a user's decision? */
  async #exactness(mayStay: boolean): Promise<Violation | undefined> {
    const after = snapshotOf(this.#world.port.catalog.all());
    return checkExact({ after, expected: await this.#world.expected() }, mayStay);
  }

  /** One run with all its faults, and the check of Port after it. */
  async #take(step: Step): Promise<Violation | undefined> {
    const { port } = this.#world;
    this.#isMemoryConfused ||= step.confusesMemory;
    this.#hasAccepted ||= step.acceptsRemovals && step.reach === 'fewer';
    const expected = await this.#world.expected();
    const before = snapshotOf(port.catalog.all());
    const startedAt = performance.now();
    const { status, crash, report } = await this.#runWith(step);
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
    const after = snapshotOf(port.catalog.all());
    const violation: Violation | undefined =
      crash === undefined
        ? checkStep({
            before,
            after,
            expected,
            excludes: this.#excludedBy(step),
            empties: (entity, part) => step.mapping.empties?.(entity, part) === true,
          })
        : { rule: 'crash', entity: '', detail: crash };
    const { created = 0, updated = 0, deleted = 0, withheld = [] } = report ?? {};
    const kept = withheld.map(({ reason, entities }) => `${entities} ${reason}`).join(', ');
    const changes = `+${created} ~${updated} -${deleted}, withheld: ${kept || 'none'}`;
    this.#options.log(
      `${this.#done}: ${step.names.join('; ') || 'nothing'} → ${status} (${changes}, ${after.size} in Port, ${seconds} s)`,
    );
    return violation;
  }

  /** Entities that a user's deliberate change can delete, though their resources exist. */
  #excludedBy({ mapping, reach, acceptsRemovals }: Step): (entity: StoredEntity) => boolean {
    const isReached = (entity: StoredEntity): boolean => this.#world.reaches(accountOf(entity));
    const mayShrink = reach === 'fewer' && (acceptsRemovals || this.#hasAccepted);
    return (entity) => mapping.excludes(entity) || (mayShrink && !isReached(entity));
  }

  async #runWith(step: Step): Promise<SyncResult> {
    const { sandbox, port, estate, awsProxy, portProxy } = this.#world;
    const clock = clockOff(step.clockOffsetMs);
    try {
      return await this.#runHarmed(step);
    } finally {
      clock[Symbol.dispose]();
      estate.setLies([]);
      sandbox.setFaults([]);
      port.setFaults([]);
      awsProxy.setHooks({});
      portProxy.setHooks({});
    }
  }

  async #runHarmed(step: Step): Promise<SyncResult> {
    const { sandbox, port, estate, awsProxy, portProxy } = this.#world;
    const stop = new AbortController();
    let stopNow = (): void => {
      stop.abort(new Error('the step stops the run'));
    };
    const stopper = (at: 'aws' | 'port'): ProxyHooks =>
      counted(step, at, () => {
        stopNow();
      });
    estate.setLies(step.lies);
    sandbox.setFaults(step.harms.flatMap(({ fault }) => fault ?? []));
    port.setFaults(step.portHarms.flatMap(({ fault }) => fault ?? []));
    const { portHooks = {} } = this.#options;
    const portHarms = step.portHarms.flatMap(({ hooks }) => hooks ?? []);
    awsProxy.setHooks(joined([stopper('aws'), hooksOf(step.harms, sandbox.managementAccountId)]));
    portProxy.setHooks(joined([stopper('port'), portHooks, ...portHarms]));
    const { mapping, flags, acceptsRemovals, comparesWithPort, reach } = step;
    if (step.stop !== undefined && step.stop.way !== 'abort') {
      const status = await runAndKill({
        env: this.#world.env(reach),
        config: await this.#world.file('mapping.yml', mapping.text),
        signal: step.stop.way,
        ready(kill) {
          stopNow = kill;
        },
      });
      return { status, crash: undefined, report: undefined };
    }
    const { sabotage } = this.#options;
    const options = {
      mapping: mapping.text,
      flags,
      acceptRemovals: acceptsRemovals,
      comparesWithPort,
    };
    return await this.#world.run(
      { ...options, signal: stop.signal, ...(sabotage !== undefined && { sabotage }) },
      reach,
      step.isQuiet,
    );
  }
}

/** Stops the run at the step's request. */
function counted({ stop }: Step, at: 'aws' | 'port', stopNow: () => void): ProxyHooks {
  if (stop?.at !== at) return {};
  let requests = 0;
  return {
    onRequest() {
      requests += 1;
      if (requests === stop.request) stopNow();
      return undefined;
    },
  };
}

/** Combines several hooks: the first response counts. */
function joined(all: readonly ProxyHooks[]): ProxyHooks {
  return {
    async onRequest(request) {
      for (const { onRequest } of all) {
        const delivery = await onRequest?.(request);
        if (delivery !== undefined) return delivery;
      }
      return undefined;
    },
    async onResponse(request, answer) {
      for (const { onResponse } of all) {
        const delivery = await onResponse?.(request, answer);
        if (delivery !== undefined) return delivery;
      }
      return undefined;
    },
  };
}

/** Sets the clock of this process wrong until disposed. */
function clockOff(offsetMs: number): Disposable {
  const now = Date.now;
  if (offsetMs !== 0) Date.now = () => now() + offsetMs;
  return {
    [Symbol.dispose]() {
      Date.now = now;
    },
  };
}

function accountOf({ blueprint, identifier, relations }: StoredEntity): string {
  const { account } = relations;
  return blueprint === 'awsAccount' || typeof account !== 'string' ? identifier : account;
}
