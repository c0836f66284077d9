import type { Tag } from '@aws-sdk/client-resource-groups-tagging-api';
import type { AwsClient } from '../../aws/client-factory.ts';
import type { Action } from './action.ts';

/** Tags with both names: some services omit an empty value. */
export function completeTags(tags: readonly Partial<Tag>[]): Tag[] {
  return tags.map(({ Key = '', Value = '' }) => ({ Key, Value }));
}

/** A map of tags as a list. */
export function tagsOfMap(tags: Readonly<Record<string, string>>): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Tags of kinds whose service returns a map. */
export function asTagMap(tags: readonly Tag[]): {
  readonly Tags: Readonly<Record<string, string>>;
} {
  return { Tags: Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value])) };
}

/** Tags of kinds whose service calls them `TagList`. */
export function asTagList(tags: Tag[]): { readonly TagList: Tag[] } {
  return { TagList: tags };
}

/** A tag of the services that answer in camelCase. */
export interface LowerCaseTag {
  readonly key: string;
  readonly value: string;
}

/** Tags of kinds whose service answers in camelCase. */
export function asLowerCaseTags(tags: readonly Tag[]): { readonly Tags: LowerCaseTag[] } {
  return { Tags: tags.map(({ Key = '', Value = '' }) => ({ key: Key, value: Value })) };
}

/**
 * The same action, with tags in the kind's format.
 *
 * @param form `asTagMap`, `asTagList` or `asLowerCaseTags`
 */
export function tagsAs<Client extends AwsClient, Item, Form extends object>(
  form: (tags: Tag[]) => Form,
  action: Action<Client, Item, Partial<{ Tags: Tag[] }>>,
): Action<Client, Item, Partial<Form>> {
  return {
    ...action,
    async execute(items, context) {
      const outcomes = await action.execute(items, context);
      return outcomes.map((outcome) => {
        if (outcome.status !== 'ok') return outcome;
        const { Tags } = outcome.value;
        return { status: 'ok', value: Tags === undefined ? {} : form(Tags) };
      });
    },
  };
}
