import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { describeSettings } from '../../src/config/describe-settings.ts';
import { at, readData, readText, ROOT } from './files.ts';

const DOCKERFILE = 'deploy/docker/Dockerfile';

/** Instructions, with continued lines joined, and without comments. */
const instructions = readText(DOCKERFILE)
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line !== '');

function instruction(name: string): string {
  const found = instructions.filter((line) => line.startsWith(`${name} `));
  return found.at(-1)?.slice(name.length + 1) ?? '';
}

/** The array at the end of an instruction. */
function execForm(text: string): readonly string[] {
  return z.array(z.string()).parse(JSON.parse(text.slice(text.indexOf('['))));
}

/** The files that are copied from the repository. */
function copiedFiles(): readonly string[] {
  return instructions
    .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
    .flatMap((line) => line.split(' ').slice(1, -1));
}

/** Exits as the container's health check exits. */
async function checkHealth(port: number): Promise<number | null> {
  const [command = '', ...args] = execForm(instruction('HEALTHCHECK'));
  const env = { PATH: process.env['PATH'], LONGSHORE_HTTP_PORT: String(port) };
  const child = spawn(command, args, { env, stdio: 'ignore' });
  await once(child, 'close');
  return child.exitCode;
}

async function healthOf(status: number): Promise<number | null> {
  const server = createServer((request, response) => {
    response.writeHead(request.url === '/health/live' ? status : 404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    return await checkHealth(port);
  } finally {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
}

describe('the image', () => {
  test('starts the program of package.json as an unprivileged user', () => {
    const program = at(readData('package.json'), 'bin', 'longshore');

    expect(execForm(instruction('ENTRYPOINT'))).toEqual(['node', program]);
    expect(execForm(instruction('CMD'))).toEqual(['serve']);
    expect(instruction('USER')).toBe('1000:1000');
  });

  test('is built from existing files in the build context', () => {
    const sent = readText(`${DOCKERFILE}.dockerignore`)
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));

    expect([...new Set(copiedFiles())].sort()).toEqual([...sent].sort());
    expect(sent.filter((name) => !existsSync(path.join(ROOT, name)))).toEqual([]);
  });

  test('keeps its state in the volume, with settings that exist', () => {
    const variables = [...instruction('ENV').matchAll(/(LONGSHORE_\w+)=(\S+)/g)];
    const settings = describeSettings().rows.flatMap(({ env }) => env);

    expect(variables.map(([, name, value]) => [name, value])).toEqual([
      ['LONGSHORE_STATE_DIRECTORY', '/var/lib/longshore'],
    ]);
    expect(settings).toContain('LONGSHORE_STATE_DIRECTORY');
    expect(execForm(instruction('VOLUME'))).toEqual(['/var/lib/longshore']);
  });

  test('is healthy while the host is live', async () => {
    expect(await healthOf(200)).toBe(0);
    expect(await healthOf(503)).toBe(1);
  });

  test('is not healthy when nothing responds', async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');

    expect(await checkHealth(port)).toBe(1);
  });
});
