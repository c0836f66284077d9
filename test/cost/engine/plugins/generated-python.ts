import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { installGrpc } from '../../../moto/install.ts';

const PROTO = fileURLToPath(new URL('../../../../proto', import.meta.url));
const FILES = [
  ...['budgets', 'cost_source', 'costs', 'focus_record', 'plugin_info'],
  ...['recommendations', 'resource'],
];

/** A Python with grpcio, and a folder with what Google's generator makes of our `.proto` files. */
export interface GeneratedPython extends AsyncDisposable {
  readonly python: string;
  readonly generated: string;
}

/** @throws {MotoUnavailableError} without a suitable Python, or when pip fails */
export async function generatedPython(): Promise<GeneratedPython> {
  const python = await installGrpc();
  const generated = await mkdtemp(path.join(tmpdir(), 'longshore-grpc-'));
  await promisify(execFile)(python, [
    ...['-m', 'grpc_tools.protoc', `-I${PROTO}`],
    ...[`--python_out=${generated}`, `--grpc_python_out=${generated}`],
    ...FILES.map((name) => path.join(PROTO, `finfocus/v1/${name}.proto`)),
  ]);
  return {
    ...{ python, generated },
    async [Symbol.asyncDispose]() {
      await rm(generated, { recursive: true, force: true });
    },
  };
}
