import type { Tag } from '@aws-sdk/client-resource-groups-tagging-api';
import type { AwsClient } from '../../aws/client-factory.ts';
import type { Action } from './action.ts';
import { tagsAs } from './tags-as.ts';

/** A tag as the services that answer in camelCase write it. */
export interface LowerCaseTag {
  readonly key: string;
  readonly value: string;
}

/** The same action for a kind whose service writes tags as `key` and `value`. */
export function tagsInLowerCase<Client extends AwsClient, Item>(
  action: Action<Client, Item, Partial<{ Tags: Tag[] }>>,
): Action<Client, Item, Partial<{ Tags: LowerCaseTag[] }>> {
  return tagsAs(action, (tags) => ({ Tags: tags.map(inLowerCase) }));
}

function inLowerCase({ Key = '', Value = '' }: Tag): LowerCaseTag {
  return { key: Key, value: Value };
}
