import type { BinaryWriter } from '@bufbuild/protobuf/wire';
import * as budgets from '../../../../src/cost/engine/plugins/protocol/finfocus/v1/budgets.generated.ts';
import * as costs from '../../../../src/cost/engine/plugins/protocol/finfocus/v1/costs.generated.ts';
import * as info from '../../../../src/cost/engine/plugins/protocol/finfocus/v1/plugin_info.generated.ts';
import * as recommendations from '../../../../src/cost/engine/plugins/protocol/finfocus/v1/recommendations.generated.ts';

/** A generated message, whatever its type. */
interface Codec {
  encode(value: unknown): BinaryWriter;
  decode(bytes: Uint8Array): unknown;
  fromPartial(value: unknown): unknown;
}

/** The messages of the protocol by name. */
export const CODECS = Object.fromEntries(
  Object.entries({ ...budgets, ...costs, ...info, ...recommendations }).filter(
    ([, exported]) => typeof exported === 'object' && 'decode' in exported,
  ),
) as unknown as Readonly<Record<string, Codec>>; // each of them has these methods, for its own type

interface WireVector {
  readonly message: string;
  readonly name: string;
  readonly value: unknown;
  readonly wire: string;
}

const RESOURCE = {
  provider: 'aws',
  resourceType: 'aws:ebs/volume:Volume',
  sku: 'gp3',
  region: 'eu-west-1',
  tags: { size: '100' },
};

/** Bytes written by another implementation (Python's protobuf), from the same .proto files. */
export const WIRE_VECTORS: readonly WireVector[] = [
  {
    message: 'NameResponse',
    name: 'a name',
    value: { name: 'aws-public' },
    wire: 'Cgphd3MtcHVibGlj',
  },
  {
    message: 'GetProjectedCostResponse',
    name: 'a projected cost',
    value: {
      unitPrice: 0.0104,
      currency: 'USD',
      costPerMonth: 7.592,
      billingDetail: 'on-demand, 730 h',
    },
    wire: 'CZT2Bl+YTIU/EgNVU0QZke18PzVeHkAiEG9uLWRlbWFuZCwgNzMwIGg=',
  },
  {
    message: 'BatchCostRequest',
    name: 'a batch',
    value: { queryType: 3, resources: [{ ...RESOURCE, id: 'v-1' }] },
    wire: 'Cj4KA2F3cxIVYXdzOmVicy92b2x1bWU6Vm9sdW1lGgNncDMiCWV1LXdlc3QtMSoLCgRzaXplEgMxMDA6A3YtMRAD',
  },
  {
    message: 'BatchCostResponse',
    name: 'the results of a batch: a cost that may be 0, and an error',
    value: {
      maxBatchSize: 500,
      results: [
        {
          resource: { id: 'v-1' },
          result: {
            $case: 'costData',
            value: {
              data: {
                $case: 'projectedCost',
                value: {
                  currency: 'EUR',
                  costPerMonth: 9.52,
                  predictionIntervalLower: 0,
                  expiresAt: new Date('2026-03-01T00:00:00Z'),
                  metadata: { estimate_quality: 'high' },
                },
              },
            },
          },
        },
        {
          resource: { id: 'v-2' },
          result: {
            $case: 'error',
            value: { code: 9, message: 'wrong region', resourceTypeUnsupported: true },
          },
        },
      ],
    },
    wire:
      'CkQKBToDdi0xEjsSORIDRVVSGQrXo3A9CiNAUQAAAAAAAAAAagYIgIOOzQZyGAoQZXN0aW1hdGVfcXVhbGl0eRIE' +
      'aGlnaAobCgU6A3YtMhoSCAkSDHdyb25nIHJlZ2lvbhgBEPQD',
  },
  {
    message: 'GetRecommendationsResponse',
    name: 'a recommendation with its action and reasons',
    value: {
      nextPageToken: '2',
      recommendations: [
        {
          id: 'r-1',
          category: 1,
          actionType: 1,
          actionDetail: {
            $case: 'rightsize',
            value: { currentSku: 'm5.xlarge', recommendedSku: 'm5.large' },
          },
          priority: 3,
          primaryReason: 1,
          secondaryReasons: [3, 5],
        },
      ],
    },
    wire: 'CioKA3ItMRABGAEqFQoJbTUueGxhcmdlEghtNS5sYXJnZVgDkAEBmgECAwUaATI=',
  },
];
