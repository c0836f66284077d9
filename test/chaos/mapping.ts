import { readFile } from 'node:fs/promises';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import type { StoredEntity } from '../../src/sandbox/port/model.ts';
import type { Chance } from './chance.ts';
import { REGIONS } from './chaos-estate.ts';

/** The kinds of the world, with their blueprints. Two kinds write to the same one. */
export const BLUEPRINTS = {
  'AWS::Account::Info': 'awsAccount',
  'AWS::Organizations::Account': 'awsAccount',
  'AWS::EC2::Instance': 'ec2Instance',
  'AWS::ECS::Cluster': 'ecsCluster',
  'AWS::ECS::Service': 'ecsService',
  'AWS::Lambda::Function': 'lambdaFunction',
  'AWS::S3::Bucket': 's3Bucket',
  'AWS::SQS::Queue': 'sqsQueue',
} as const;
export type ChaosKind = keyof typeof BLUEPRINTS;

/** Kinds that are read by region. */
const REGIONAL = [
  'AWS::EC2::Instance',
  'AWS::ECS::Cluster',
  'AWS::ECS::Service',
  'AWS::Lambda::Function',
  'AWS::SQS::Queue',
] as const satisfies readonly ChaosKind[];

const PACKAGED = '.port/resources/port-app-config.yml';
const Block = z.looseObject({
  kind: z.string(),
  selector: z.looseObject({ query: z.string() }),
  port: z.looseObject({
    entity: z.looseObject({
      mappings: z.looseObject({
        identifier: z.string(),
        properties: z.record(z.string(), z.string()).default({}),
      }),
    }),
  }),
});
type Block = z.output<typeof Block>;
const Document = z.looseObject({ resources: z.array(Block) });

/** A mapping as a user wrote it, and what that user deliberately removed. */
export interface ChaosMapping {
  readonly name: string;
  readonly text: string;
  /** Can the entity be deleted because of this mapping, though its resource exists? */
  excludes(entity: StoredEntity): boolean;
  /** Can this part of the entity become empty because of it? As in Ocean, a failed expression gives null. */
  empties?(entity: StoredEntity, part: string): boolean;
}

/** Changes that a user can make to a mapping, deliberately or not. */
type Edit = (
  blocks: readonly Block[],
  chance: Chance,
) => { readonly name: string; readonly blocks: readonly Block[] } & Pick<
  ChaosMapping,
  'excludes' | 'empties'
>;

const keepsAll = (): boolean => false;

function blueprintOf(kind: string): string | undefined {
  return new Map<string, string>(Object.entries(BLUEPRINTS)).get(kind);
}

function isOf(kind: string): (entity: StoredEntity) => boolean {
  const blueprint = blueprintOf(kind);
  return (entity) => entity.blueprint === blueprint && blueprint !== 'awsAccount';
}

function changed(
  blocks: readonly Block[],
  kind: string,
  change: (block: Block) => Block,
): readonly Block[] {
  return blocks.map((block) => (block.kind === kind ? change(block) : block));
}

function identifiedBy(identifier: (before: string) => string): (block: Block) => Block {
  return (block) => {
    const { mappings } = block.port.entity;
    const entity = {
      ...block.port.entity,
      mappings: { ...mappings, identifier: identifier(mappings.identifier) },
    };
    return { ...block, port: { ...block.port, entity } };
  };
}

