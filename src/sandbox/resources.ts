import type { Call } from './wire/call.ts';

/** Does the call's input name the resource, by id, name, URL or ARN? */
export function namesResource(call: Call, resource: string): boolean {
  return Object.values(call.input())
    .flat()
    .some((value) => typeof value === 'string' && isSameResource(value, resource));
}

/** Do two names mean the same? A name matches any ARN or URL that ends in it. */
export function isSameResource(one: string, other: string): boolean {
  const [first, second] = [asArn(one), asArn(other)];
  return first === second || isNameIn(first, second) || isNameIn(second, first);
}

/** A queue's URL matches its ARN. */
function asArn(name: string): string {
  const [, region, accountId, queue] =
    /^https:\/\/sqs\.([^.]+)\.amazonaws\.com\/(\d{12})\/(.+)$/.exec(name) ?? [];
  return queue === undefined ? name : `arn:aws:sqs:${region ?? ''}:${accountId ?? ''}:${queue}`;
}

function isNameIn(name: string, whole: string): boolean {
  const isName = name !== '' && !name.startsWith('arn:') && !name.includes('://');
  return isName && (whole.endsWith(`:${name}`) || whole.endsWith(`/${name}`));
}
