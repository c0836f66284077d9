import type { Kind } from './kind.ts';
import { isAddition } from './ocean-kinds.ts';
import { MOST_ACTIONS, type ActionNames } from './selector.ts';

/** Default actions of Ocean's that are not named after the call they make. */
const NAMED_OTHERWISE: Readonly<Record<string, readonly string[]>> = {
  'AWS::CodePipeline::Action': ['GetPipelineActionsDetails'],
  'AWS::CodePipeline::Stage': ['GetPipelineStagesAction'],
  'AWS::MSK::ServerlessCluster': ['ListMskServerlessClustersAction'],
  'AWS::MemoryDB::User': ['DescribeMemoryDbUsersAction'],
};

/**
 * The names under which mappings know a kind's actions. The listing call is a default action to Ocean, and
 * none here: `ListQueuesAction` is as good a name as that of any other default.
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
    // Ocean limits its own. An addition's options run in any number when its mapping needs them.
    most: isAddition(kind) ? Math.max(MOST_ACTIONS, actions.options.length) : MOST_ACTIONS,
  };
}
