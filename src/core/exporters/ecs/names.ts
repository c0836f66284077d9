/** The name at the end of an ARN: of a cluster, or of a service in its old or new form. */
export function nameIn(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
