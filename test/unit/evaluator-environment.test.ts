import { afterAll, expect, test } from '@jest/globals';
import { createEvaluator } from '../../src/app/evaluator.ts';
import { loadSettings } from '../../src/config/settings.ts';
import { readExpression } from '../../src/mapping/jq/expression.ts';

const SECRET = 'a-client-secret-0123';
const ENV = {
  STAGE: 'test',
  OCEAN__ALLOW_ENVIRONMENT_VARIABLES_JQ_ACCESS: 'true',
  OCEAN__PORT__CLIENT_ID: 'a-client-id',
  OCEAN__PORT__CLIENT_SECRET: SECRET,
  OCEAN__INTEGRATION__CONFIG: '{"externalId":"an-external-id"}',
  A_COPY: `https://user:${SECRET}@example.com`,
};

const evaluator = createEvaluator(loadSettings({ env: ENV }), ENV);
afterAll(() => evaluator[Symbol.asyncDispose]());

test('mappings with access to the environment cannot read secrets, whatever their names', async () => {
  const [[visible] = []] = await evaluator.evaluate([readExpression('env')], [null]);

  expect(visible).toEqual({ STAGE: 'test', OCEAN__ALLOW_ENVIRONMENT_VARIABLES_JQ_ACCESS: 'true' });
});
