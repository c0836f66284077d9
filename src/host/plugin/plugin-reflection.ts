import type { Server } from '@grpc/grpc-js';
import { ReflectionService } from '@grpc/reflection';
import { HealthImplementation } from 'grpc-health-check';
import { FILE_DESCRIPTORS } from './descriptors.generated.ts';
import { PACKAGES } from './call-status.ts';

const SERVICES = PACKAGES.map((name) => `${name}.CostSourceService`);

/** Adds server reflection, which tells clients the methods and messages. */
export function addReflection(server: Server): void {
  const files = FILE_DESCRIPTORS.map((file) => Buffer.from(file, 'base64'));
  // The library reads nothing of a definition but its files.
  const format = 'Protocol Buffer 3 EnumDescriptorProto' as const;
  const definition = { format, type: {}, fileDescriptorProtos: files };
  new ReflectionService({ longshore: definition }, { services: [...SERVICES] }).addToServer(server);
}

/** Adds grpc.health.v1. @returns what says that the server is about to stop */
export function addHealth(server: Server): () => void {
  const names = ['', ...SERVICES];
  const health = new HealthImplementation(
    Object.fromEntries(names.map((name) => [name, 'SERVING' as const])),
  );
  health.addToServer(server);
  return () => {
    for (const name of names) health.setStatus(name, 'NOT_SERVING');
  };
}
