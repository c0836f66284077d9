import { isRecord, PortProblem } from './model.ts';

/** The integration's record, its resync requests and state, and the logs and metrics it sent. */
export class IntegrationRecord {
  /** The record by its identifier. */
  readonly records = new Map<string, Record<string, unknown>>();
  /** Every state of resyncs that was written, in order. */
  readonly resyncStates: Record<string, unknown>[] = [];
  readonly logs: Record<string, unknown>[] = [];
  /** Every sync metric in the order of arrival. */
  readonly metrics: Record<string, unknown>[] = [];
  readonly heartbeats: unknown[] = [];
  readonly examples = new Map<string, unknown>();
  #request: { id: string; updatedAt: string } | null = null;
  #requests = 0;
  readonly #now: () => number;
  readonly #ingestUrl: () => string;

  constructor(now: () => number, ingestUrl: () => string) {
    this.#now = now;
    this.#ingestUrl = ingestUrl;
  }

  /** Requests a resync, like Port's button. */
  requestResync(): void {
    this.#requests += 1;
    const updatedAt = new Date(this.#now()).toISOString();
    this.#request = { id: `request-${this.#requests}`, updatedAt };
  }

  get request(): { id: string; updatedAt: string } | null {
    return this.#request;
  }

  read(identifier: string): Record<string, unknown> {
    const record = this.records.get(identifier);
    if (record === undefined) {
      throw new PortProblem(404, 'not_found', `Integration "${identifier}" was not found`);
    }
    const url = this.#ingestUrl();
    return {
      ...record,
      logAttributes: { ingestUrl: `${url}/logs` },
      metricAttributes: { ingestUrl: `${url}/metrics` },
    };
  }

  create(body: unknown): Record<string, unknown> {
    if (!isRecord(body) || typeof body['installationId'] !== 'string') {
      throw new PortProblem(422, 'invalid_request', 'installationId is required');
    }
    const { installationId } = body;
    if (this.records.has(installationId)) {
      throw new PortProblem(409, 'conflict', `Integration "${installationId}" already exists`);
    }
    const time = new Date(this.#now()).toISOString();
    this.records.set(installationId, {
      identifier: installationId,
      installationType: 'OnPrem',
      ...body,
      createdAt: time,
      updatedAt: time,
    });
    return this.read(installationId);
  }

  patch(identifier: string, body: unknown): Record<string, unknown> {
    const changes = isRecord(body) ? body : {};
    const record = { ...this.read(identifier), ...changes };
    record['updatedAt'] = new Date(this.#now()).toISOString();
    this.records.set(identifier, record);
    if (Object.keys(changes).length === 0) this.requestResync();
    return this.read(identifier);
  }

  patchResyncState(identifier: string, body: unknown): Record<string, unknown> {
    const state = {
      ...(isRecord(body) ? body : {}),
      updatedAt: new Date(this.#now()).toISOString(),
    };
    this.resyncStates.push(state);
    this.records.set(identifier, { ...this.read(identifier), resyncState: state });
    return this.read(identifier);
  }
}
