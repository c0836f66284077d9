import { expect, test } from '@jest/globals';
import { errorsOf } from '../../src/sandbox/wire/modelled-errors.ts';

const clientPackage = {
  NotFoundFault$: [
    -3,
    'com.example',
    'NotFoundFault',
    { awsQueryError: ['NotFound', 404], httpError: 400 },
    [],
    [],
  ],
};

test('the codes of the query protocol are those of services that send them', () => {
  const byQuery = errorsOf(clientPackage, true).get('NotFoundFault');
  const byJson = errorsOf(clientPackage, false).get('NotFoundFault');

  expect(byQuery).toMatchObject({ code: 'NotFound', status: 404 });
  expect(byJson).toMatchObject({ code: 'NotFoundFault', status: 400 });
});
