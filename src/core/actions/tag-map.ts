import type { Tag } from '@aws-sdk/client-resource-groups-tagging-api';
import type { AwsClient } from '../../aws/client-factory.ts';
import type { Action } from './action.ts';

type TagList = Partial<{ Tags: Tag[] }>;
type TagMap = Partial<{ Tags: Readonly<Record<string, string>> }>;

/** The same action for a kind whose tags are a map: its list of tags, by name. */
export function tagsAsMap<Client extends AwsClient, Item>(
  action: Action<Client, Item, TagList>,
): Action<Client, Item, TagMap> {
  return {
    ...action,
    async execute(items, context) {
      const outcomes = await action.execute(items, context);
      return outcomes.map((outcome) =>
        outcome.status === 'ok' ? { status: 'ok', value: asMap(outcome.value) } : outcome,
      );
    },
  };
}

/** A map of tags as the list that the Resource Groups Tagging API gives. */
export function tagsAsList(tags: Readonly<Record<string, string>>): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

function asMap({ Tags }: TagList): TagMap {
  if (Tags === undefined) return {};
  return { Tags: Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value])) };
}
