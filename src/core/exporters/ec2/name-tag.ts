import type { JqValue } from '../entity-defaults.ts';

/** What people call a resource of EC2: its tag `Name`, or the property when it has none. */
export function nameTagOr(property: string): JqValue {
  const named = 'map(select(.Key == "Name" and .Value != "") | .Value)';
  return { jq: `(.Properties.Tags // [] | ${named} | first) // .Properties.${property}` };
}
