const NAMES = [/arn$/i, /(^|[a-z])id$/i, /url$/i, /name$/i];

/** A name for a raw item in messages: its ARN, or another identifier. */
export function itemName(item: object): string {
  const properties = 'Properties' in item ? item.Properties : item;
  if (typeof properties !== 'object' || properties === null) return '(unnamed)';
  const entries = Object.entries(properties);
  for (const pattern of NAMES) {
    const found = entries.find(([key, value]) => pattern.test(key) && typeof value === 'string');
    if (found !== undefined) return String(found[1]);
  }
  return '(unnamed)';
}
