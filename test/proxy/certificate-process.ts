import { generate } from 'selfsigned';
import type { Certificates } from './certificates.ts';

// A process of its own, because Jest cannot load what selfsigned is built on. Prints an array of certificates, one
// for each list of names in its argument.

async function makeCertificates(names: readonly string[]): Promise<Certificates> {
  const ca = await generate([{ name: 'commonName', value: `Authority of ${names[0] ?? ''}` }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, digitalSignature: true, critical: true },
    ],
  });
  const server = await generate([{ name: 'commonName', value: 'server' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'subjectAltName', altNames: names.map((value) => ({ type: 2, value })) },
    ],
  });
  return { ca: ca.cert, server: { key: server.private, cert: server.cert } };
}

const lists = JSON.parse(process.argv[2] ?? '[]') as readonly (readonly string[])[];
process.stdout.write(JSON.stringify(await Promise.all(lists.map(makeCertificates))));
