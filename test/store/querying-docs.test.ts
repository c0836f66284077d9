import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  answerOf,
  documentedQuestions,
  kindsIn,
  recordedRun,
  storeRun,
  temporaryDuckDb,
  type TemporaryStore,
} from './documented-questions.ts';

/** Questions without rows: why, and a condition that the simulated resources meet instead. */
const WITHOUT_ROWS: Readonly<Record<string, { readonly instead: readonly [string, string] }>> = {
  // No simulated database is publicly accessible.
  'Which databases can be reached from the internet?': {
    instead: ['where publicly_accessible', 'where not publicly_accessible'],
  },
  // All simulated instances require IMDSv2.
  'Which instances still accept the first version of the metadata service (IMDSv1)?': {
    instead: [`<> 'required'`, `= 'required'`],
  },
};

const QUESTIONS = await documentedQuestions();

let temporary: TemporaryStore;

beforeAll(async () => {
  temporary = await temporaryDuckDb();
  await storeRun(temporary.store, await recordedRun(kindsIn(QUESTIONS)), Date.now());
});
afterAll(async () => {
  await temporary[Symbol.asyncDispose]();
});

test('the page has questions, and those without rows among them', () => {
  const questions = QUESTIONS.map(({ question }) => question);

  expect(questions.length).toBeGreaterThanOrEqual(15);
  expect(questions).toEqual(expect.arrayContaining(Object.keys(WITHOUT_ROWS)));
});

test.each(QUESTIONS)('$question', async ({ question, sql }) => {
  const rows = await answerOf(temporary.store, sql);

  const exception = WITHOUT_ROWS[question];
  if (exception === undefined) {
    expect(rows).not.toEqual([]);
    return;
  }
  const [condition, opposite] = exception.instead;
  expect(sql).toContain(condition);
  expect(rows).toEqual([]);
  expect(await answerOf(temporary.store, sql.replace(condition, opposite))).not.toEqual([]);
});
