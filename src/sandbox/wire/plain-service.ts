import type { Operation, ServiceModel } from './service-model.ts';
import type { Shape } from './xml-writer.ts';

/** The SDK's code for a schema of any JSON. */
const DOCUMENT: Shape = 15;

/**
 * The model of a service that speaks plain JSON, for services whose client package is too old to have schemas. Its
 * handlers give what is sent: times are seconds since 1970.
 */
export function plainService(
  signingName: string,
  version: '1.0' | '1.1',
  operations: readonly string[],
): ServiceModel {
  const operation = (name: string): [string, Operation] => [
    name,
    { name, input: DOCUMENT, output: DOCUMENT, http: undefined, paging: {} },
  ];
  return {
    signingName,
    protocol: 'json',
    contentType: `application/x-amz-json-${version}`,
    operations: new Map(operations.map(operation)),
    isQueryCompatible: false,
    xmlNamespace: undefined,
    errors: new Map(),
  };
}
