import type { Tag } from '@aws-sdk/client-resource-groups-tagging-api';
import type { AwsClient } from '../../aws/client-factory.ts';
import type { Action } from './action.ts';

/** The same action, which gives its tags in the form that `form` makes of them. */
export function tagsAs<Client extends AwsClient, Item, Form extends object>(
  action: Action<Client, Item, Partial<{ Tags: Tag[] }>>,
  form: (tags: Tag[]) => Form,
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
