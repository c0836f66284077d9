import {
  BatchGetDeploymentsCommand,
  paginateListDeployments,
  type CodeDeployClient,
  type DeploymentInfo,
} from '@aws-sdk/client-codedeploy';
import type { ActionContext } from '../../actions/action.ts';
import { collect } from '../../actions/parents.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { chunk } from '../../../lib/chunk.ts';

/** The most that BatchGetDeployments takes. */
export const DEPLOYMENTS_PER_CALL = 25;
/** Batches read at once: the run caches the results while there is space. */
const LOOKS_AT_ONCE = 16;
const HOUR_MS = 3_600_000;

type Context = ActionContext<CodeDeployClient>;

/** A deployment's identifier, and the others of its batch, which was read to learn their groups. */
export interface ListedDeployment {
  readonly id: string;
  readonly lookedAtWith?: readonly string[];
}

interface DeploymentsInWindow {
  readonly deployments: readonly ListedDeployment[];
  /** Deployment groups that had more. */
  readonly groupsCut: number;
}

/** A deployment's group. Undefined if CodeDeploy omitted it: only a separate call shows why. */
interface Look {
  readonly listed: ListedDeployment;
  readonly group: string | undefined;
  readonly created: number;
}

/**
 * A region's deployments within the window: of each deployment group the newest. Asked for once for all
 * kinds that need them; these may have different windows, and each has its own list.
 *
 * The list of a region costs a call for a hundred, that of each group a call for each, after those that
 * find the groups; but the region's names no group, and AWS documents no order. So when no group can have
 * more than it may, the list is all that is needed. Else the deployments are looked at, 25 with a call:
 * most of them had to be, for their details.
 *
 * @throws when they cannot be looked at: which of them are in the window is not known then
 */
export async function deploymentsInWindow(context: Context): Promise<readonly ListedDeployment[]> {
  const { window } = context;
  const hours = hoursOf(window.from);
  const [found] = await context.once(
    `codedeploy:deployments/${hours}h/${window.maxPerParent}`,
    async () => [await newestOfEachGroup(await idsSince(hours, context), context)],
  );
  window.cutOff(found?.groupsCut ?? 0);
  return found?.deployments ?? [];
}

/** Details of up to 25 deployments, without missing ones. */
export async function describe(
  ids: readonly string[],
  { client, signal }: Context,
): Promise<readonly DeploymentInfo[]> {
  const command = new BatchGetDeploymentsCommand({ deploymentIds: [...ids] });
  const { deploymentsInfo = [] } = await client.send(command, { abortSignal: signal });
  return deploymentsInfo;
}

/** The same, cached for the next caller with the same ids. */
export function describeOnce(
  ids: readonly string[],
  context: Context,
): Promise<readonly DeploymentInfo[]> {
  return context.once(`codedeploy:deployment/${ids.join(',')}`, () => describe(ids, context));
}

/** Windows are whole hours long. */
function hoursOf(from: Date): number {
  return Math.round((Date.now() - from.getTime()) / HOUR_MS);
}

function idsSince(hours: number, context: Context): Promise<readonly string[]> {
  const input = { createTimeRange: { start: context.window.from } };
  return context.once(`codedeploy:deployment-ids/${hours}h`, () =>
    collect(sdkPages(paginateListDeployments, context, input), (page) => page.deployments),
  );
}

async function newestOfEachGroup(
  ids: readonly string[],
  context: Context,
): Promise<DeploymentsInWindow> {
  const { maxPerParent } = context.window;
  if (ids.length <= maxPerParent) return { deployments: ids.map((id) => ({ id })), groupsCut: 0 };
  const looks: Look[] = [];
  for (const calls of chunk(chunk(ids, DEPLOYMENTS_PER_CALL), LOOKS_AT_ONCE)) {
    context.signal.throwIfAborted();
    looks.push(...(await Promise.all(calls.map((some) => lookAt(some, context)))).flat());
  }
  const tooMany = [...byGroup(looks).values()].filter(({ length }) => length > maxPerParent);
  const left = new Set(tooMany.flatMap((group) => newestFirst(group).slice(maxPerParent)));
  const taken = looks.filter((look) => !left.has(look));
  return { deployments: taken.map(({ listed }) => listed), groupsCut: tooMany.length };
}

function byGroup(looks: readonly Look[]): ReadonlyMap<string, readonly Look[]> {
  const groups = new Map<string, Look[]>();
  for (const look of looks) {
    if (look.group === undefined) continue;
    const members = groups.get(look.group);
    if (members === undefined) groups.set(look.group, [look]);
    else members.push(look);
  }
  return groups;
}

function newestFirst(looks: readonly Look[]): readonly Look[] {
  return looks.toSorted((one, other) => other.created - one.created);
}

async function lookAt(ids: readonly string[], context: Context): Promise<readonly Look[]> {
  const infos = await describeOnce(ids, context);
  const byId = new Map(infos.map((info) => [info.deploymentId, info]));
  return ids.map((id) => {
    const info = byId.get(id);
    return {
      listed: { id, lookedAtWith: ids },
      group: info && JSON.stringify([info.applicationName, info.deploymentGroupName]),
      created: info?.createTime?.getTime() ?? Number.POSITIVE_INFINITY,
    };
  });
}
