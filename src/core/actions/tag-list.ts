import type { Tag } from '@aws-sdk/client-resource-groups-tagging-api';
import type { AwsClient } from '../../aws/client-factory.ts';
import type { Action } from './action.ts';
import { tagsAs } from './tags-as.ts';

/** The same action for a kind whose tags are called `TagList`. */
export function tagsAsTagList<Client extends AwsClient, Item>(
  action: Action<Client, Item, Partial<{ Tags: Tag[] }>>,
): Action<Client, Item, Partial<{ TagList: Tag[] }>> {
  return tagsAs(action, (tags) => ({ TagList: tags }));
}

/** A tag as the services write it: some leave out a value that is empty. */
interface WrittenTag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** Tags with both their names, as the Resource Groups Tagging API gives them. */
export function completeTags(tags: readonly WrittenTag[]): Tag[] {
  return tags.map(({ Key = '', Value }) => ({ Key, Value: Value ?? '' }));
}
