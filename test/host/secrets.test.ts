import { describe, expect, test } from '@jest/globals';
import { answersOf, echo, formsOf, leaks, SECRETS, secretsIn, secretWorld } from './secret-scan.ts';

test('the scan finds each secret in each of its forms', () => {
  for (const [name, secret] of Object.entries(SECRETS)) {
    for (const form of formsOf(secret)) expect(secretsIn(`{"a":"${form}"}`)).toContain(name);
  }
});

describe('serve', () => {
  test('when everything works', async () => {
    await using secret = await secretWorld();
    const { world } = secret;
    await using host = secret.start(['serve']);
    await host.until(async () => (await host.runs()) === 1);

    const answers = await answersOf(host);
    await host.stop();

    expect(await leaks(world, host, answers)).toEqual([]);
    expect(JSON.parse(answers['/runs'] ?? '')).toHaveProperty('runs.0.status', 'complete');
    expect(world.port.catalog.entities('sqsQueue').size).toBe(6);
    expect(world.port.integration.logs).not.toEqual([]);
  });

  test('when AWS repeats what it was sent: in the scopes that were not read', async () => {
    await using secret = await secretWorld();
    const { world } = secret;
    world.sandbox.setFaults([{ ...echo(), service: 'sqs', operation: 'ListQueues' }]);
    await using host = secret.start(['serve']);
    await host.until(async () => (await host.runs()) === 1);

    const answers = await answersOf(host);
    await host.stop();

    expect(host.stderr).toContain('validation errors detected');
    expect(await leaks(world, host, answers)).toEqual([]);
  });

  test('when AWS repeats what it was sent: in the reason why a run failed', async () => {
    await using secret = await secretWorld();
    const { world } = secret;
    world.sandbox.setFaults([{ ...echo(), service: 'sts' }]);
    await using host = secret.start(['serve']);
    await host.until(async () => (await host.runs()) === 1);

    const answers = await answersOf(host);
    await host.stop();

    expect(answers['GET /health/ready']).toContain('validation errors detected');
    expect(await leaks(world, host, answers)).toEqual([]);
  });

  test('when Port answers wrongly, not at all, or hangs up, one after the other', async () => {
    await using secret = await secretWorld();
    const { world } = secret;
    world.port.setFaults([
      { call: /entities\/bulk/, type: 'status', status: 401, times: 3 },
      { call: /entities\/bulk/, type: 'status', status: 500, times: 2 },
      { call: /entities\/bulk/, type: 'hang', times: 1 },
      { call: /entities\/bulk/, type: 'late-reset', times: 1 },
      { call: /entities\/bulk/, type: 'status', status: 422, times: 1 },
      { call: /examples|logs/, type: 'status', status: 400 },
      { call: /resync-request/, type: 'hang', times: 1 },
    ]);
    await using host = secret.start(['serve'], { OCEAN__CLIENT_TIMEOUT: '1' });
    await host.until(async () => (await host.runs()) === 1);

    const answers = await answersOf(host);
    await host.stop();

    expect(await leaks(world, host, answers)).toEqual([]);
  });

  test('when Port does not take the credentials at all', async () => {
    await using secret = await secretWorld();
    const { world } = secret;
    world.port.setFaults([{ call: /access_token/, type: 'status', status: 401 }]);
    await using host = secret.start(['serve']);

    expect(await host.exited()).toBe(1);
    expect(await leaks(world, host)).toEqual([]);
  });
});
