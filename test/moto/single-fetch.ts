import { ResourceNotFoundError, type ExportRequest } from '../../src/core/exporters/exporter.ts';
import type { Kind } from '../../src/core/exporters/kind.ts';
import type { Resource } from '../../src/core/exporters/resource.ts';
import type { OpenedAws } from '../helpers/read-aws.ts';

/** Fetches single resources, as `longshore get` does. */
export class SingleFetch {
  readonly #opened: OpenedAws;

  constructor(opened: OpenedAws) {
    this.#opened = opened;
  }

  /** The resource; undefined if AWS has none. */
  async get(
    kind: Kind,
    identifiers: readonly string[],
    accountId: string,
    region: string,
  ): Promise<Resource | undefined> {
    const request = await this.#request(kind, accountId, region);
    try {
      const { resources } = await kind.exporter.getResource(identifiers, request);
      return resources[0];
    } catch (error) {
      if (error instanceof ResourceNotFoundError) return undefined;
      throw error;
    }
  }

  async #request(kind: Kind, accountId: string, region: string): Promise<ExportRequest> {
    const { clients, discovery, signal } = this.#opened;
    for await (const { account, open } of discovery.candidates(signal)) {
      if (account.id !== accountId) continue;
      const session = await open(signal);
      return {
        account,
        region,
        include: kind.actions.options.map(({ name }) => name),
        clients: clients.open(session, { signal, observer: () => undefined }),
        signal,
      };
    }
    throw new Error(`there is no account ${accountId}`);
  }
}
