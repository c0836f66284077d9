/* global Buffer */
// Generates a bulk price file of EC2 in one region: its shape, its spaces and its proportions are those of AWS's file
// of eu-west-1, which has 441 MB and about 108,000 products.
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';

export const REGION = 'eu-west-1';
const PUBLISHED = '2026-09-25T00:00:00Z';
const DISCLAIMER = 'Generated for a benchmark: these prices are not those of AWS.';
/** Bytes that are handed to the disk at once. */
const BLOCK = 256 * 1_024;

/** By system: its name, its operation, and the software in it. */
const SYSTEMS = [
  ['Linux', 'RunInstances', 'NA'],
  ['Windows', 'RunInstances:0002', 'NA'],
  ['Windows', 'RunInstances:0006', 'SQL Std'],
  ['Windows', 'RunInstances:0102', 'SQL Ent'],
  ['Windows', 'RunInstances:0202', 'SQL Web'],
  ['Windows', 'RunInstances:0800', 'NA'],
  ['RHEL', 'RunInstances:0010', 'NA'],
  ['Red Hat Enterprise Linux with HA', 'RunInstances:1010', 'NA'],
  ['SUSE', 'RunInstances:000g', 'NA'],
  ['Linux', 'RunInstances:0004', 'SQL Std'],
  ['Linux', 'RunInstances:0100', 'SQL Ent'],
  ['Linux', 'RunInstances:0200', 'SQL Web'],
  ['Ubuntu Pro', 'RunInstances:0g00', 'NA'],
];
const TENANCIES = [
  ['Shared', ''],
  ['Dedicated', 'Dedicated'],
];
/** By capacity: its status, and its usage type. */
const CAPACITIES = [
  ['Used', 'BoxUsage'],
  ['UnusedCapacityReservation', 'UnusedBox'],
  ['AllocatedCapacityReservation', 'Reservation'],
];
const FAMILIES = ['m', 'c', 'r', 't', 'i', 'g', 'x', 'd', 'p', 'z'];
const SIZES = ['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge', '16xlarge', 'metal'];
const VOLUMES = ['gp2', 'gp3', 'io1', 'io2', 'st1', 'sc1', 'standard'];
/** Of each reserved product: years and payment. */
const RESERVED_TERMS = ['1yr', '3yr'].flatMap((years) =>
  ['No Upfront', 'Partial Upfront', 'All Upfront'].map((payment) => [years, payment]),
);

/**
 * Writes the file.
 *
 * @param {string} file
 * @param {number} products
 * @returns {Promise<{ products: number, bytes: number }>}
 */
export async function writeBulkFile(file, products) {
  const output = createWriteStream(file);
  let block = '';
  let bytes = 0;
  const put = async (text) => {
    block += text;
    if (block.length < BLOCK) return;
    await flush();
  };
  const flush = async () => {
    bytes += Buffer.byteLength(block);
    if (!output.write(block)) await once(output, 'drain');
    block = '';
  };
  const head = {
    formatVersion: 'v1.0',
    disclaimer: DISCLAIMER,
    offerCode: 'AmazonEC2',
    version: '20260925000000',
    publicationDate: PUBLISHED,
  };
  await put(`${pretty(head, 0).slice(0, -2)},\n  "products" : {\n`);
  for (let n = 0; n < products; n += 1) {
    await put(`${n === 0 ? '' : ',\n'}    "${skuOf(n)}" : ${pretty(productOf(n), 4)}`);
  }
  await put('\n  },\n  "terms" : {\n    "OnDemand" : {\n');
  for (let n = 0; n < products; n += 1) {
    await put(`${n === 0 ? '' : ',\n'}      "${skuOf(n)}" : ${pretty(onDemandOf(n), 6)}`);
  }
  await put('\n    },\n    "Reserved" : {\n');
  let isFirst = true;
  for (let n = 0; n < products; n += 1) {
    if (!isReservable(n)) continue;
    await put(`${isFirst ? '' : ',\n'}      "${skuOf(n)}" : ${pretty(reservedOf(n), 6)}`);
    isFirst = false;
  }
  await put('\n    }\n  },\n  "attributesList" : { }\n}\n');
  await flush();
  output.end();
  await finished(output);
  return { products, bytes };
}

/** JSON with AWS's spaces. */
function pretty(value, indent) {
  return JSON.stringify(value, undefined, 2)
    .replaceAll('": ', '" : ')
    .replaceAll('\n', `\n${' '.repeat(indent)}`);
}

function skuOf(n) {
  return createHash('md5').update(`sku-${n}`).digest('hex').slice(0, 16).toUpperCase();
}

function isReservable(n) {
  return CAPACITIES[n % 3][0] === 'Used' && n >= VOLUMES.length;
}

