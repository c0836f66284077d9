import { classify } from '../aws/errors.ts';
import { homeRegion } from '../aws/regions.ts';
import { iamPolicyFor, type IamPolicy, type PolicyKind } from '../core/exporters/iam-policy.ts';
import type { Kind } from '../core/exporters/kind.ts';
import { isObjectKind } from '../core/exporters/registry.ts';
import { typePermissions, type TypePermissions } from '../core/exporters/resource-type.ts';
import { messageOf } from '../lib/errors.ts';
import { askAccounts, type AskOptions } from './ask-accounts.ts';

/** A kind, and the optional actions that a mapping runs for it; undefined for all. */
export type UsedKind = Pick<PolicyKind, 'kind' | 'include'>;

/** A policy, and the types whose own permissions it lacks. */
export interface PolicyForKinds {
  readonly policy: IamPolicy;
  readonly missing: readonly MissingPermissions[];
}

interface MissingPermissions {
  readonly type: string;
  readonly reason: string;
  readonly remedy: string;
}

const NO_ANSWER = 'AWS could not be asked';
const ASK_AWS =
  'run this with AWS credentials that may call cloudformation:DescribeType, or add the permissions of the list and read handlers in the CloudFormation schema of the type';
const REMOVE_BLOCK =
  'Cloud Control cannot read this type: remove its block from the mapping, or add the permissions by hand';

/**
 * The minimal policy for kinds. For those that are read through Cloud Control, AWS is asked for the
 * permissions of the type's own handlers.
 *
 * @param prices as {@link pricePermissions} gives them @default none
 */
export async function policyForKinds(
  kinds: readonly UsedKind[],
  options: AskOptions,
  prices: readonly string[] = [],
): Promise<PolicyForKinds> {
  const types = kinds.map(({ kind }) => kind).filter(({ kind }) => !isObjectKind(kind));
  const found = new Map<Kind, TypePermissions>();
  const failures = new Map<Kind, string>();
  if (types.length > 0) await askForPermissions(types, found, failures, options);
  const missing = types.flatMap((kind) => {
    const type = kind.kind;
    const permissions = found.get(kind);
    if (permissions === undefined)
      return [{ type, reason: failures.get(kind) ?? NO_ANSWER, remedy: ASK_AWS }];
    const reason = missingHandlers(permissions);
    return reason === undefined ? [] : [{ type, reason, remedy: REMOVE_BLOCK }];
  });
  const policy = iamPolicyFor(
    kinds.map(({ kind, include }) => {
      const { list = [], read = [] } = found.get(kind) ?? {};
      return { kind, include, further: [...list, ...read] };
    }),
    prices,
  );
  return { policy, missing };
}

async function askForPermissions(
  types: readonly Kind[],
  found: Map<Kind, TypePermissions>,
  failures: Map<Kind, string>,
  options: AskOptions,
): Promise<void> {
  await askAccounts(async ({ session, clients }, signal) => {
    const region = homeRegion(session.account.partition);
    const open = types.filter((kind) => !found.has(kind));
    await Promise.all(
      open.map(async (kind) => {
        try {
          found.set(kind, await typePermissions(kind.kind, clients, region, signal));
        } catch (error) {
          const { code, message } = classify(error);
          failures.set(kind, `${code}: ${message || messageOf(error)}`);
        }
      }),
    );
    return found.size === types.length;
  }, options);
}

function missingHandlers({ list, read }: TypePermissions): string | undefined {
  const absent = [...(list === undefined ? ['list'] : []), ...(read === undefined ? ['read'] : [])];
  return absent.length === 0 ? undefined : `its schema has no ${absent.join(' or ')} handler`;
}