const EDITS: Readonly<Record<string, Edit>> = {
  'kind taken out': (blocks, chance) => {
    const { kind } = chance.pick(blocks);
    const rest = blocks.filter((block) => block.kind !== kind);
    return { name: kind, blocks: rest, excludes: isOf(kind) };
  },
  'selector that filters': (blocks, chance) => {
    const { kind } = chance.pick(blocks);
    const digit = String(chance.below(4));
    const isOfKind = isOf(kind);
    const filtered = changed(blocks, kind, (block) => {
      const { identifier } = block.port.entity.mappings;
      const query = `${identifier} | endswith("${digit}") | not`;
      return { ...block, selector: { ...block.selector, query } };
    });
    return {
      name: `${kind} without …${digit}`,
      blocks: filtered,
      excludes: (entity) => isOfKind(entity) && entity.identifier.endsWith(digit),
    };
  },
  'selector that fails': (blocks, chance) => {
    const { kind } = chance.pick(blocks);
    const query = chance.pick(['.Properties | error', '.Properties', 'empty', 'null | fromjson']);
    const failing = changed(blocks, kind, (block) => ({
      ...block,
      selector: { ...block.selector, query },
    }));
    return { name: `${kind} ${query}`, blocks: failing, excludes: keepsAll };
  },
  'identifier of null': (blocks, chance) => {
    const { kind } = chance.pick(blocks);
    const empty = changed(
      blocks,
      kind,
      identifiedBy(() => '.Properties.NoSuchMember'),
    );
    return { name: kind, blocks: empty, excludes: keepsAll };
  },
  'identifier that fails for some': (blocks, chance) => {
    const { kind } = chance.pick(blocks);
    const digit = String(chance.below(4));
    const failing = changed(
      blocks,
      kind,
      identifiedBy((id) => `if (${id} | endswith("${digit}")) then error("no") else ${id} end`),
    );
    return { name: `${kind} …${digit}`, blocks: failing, excludes: keepsAll };
  },
  'property that fails': (blocks, chance) => {
    const { kind, port } = chance.pick(blocks);
    const [name = ''] = Object.keys(port.entity.mappings.properties);
    const blueprint = blueprintOf(kind);
    const failing = changed(blocks, kind, (block) => {
      const { mappings } = block.port.entity;
      const properties = { ...mappings.properties, [name]: '.Properties | error("no")' };
      const entity = { ...block.port.entity, mappings: { ...mappings, properties } };
      return { ...block, port: { ...block.port, entity } };
    });
    return {
      name: kind,
      blocks: failing,
      excludes: keepsAll,
      empties: (entity, part) => entity.blueprint === blueprint && part === `properties.${name}`,
    };
  },
  'region policy': (blocks, chance) => {
    const kind = chance.pick(REGIONAL);
    const region = chance.pick(REGIONS);
    const list = chance.pick(['allow', 'deny'] as const);
    const isOfKind = isOf(kind);
    const limited = changed(blocks, kind, (block) => ({
      ...block,
      selector: { ...block.selector, regionPolicy: { [list]: [region] } },
    }));
    return {
      name: `${kind} ${list} ${region}`,
      blocks: limited,
      excludes: (entity) =>
        isOfKind(entity) && (entity.properties['region'] === region) === (list === 'deny'),
    };
  },
};

/** Mappings of the world's kinds: the correct one, and the results of users' changes. */
export class Mappings {
  readonly #document: z.output<typeof Document>;

  private constructor(document: z.output<typeof Document>) {
    this.#document = document;
  }

  static async read(kinds: readonly ChaosKind[]): Promise<Mappings> {
    const document = Document.parse(parse(await readFile(PACKAGED, 'utf8')));
    const own = new Set<string>(kinds);
    return new Mappings({
      ...document,
      resources: document.resources.filter(({ kind }) => own.has(kind)),
    });
  }

  /** The correct one, with a threshold that allows a run to delete all confirmed deletions. */
  get whole(): ChaosMapping {
    return { name: 'whole', text: this.#text(this.#document.resources, 1), excludes: keepsAll };
  }

  edited(chance: Chance): ChaosMapping {
    const [kind, edit] = chance.pick(Object.entries(EDITS));
    const { name, blocks, excludes, empties } = edit(this.#document.resources, chance);
    const threshold = chance.pick([0, 0.9, 1]);
    return {
      name: `${kind}: ${name}`,
      text: this.#text(blocks, threshold),
      excludes,
      ...(empties && { empties }),
    };
  }

  #text(resources: readonly Block[], entityDeletionThreshold: number): string {
    return stringify({ ...this.#document, entityDeletionThreshold, resources });
  }
}
