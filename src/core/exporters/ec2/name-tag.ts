import type { JqValue } from '../entity-defaults.ts';

/** The display name of an EC2 resource: its `Name` tag, or else the property. */
export function nameTagOr(property: string): JqValue {
  const named = 'map(select(.Key == "Name" and .Value != "") | .Value)';
  return { jq: `(.Properties.Tags // [] | ${named} | first) // .Properties.${property}` };
}
