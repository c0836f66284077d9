/** How an operation is paged: the members with page size and token. */
export interface Paging {
  readonly size?: string | undefined;
  readonly tokenIn?: string | undefined;
  readonly tokenOut?: string | undefined;
}

/** The parts of a client that a paginator needs. */
interface Sender {
  send(command: { readonly input: object }): Promise<object>;
}
type Paginator = (config: object, input: object) => AsyncIterable<unknown>;

const PREFIX = 'paginate';
const SIZE = 7;
const TOKEN = 'token';

/** How operations are paged, by operation name, from the package's paginators. */
export async function pagingsOf(
  clientPackage: object,
  client: object,
  isWanted: (operation: string) => boolean,
): Promise<ReadonlyMap<string, Paging>> {
  const pagings = new Map<string, Paging>();
  for (const [name, exported] of Object.entries(clientPackage)) {
    const operation = name.slice(PREFIX.length);
    if (!name.startsWith(PREFIX) || !isWanted(operation)) continue;
    pagings.set(operation, await pagingOf(exported as Paginator, client)); // what the SDK names so
  }
  return pagings;
}

/** Runs a paginator on a client with empty responses, and observes what it writes and reads. */
async function pagingOf(paginate: Paginator, real: object): Promise<Paging> {
  const inputs: object[] = [];
  const read: string[] = [];
  const answer = (): object =>
    new Proxy(
      {},
      {
        get(_, name) {
          if (typeof name !== 'string' || name === 'then') return undefined;
          read.push(name);
          return inputs.length === 1 ? TOKEN : undefined;
        },
      },
    );
  const client = Object.create(real) as Sender; // paginators require their own service's client
  client.send = ({ input }) => {
    inputs.push({ ...input });
    return Promise.resolve(answer());
  };
  const pages = paginate({ client, pageSize: SIZE }, {})[Symbol.asyncIterator]();
  while ((await pages.next()).done !== true);
  return {
    size: memberOf(inputs[0], SIZE),
    tokenIn: memberOf(inputs[1], TOKEN),
    tokenOut: read[0],
  };
}

function memberOf(input: object | undefined, value: unknown): string | undefined {
  return Object.entries(input ?? {}).find(([, given]) => given === value)?.[0];
}
