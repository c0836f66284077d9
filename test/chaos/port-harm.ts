import type { Catalog } from '../../src/sandbox/port/catalog.ts';
import type { PortFault } from '../../src/sandbox/port/faults.ts';
import {
  DAMAGES,
  FOREIGN_ANSWERS,
  REPLACED_BODIES,
  type Delivery,
  type ProxiedAnswer,
  type ProxyHooks,
} from '../helpers/fault-proxy.ts';
import type { Chance } from './chance.ts';
import { BLUEPRINTS } from './mapping.ts';
import { isOwn, type Snapshot } from './model.ts';

/** A fault between the program and Port. */
export interface PortHarm {
  readonly name: string;
  readonly fault?: PortFault;
  readonly hooks?: ProxyHooks;
}

/** The calls of a run, by path. */
const CALLS: Readonly<Record<string, RegExp>> = {
  token: /^POST \/v1\/auth\/access_token/,
  blueprint: /^GET \/v1\/blueprints\/[^/]+$/,
  search: /^POST .*\/entities\/search/,
  write: /^POST .*\/entities\/bulk$/,
  delete: /^POST .*\/bulk\/entities\/delete/,
};

const HTML_404 = '<html><head><title>404 Not Found</title></head><body>nginx</body></html>';
const DAMAGED: Readonly<Record<string, (answer: ProxiedAnswer) => Delivery>> = {
  ...DAMAGES,
  ...FOREIGN_ANSWERS,
  ...Object.fromEntries(
    Object.entries(REPLACED_BODIES).map(([name, damage]) => [`headers of Port, ${name}`, damage]),
  ),
  'an HTML 404': () => ({
    status: 404,
    headers: { 'content-type': 'text/html' },
    body: Buffer.from(HTML_404),
  }),
  '{"ok":false}': jsonOf({ ok: false }),
  'ok and nothing else': jsonOf({ ok: true }),
  'no entities': jsonOf({ ok: true, entities: [], errors: [], deletedEntities: [] }),
  'not found': jsonOf({ ok: false, error: 'not_found', message: 'none' }, 404),
};

function jsonOf(content: object, status = 200): (answer: ProxiedAnswer) => Delivery {
  return () => ({
    status,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(content)),
  });
}

const NOTHING: ProxiedAnswer = { status: 200, headers: {}, body: Buffer.from('{"ok":true}') };

export function pickPortHarm(chance: Chance): PortHarm {
  const [call, pattern] = chance.pick(Object.entries(CALLS));
  if (chance.happens(0.4)) return portFault(chance, call, pattern);
  const [title, damage] = chance.pick(Object.entries(DAMAGED));
  // Before Port receives the request, or after Port has executed it.
  const isDone = chance.happens(0.5);
  const most = chance.pick([1, 2, 1_000]);
  let met = 0;
  const isMet = (method: string, target: string): boolean => {
    const [path = ''] = target.split('?');
    if (!pattern.test(`${method} ${path}`) || met >= most) return false;
    met += 1;
    return true;
  };
  const hooks: ProxyHooks = isDone
    ? {
        onResponse: ({ method, target }, answer) =>
          isMet(method, target) ? damage(answer) : undefined,
      }
    : { onRequest: ({ method, target }) => (isMet(method, target) ? damage(NOTHING) : undefined) };
  return { name: `${call} ${title}${isDone ? ', though it was done' : ''} (${most})`, hooks };
}

function portFault(chance: Chance, name: string, call: RegExp): PortHarm {
  const times = chance.pick([1, 2, 1_000]);
  const type = chance.pick([
    'status',
    'status',
    'reset',
    'late-reset',
    'hang',
    'entity-error',
  ] as const);
  const status = chance.pick([400, 403, 404, 413, 422, 429, 500, 503]);
  if (type === 'entity-error') {
    const identifier = new RegExp(`${chance.below(5)}$`);
    const fault: PortFault = { call: /entities\/bulk$/, type, identifier, status, times };
    return { name: `${type} ${status} ${identifier.source}`, fault };
  }
  const most = type === 'hang' || status === 429 ? 1 : times;
  const what = type === 'status' ? String(status) : type;
  return { name: `${name} ${what} (${most})`, fault: { call, type, status, times: most } };
}

/** Others who write to the same blueprints. */
const OTHERS = [
  'port-ocean/aws-v3/1.0.0/team/my-aws-v3-integration/exporter',
  'port-ocean/aws-v3/1.0.0/not-my-aws-v3-integration/exporter',
  'port-ocean/gcp/1.0.0/my-aws-v3-integration/exporter',
  'port-ocean/aws-v3/1.0.0/my-aws-v3-integration/gitops',
  'a user in the browser',
] as const;
const OPTIONS = { merge: true, createMissing: false } as const;

/** Entities of others in the mapping's blueprints. */
export function addOthers(catalog: Catalog): void {
  for (const datasource of OTHERS) {
    const name = datasource.replaceAll('/', '-').replaceAll(' ', '_');
    const account = `account-of-${name}`;
    const written = { ...OPTIONS, datasource };
    catalog.upsert('awsAccount', { identifier: account, title: 'not ours' }, written);
    for (const blueprint of new Set(Object.values(BLUEPRINTS))) {
      if (blueprint === 'awsAccount') continue;
      catalog.upsert(
        blueprint,
        { identifier: `${blueprint}-of-${name}`, title: 'not ours', relations: { account } },
        written,
      );
    }
  }
}

/** A user deletes, edits or takes over our entities. */
export function tamper(chance: Chance, catalog: Catalog, now: Snapshot): string {
  const own = [...now.values()].filter(isOwn);
  if (own.length === 0) return 'nothing to tamper with';
  const done: string[] = [];
  for (let count = 1 + chance.below(3); count > 0; count -= 1) {
    const { blueprint, identifier } = chance.pick(own);
    const exists = catalog.entities(blueprint).has(identifier);
    if (!exists) continue;
    const way = chance.pick(['delete', 'edit', 'take over'] as const);
    done.push(`${way} ${blueprint} ${identifier}`);
    if (way === 'delete') catalog.delete(blueprint, [identifier], true);
    else {
      const datasource = way === 'edit' ? 'a user in the browser' : chance.pick(OTHERS);
      catalog.upsert(blueprint, { identifier, title: 'edited' }, { ...OPTIONS, datasource });
    }
  }
  return done.join(', ');
}
