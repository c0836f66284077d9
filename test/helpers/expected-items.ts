import type { ObjectKind } from '../../src/core/exporters/object-kind.ts';
import type { Estate } from '../../src/sandbox/estate/estate.ts';
import { itemsOfEstate, simulationOf } from '../conformance/worked-example.ts';

/** Kinds of every reach, with and without parents: enough for tests that are about no kind in particular. */
export const EXPECTED_KINDS = [
  'AWS::Account::Info',
  'AWS::Organizations::Account',
  'AWS::S3::Bucket',
  'AWS::EC2::Instance',
  'AWS::ECS::Cluster',
  'AWS::ECS::Service',
  'AWS::SQS::Queue',
] as const satisfies readonly ObjectKind[];

/** Every item of these kinds that an estate must give, with every option, sorted. */
export function expectedItems(
  estate: Estate,
  kinds: readonly ObjectKind[] = EXPECTED_KINDS,
): readonly string[] {
  return kinds.flatMap((kind) => itemsOfEstate(simulationOf(kind), estate)).sort();
}
