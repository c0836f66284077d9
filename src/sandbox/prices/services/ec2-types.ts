/** An instance type as the price list describes it. */
export interface ListedInstanceType {
  readonly type: string;
  /** Linux on demand in us-east-1, USD an hour. */
  readonly price: string;
  readonly vcpus: number;
  /** As AWS writes it: `1,952 GiB`. */
  readonly memory: string;
  readonly family: string;
  readonly processor: string;
  readonly storage?: string;
  readonly gpus?: number;
  readonly network: string;
}

const GENERAL = 'General purpose';
const COMPUTE = 'Compute optimized';
const MEMORY = 'Memory optimized';
const GRAVITON2 = 'AWS Graviton2 Processor';
const GRAVITON3 = 'AWS Graviton3 Processor';
const SKYLAKE = 'Intel Xeon Platinum 8175';

/** Real prices of us-east-1 in 2026. */
export const LISTED_TYPES: readonly ListedInstanceType[] = [
  { type: 't3.nano', price: '0.0052', vcpus: 2, memory: '0.5 GiB', family: GENERAL, processor: SKYLAKE, network: 'Up to 5 Gigabit' },
  { type: 't3.micro', price: '0.0104', vcpus: 2, memory: '1 GiB', family: GENERAL, processor: SKYLAKE, network: 'Up to 5 Gigabit' },
  { type: 't3.medium', price: '0.0416', vcpus: 2, memory: '4 GiB', family: GENERAL, processor: SKYLAKE, network: 'Up to 5 Gigabit' },
  { type: 't4g.small', price: '0.0168', vcpus: 2, memory: '2 GiB', family: GENERAL, processor: GRAVITON2, network: 'Up to 5 Gigabit' },
  { type: 'm4.large', price: '0.10', vcpus: 2, memory: '8 GiB', family: GENERAL, processor: 'Intel Xeon E5-2676 v3 (Haswell)', network: 'Moderate' },
  { type: 'm5.large', price: '0.096', vcpus: 2, memory: '8 GiB', family: GENERAL, processor: SKYLAKE, network: 'Up to 10 Gigabit' },
  { type: 'm5.xlarge', price: '0.192', vcpus: 4, memory: '16 GiB', family: GENERAL, processor: SKYLAKE, network: 'Up to 10 Gigabit' },
  { type: 'm5.metal', price: '4.608', vcpus: 96, memory: '384 GiB', family: GENERAL, processor: SKYLAKE, network: '25 Gigabit' },
  { type: 'm6i.large', price: '0.096', vcpus: 2, memory: '8 GiB', family: GENERAL, processor: 'Intel Xeon 8375C (Ice Lake)', network: 'Up to 12.5 Gigabit' },
  { type: 'm7g.large', price: '0.0816', vcpus: 2, memory: '8 GiB', family: GENERAL, processor: GRAVITON3, network: 'Up to 12.5 Gigabit' },
  { type: 'c5.xlarge', price: '0.17', vcpus: 4, memory: '8 GiB', family: COMPUTE, processor: 'Intel Xeon Platinum 8124M', network: 'Up to 10 Gigabit' },
  { type: 'c7g.medium', price: '0.0363', vcpus: 1, memory: '2 GiB', family: COMPUTE, processor: GRAVITON3, network: 'Up to 12.5 Gigabit' },
  { type: 'c7g.large', price: '0.0725', vcpus: 2, memory: '4 GiB', family: COMPUTE, processor: GRAVITON3, network: 'Up to 12.5 Gigabit' },
  { type: 'c7g.xlarge', price: '0.145', vcpus: 4, memory: '8 GiB', family: COMPUTE, processor: GRAVITON3, network: 'Up to 12.5 Gigabit' },
  { type: 'c7i.large', price: '0.08925', vcpus: 2, memory: '4 GiB', family: COMPUTE, processor: 'Intel Xeon Scalable (Sapphire Rapids)', network: 'Up to 12.5 Gigabit' },
  { type: 'r5.large', price: '0.126', vcpus: 2, memory: '16 GiB', family: MEMORY, processor: SKYLAKE, network: 'Up to 10 Gigabit' },
  { type: 'r6a.large', price: '0.1134', vcpus: 2, memory: '16 GiB', family: MEMORY, processor: 'AMD EPYC 7R13 Processor', network: 'Up to 12.5 Gigabit' },
  { type: 'r6a.xlarge', price: '0.2268', vcpus: 4, memory: '32 GiB', family: MEMORY, processor: 'AMD EPYC 7R13 Processor', network: 'Up to 12.5 Gigabit' },
  { type: 'r6a.2xlarge', price: '0.4536', vcpus: 8, memory: '64 GiB', family: MEMORY, processor: 'AMD EPYC 7R13 Processor', network: 'Up to 12.5 Gigabit' },
  { type: 'r6g.large', price: '0.1008', vcpus: 2, memory: '16 GiB', family: MEMORY, processor: GRAVITON2, network: 'Up to 10 Gigabit' },
  { type: 'x1.32xlarge', price: '13.338', vcpus: 128, memory: '1,952 GiB', family: MEMORY, processor: 'High Frequency Intel Xeon E7-8880 v3 (Haswell)', storage: '2 x 1,920 SSD', network: '25 Gigabit' },
  { type: 'i3.large', price: '0.156', vcpus: 2, memory: '15.25 GiB', family: 'Storage optimized', processor: 'Intel Xeon E5-2686 v4 (Broadwell)', storage: '1 x 475 NVMe SSD', network: 'Up to 10 Gigabit' },
  { type: 'g5.xlarge', price: '1.006', vcpus: 4, memory: '16 GiB', family: 'GPU instance', processor: 'AMD EPYC 7R32', storage: '1 x 250 NVMe SSD', gpus: 1, network: 'Up to 10 Gigabit' },
  { type: 'p5.48xlarge', price: '55.04', vcpus: 192, memory: '2,048 GiB', family: 'GPU instance', processor: 'AMD EPYC 7R13 Processor', storage: '8 x 3,800 NVMe SSD', gpus: 8, network: '3200 Gigabit' },
]; // prettier-ignore
