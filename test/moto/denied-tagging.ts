import { createServer } from 'node:http';

/** An endpoint that denies every call. */
export interface DeniedEndpoint extends AsyncDisposable {
  readonly endpoint: string;
}

/** A tagging API that denies access, so that tags are read one by one. */
export async function denyEverything(): Promise<DeniedEndpoint> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(400, {
      'content-type': 'application/x-amz-json-1.1',
      'x-amzn-requestid': '5a4d0b0c-5b3a-4e0f-9a37-000000000000',
    });
    response.end(JSON.stringify({ __type: 'AccessDeniedException', message: 'not here' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
