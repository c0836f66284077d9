import { parentPort } from 'node:worker_threads';
import { loadJq } from 'jq-wasm';

// A thread of its own: jq blocks while it evaluates, and the only way to stop it is to end the thread.
if (parentPort === null) throw new Error('this file is the body of a worker');
const port = parentPort;
const jq = await loadJq();

port.on('message', (/** @type {{ input: string, filter: string }} */ { input, filter }) => {
  try {
    port.postMessage(jq.raw(input, filter, ['-c']));
  } catch (error) {
    port.postMessage({ broken: error instanceof Error ? error.message : String(error) });
  }
});
port.postMessage('ready');
