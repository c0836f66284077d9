import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { SUCCESSORS } from '../../../src/cost/findings/ec2/old-generation-instance.ts';
import { INSTANCE_STORE } from '../../../src/cost/findings/ec2/spot-candidate.ts';
import {
  baselineOf,
  InstanceTypes,
  isAccelerated,
  type InstanceType,
} from '../../../src/cost/findings/instance-types.ts';
import { smallestThatHolds } from '../../../src/cost/findings/smaller-type.ts';

const DATA = process.env['LONGSHORE_TEST_DATA'];

const Described = z.record(
  z.string(),
  z.object({
    InstanceType: z.string(),
    VCpuInfo: z.object({ DefaultVCpus: z.number() }),
    MemoryInfo: z.object({ SizeInMiB: z.number() }),
    ProcessorInfo: z.object({ SupportedArchitectures: z.array(z.string()) }),
    BurstablePerformanceSupported: z.boolean(),
    InstanceStorageSupported: z.boolean(),
    GpuInfo: z.unknown().optional(),
    FpgaInfo: z.unknown().optional(),
    InferenceAcceleratorInfo: z.unknown().optional(),
    NeuronInfo: z.unknown().optional(),
    MediaAcceleratorInfo: z.unknown().optional(),
  }),
);

(DATA === undefined ? describe.skip : describe)('instance types as AWS describes them', () => {
  const file = path.join(DATA ?? '', 'aws-api/ec2-instance-types.json.gz');
  const described =
    DATA === undefined
      ? []
      : Object.values(Described.parse(JSON.parse(gunzipSync(readFileSync(file)).toString('utf8'))));
  const types = described.map(({ InstanceType: name, VCpuInfo, MemoryInfo }): InstanceType => ({
    name,
    family: name.slice(0, name.lastIndexOf('.')),
    vcpus: VCpuInfo.DefaultVCpus,
    memoryGib: MemoryInfo.SizeInMiB / 1_024,
  }));
  const all = new InstanceTypes(types);

  test('the types of a family have one architecture', () => {
    const families = new Map<string, Set<string>>();
    for (const { InstanceType: name, ProcessorInfo } of described) {
      const family = name.slice(0, name.lastIndexOf('.'));
      const [architecture = ''] = ProcessorInfo.SupportedArchitectures.filter(
        (one) => one !== 'i386',
      );
      families.set(family, (families.get(family) ?? new Set()).add(architecture));
    }

    expect([...families].filter(([, architectures]) => architectures.size > 1)).toEqual([]);
  });

  test('accelerators are known by the family', () => {
    const wrong = described.filter((type) => {
      const { GpuInfo, FpgaInfo, InferenceAcceleratorInfo, NeuronInfo, MediaAcceleratorInfo } =
        type;
      const has = [
        GpuInfo,
        FpgaInfo,
        InferenceAcceleratorInfo,
        NeuronInfo,
        MediaAcceleratorInfo,
      ].some((info) => info !== undefined);
      return has !== isAccelerated(type.InstanceType);
    });

    // AWS names no GPUs of Macs.
    expect(
      wrong.map(({ InstanceType: name }) => name).filter((name) => !name.startsWith('mac')),
    ).toEqual([]);
  });

  test('disks in the machine are known by the family', () => {
    const missed = described.filter(
      ({ InstanceType: name, InstanceStorageSupported: has }) =>
        has && !isAccelerated(name) && !INSTANCE_STORE.test(name.split('.')[0] ?? ''),
    );

    expect(missed.map(({ InstanceType: name }) => name)).toEqual([]);
  });

  test('only burstable types have a baseline below all of their CPU', () => {
    const burstable = described.filter((type) => type.BurstablePerformanceSupported);
    const limited = types.filter((type) => baselineOf(type) < 100 && type.family !== 't1');

    expect(limited.map(({ name }) => name).sort()).toEqual(
      burstable.map(({ InstanceType: name }) => name).sort(),
    );
  });

  test('the next generation has as many vCPUs in a size, except those that the rule leaves out', () => {
    const worse = types.filter(({ name, family, vcpus }) => {
      const [, size = ''] = name.split('.');
      const next = all.get(`${SUCCESSORS[family] ?? ''}.${size}`);
      return next !== undefined && next.vcpus < vcpus;
    });

    expect(worse.map(({ name }) => name)).toEqual(['c1.xlarge', 'c4.8xlarge']);
  });

  test('every smaller type that is recommended holds CPU and memory at 80 %', () => {
    for (const type of types) {
      for (const [cpuPercent, memoryShare] of [
        [5, 0.1],
        [20, 0.3],
        [39, 0.5],
        [40, 0.2],
      ] as const) {
        const memoryGib = type.memoryGib * memoryShare;
        const load = { cpuPercent, averageCpuPercent: cpuPercent / 2, memoryGib, mostLoad: 80 };
        const smaller = smallestThatHolds(type, all, load);
        if (smaller === undefined) continue;
        expect(smaller.family).toBe(type.family);
        expect((type.vcpus * cpuPercent) / 100).toBeLessThanOrEqual(smaller.vcpus * 0.8 + 1e-9);
        expect(memoryGib).toBeLessThanOrEqual(smaller.memoryGib * 0.8 + 1e-9);
      }
    }
  });
});
