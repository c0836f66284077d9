import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { PluginProcess } from './plugin-process.ts';

/** A socket whose only connection is the stdin and stdout of a plugin. */
export interface StdioBridge extends AsyncDisposable {
  /** For a gRPC channel. */
  readonly target: string;
}

/** The gRPC client connects to addresses only: a socket that no other user can open stands for the pipes. */
export async function bridgeStdio(process: PluginProcess): Promise<StdioBridge> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'longshore-stdio-'));
  const file = path.join(folder, 'plugin.sock');
  const server = createServer();
  const sockets = new Set<Socket>();
  let isTaken = false;
  server.on('connection', (socket) => {
    socket.on('error', () => undefined); // the channel says more
    const { pipes } = process;
    if (isTaken || pipes === undefined) {
      socket.destroy(); // a second connection would find a stream in use
      return;
    }
    isTaken = true;
    sockets.add(socket);
    socket.pipe(pipes.input);
    pipes.output.pipe(socket);
  });
  await listening(server, file);
  return {
    target: `unix:${file}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function listening(server: Server, file: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(file, resolve);
  });
}
