import type { Tag } from '@aws-sdk/client-resource-groups-tagging-api';
import type { AwsClient } from '../../aws/client-factory.ts';
import type { Action } from './action.ts';
import { tagsAs } from './tags-as.ts';

/** The same action for a kind whose tags are a map: its list of tags, by name. */
export function tagsAsMap<Client extends AwsClient, Item>(
  action: Action<Client, Item, Partial<{ Tags: Tag[] }>>,
): Action<Client, Item, Partial<{ Tags: Readonly<Record<string, string>> }>> {
  return tagsAs(action, (tags) => ({
    Tags: Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value])),
  }));
}

/** A map of tags as the list that the Resource Groups Tagging API gives. */
export function tagsAsList(tags: Readonly<Record<string, string>>): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
