import { changedFields } from '../app/store/changed-fields.ts';
import type { ResourceChange } from '../store/changes.ts';

/** A change as a line of JSON, for programs. */
export function changeLine(change: ResourceChange): string {
  const { before, after } = change;
  const fields =
    before === undefined || after === undefined ? {} : { fields: changedFields(before, after) };
  return `${JSON.stringify({ ...change, ...fields })}\n`;
}
