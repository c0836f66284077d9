/** The region at the beginning of the name of a region or a zone: of `us-east-1a`, and of `us-east-1-bos-1a`. */
const IN_NAME = /^(?<region>[a-z]{2,4}(?:-[a-z]+){1,3}-\d)(?:[a-z]|-[a-z0-9-]+)?$/;
const REGION = /^[a-z]{2,4}(?:-[a-z]+){1,3}-\d$/;
const IN_ARN = /^arn:[a-z-]+:[a-z0-9-]*:(?<region>[a-z0-9-]+):/;

/** The text, if it is the name of a region: `eu-west-1`. */
export function regionOf(text: unknown): string | undefined {
  return typeof text === 'string' && REGION.test(text) ? text : undefined;
}

/** The region of an availability zone, or of a local one. */
export function regionOfZone(zone: unknown): string | undefined {
  return typeof zone === 'string' ? IN_NAME.exec(zone)?.groups?.['region'] : undefined;
}

/** The region in an ARN. */
export function regionOfArn(arn: unknown): string | undefined {
  return typeof arn === 'string' ? regionOf(IN_ARN.exec(arn)?.groups?.['region']) : undefined;
}

/** What the resource itself says of its region: its own, that of its zone, that of its ARN. */
export function ownRegion(
  properties: Readonly<Record<string, unknown>>,
  zone: 'availabilityZone' | 'availability_zone',
): string | undefined {
  return (
    regionOf(properties['region']) ??
    regionOfZone(properties[zone]) ??
    regionOfArn(properties['arn'])
  );
}
