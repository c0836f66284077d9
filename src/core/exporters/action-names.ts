import type { Kind } from './kind.ts';
import { isAddition } from './ocean-kinds.ts';
import { MOST_ACTIONS, type ActionNames } from './selector.ts';

/** Default actions of Ocean that are not named after their call. */
const NAMED_OTHERWISE: Readonly<Record<string, readonly string[]>> = {
  'AWS::CodePipeline::Action': ['GetPipelineActionsDetails'],
  'AWS::CodePipeline::Stage': ['GetPipelineStagesAction'],
  'AWS::MSK::ServerlessCluster': ['ListMskServerlessClustersAction'],
  'AWS::MemoryDB::User': ['DescribeMemoryDbUsersAction'],
};

/**
 * The names of a kind's actions in mappings. In Ocean the listing call is a default action, so
 * `ListQueuesAction` is accepted like any other default.
 */
export function actionNamesOf({ kind, list, actions }: Kind): ActionNames {
  const { operation } = list;
  return {
    defaults: [
      ...actions.defaults.map(({ name }) => name),
      ...(operation === undefined ? [] : [`${operation}Action`]),
      ...(NAMED_OTHERWISE[kind] ?? []),
    ],
    options: actions.options.map(({ name }) => name),
    // Ocean limits the options of its kinds. Options of additions are unlimited.
    most: isAddition(kind) ? Math.max(MOST_ACTIONS, actions.options.length) : MOST_ACTIONS,
  };
}