function productOf(n) {
  const sku = skuOf(n);
  const location = { location: 'EU (Ireland)', locationType: 'AWS Region' };
  if (n < VOLUMES.length) {
    const type = VOLUMES[n];
    const attributes = {
      servicecode: 'AmazonEC2',
      ...location,
      storageMedia: 'SSD-backed',
      volumeType: 'General Purpose',
      maxVolumeSize: '16 TiB',
      maxIopsvolume: '16000',
      maxThroughputvolume: '1000 MiB/s',
      usagetype: `EU-EBS:VolumeUsage${type === 'standard' ? '' : `.${type}`}`,
      operation: '',
      regionCode: REGION,
      servicename: 'Amazon Elastic Compute Cloud',
      volumeApiName: type,
    };
    return { sku, productFamily: 'Storage', attributes };
  }
  const { type, family, size, system, tenancy, capacity } = instanceOf(n);
  const [operatingSystem, operation, preInstalledSw] = system;
  const cores = 2 ** (n % 7);
  return {
    sku,
    productFamily: size === 'metal' ? 'Compute Instance (bare metal)' : 'Compute Instance',
    attributes: {
      servicecode: 'AmazonEC2',
      ...location,
      instanceType: type,
      currentGeneration: 'Yes',
      instanceFamily: 'General purpose',
      vcpu: String(cores),
      physicalProcessor: 'Intel Xeon Platinum 8259 (Cascade Lake)',
      clockSpeed: '2.5 GHz',
      memory: `${cores * 4} GiB`,
      storage: 'EBS only',
      networkPerformance: 'Up to 25 Gigabit',
      processorArchitecture: '64-bit',
      tenancy: tenancy[0],
      operatingSystem,
      licenseModel: operation.endsWith('0800') ? 'Bring your own license' : 'No License required',
      usagetype: `EU-${tenancy[1]}${capacity[1]}:${type}`,
      operation,
      availabilityzone: 'NA',
      capacitystatus: capacity[0],
      classicnetworkingsupport: 'false',
      dedicatedEbsThroughput: 'Up to 3170 Mbps',
      ecu: 'NA',
      enhancedNetworkingSupported: 'Yes',
      gpuMemory: 'NA',
      intelAvxAvailable: 'Yes',
      intelAvx2Available: 'Yes',
      intelTurboAvailable: 'Yes',
      marketoption: 'OnDemand',
      normalizationSizeFactor: String(cores),
      preInstalledSw,
      processorFeatures: 'Intel AVX; Intel AVX2; Intel AVX512; Intel Turbo',
      regionCode: REGION,
      servicename: 'Amazon Elastic Compute Cloud',
      vpcnetworkingsupport: 'true',
      instancesku: family === 'm' ? skuOf(n + 1) : 'NA',
    },
  };
}

/** Which of all combinations the nth product is. */
function instanceOf(n) {
  const capacity = CAPACITIES[n % CAPACITIES.length];
  const rest = Math.floor(n / CAPACITIES.length);
  const tenancy = TENANCIES[rest % TENANCIES.length];
  const system = SYSTEMS[Math.floor(rest / TENANCIES.length) % SYSTEMS.length];
  const place = Math.floor(rest / TENANCIES.length / SYSTEMS.length);
  const size = SIZES[place % SIZES.length];
  const family = FAMILIES[Math.floor(place / SIZES.length) % FAMILIES.length];
  const generation = 1 + Math.floor(place / SIZES.length / FAMILIES.length);
  return { type: `${family}${generation}.${size}`, family, size, system, tenancy, capacity };
}

function onDemandOf(n) {
  return termOf(n, 'JRTCKXETXF', {}, n < VOLUMES.length ? 'GB-Mo' : 'Hrs');
}

function reservedOf(n) {
  return Object.assign(
    {},
    ...RESERVED_TERMS.map(([LeaseContractLength, PurchaseOption], index) =>
      termOf(
        n,
        `RESERVED0${index}`,
        { LeaseContractLength, OfferingClass: 'standard', PurchaseOption },
        'Hrs',
      ),
    ),
  );
}

function termOf(n, offerTermCode, termAttributes, unit) {
  const sku = skuOf(n);
  const rateCode = `${sku}.${offerTermCode}.6YS6EN2CT7`;
  const amount = ((n % 9_973) / 1_000 + 0.01).toFixed(10);
  const dimension = {
    rateCode,
    description: `$${amount} per On Demand hour of a generated product`,
    beginRange: '0',
    endRange: 'Inf',
    unit,
    pricePerUnit: { USD: amount },
    appliesTo: [],
  };
  return {
    [`${sku}.${offerTermCode}`]: {
      offerTermCode,
      sku,
      effectiveDate: PUBLISHED,
      priceDimensions: { [rateCode]: dimension },
      termAttributes,
    },
  };
}
