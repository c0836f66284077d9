import type { JqValue } from './entity-defaults.ts';

/**
 * The ARN of the KMS key that a property names, for a relation; null for what does not say which key it is: an
 * alias, a bare id, nothing.
 *
 * @param path below `.Properties`: `KmsKeyId`, `EncryptionConfiguration.KmsKeyId`
 */
export function keyArnAt(path: string): JqValue {
  return {
    jq: `.Properties.${path} // "" | select(startswith("arn:") and contains(":key/"))`,
  };
}
