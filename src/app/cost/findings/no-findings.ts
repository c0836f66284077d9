import { z } from 'zod';
import { findingId } from '../../../cost/findings/finding-id.ts';
import { findingRow } from '../../../cost/findings/finding-rows.ts';
import type { Finding } from '../../../cost/findings/judge-resource.ts';
import { sqlText } from '../../../cost/usage/query-rows.ts';
import { ConfigurationError } from '../../../lib/errors.ts';
import type { Store } from '../../../store/store.ts';
import { NO_QUERY_LIMITS } from '../../store/store-reader.ts';
import type { AccountGiven } from './account-inputs.ts';
import { placesToJudge } from './evaluate-account.ts';
import { prepareEvaluation, type Evaluation, type EvaluationOptions } from './evaluation.ts';
import { shownRow, type FindingFilter, type ShownFinding } from './finding-report.ts';
import { judgedChunks, judgedResource } from './judged-chunks.ts';
import { judgedPlaces, PLACE_REGION } from './judged-places.ts';

/** Verdicts of no, as many as are shown. */
export interface NoFindings {
  readonly findings: readonly ShownFinding[];
  /** With those beyond the limit. */
  readonly count: number;
}

/**
 * What rules say no of. Most resources are not wasted: their verdicts are not stored, but judged again when they are
 * asked for. Places whose findings are kept, because they were not read, have none.
 */
export async function noFindings(
  options: EvaluationOptions,
  filter: Pick<FindingFilter, 'types' | 'services' | 'accounts' | 'limit'>,
): Promise<NoFindings> {
  const evaluation = await prepareEvaluation(options);
  const findings: ShownFinding[] = [];
  let count = 0;
  for (const account of evaluation.accounts) {
    if (filter.accounts?.includes(account) === false) continue;
    const given = withRules(inputsOf(evaluation, account), filter);
    const { fresh } = await placesToJudge(given);
    for await (const batch of judgedChunks(given, fresh)) {
      for (const finding of batch.findings) {
        if (finding.verdict !== 'no') continue;
        count += 1;
        if (findings.length < filter.limit) findings.push(shown(finding, given.now));
      }
    }
  }
  return { findings, count };
}

/** Only the rules of these types and services. */
function withRules(
  given: AccountGiven,
  { types, services }: Pick<FindingFilter, 'types' | 'services'>,
): AccountGiven {
  const rules = new Map(
    [...given.rules].flatMap(([kind, own]) => {
      const wanted = own.filter(
        ({ type, service }) =>
          types?.includes(type) !== false && services?.includes(service) !== false,
      );
      return wanted.length === 0 ? [] : [[kind, wanted] as const];
    }),
  );
  return { ...given, rules };
}

/**
 * The verdict of no that a user means, by its id or the id or ARN of its resource.
 *
 * @returns undefined for none
 * @throws {ConfigurationError} for several
 */
export async function noFindingOf(
  options: EvaluationOptions,
  text: string,
): Promise<ShownFinding | undefined> {
  const { store, signal, now } = options;
  const evaluation = await prepareEvaluation(options);
  const meant = await meantResource(store, evaluation, text, signal);
  if (meant === undefined) return undefined;
  const given = inputsOf(evaluation, meant.account);
  const place = (await judgedPlaces(given)).find(
    ({ region, kind }) => region === meant.region && kind === meant.kind,
  );
  if (place === undefined) return undefined;
  const all = await judgedResource(given, place, meant.id);
  const found = all.filter(
    ({ verdict, id }) => verdict === 'no' && (!meant.isExact || id === text),
  );
  const [first, ...others] = found;
  if (others.length > 0) {
    const list = found.map(({ id, rule }) => `${id} (${rule.title})`).join(', ');
    throw new ConfigurationError(`${text} is not one finding`, { remedy: `name one of ${list}` });
  }
  return first && shown(first, now());
}

interface MeantResource {
  readonly account: string;
  readonly region: string;
  readonly kind: string;
  readonly id: string;
  /** The id of the finding was given, not that of its resource. */
  readonly isExact: boolean;
}

const FINDING_ID = /^(.+)-[0-9a-f]{12}$/;
const Row = z.tuple([z.string(), z.string(), z.string(), z.string()]);

async function meantResource(
  store: Pick<Store, 'query'>,
  { rules }: Evaluation,
  text: string,
  signal: AbortSignal,
): Promise<MeantResource | undefined> {
  const name = FINDING_ID.exec(text)?.[1];
  const rule = [...rules.values()].flat().find((one) => one.name === name);
  const kinds = rule === undefined ? [...rules.keys()] : [rule.kind];
  const named = rule === undefined ? ` and (id = ${sqlText(text)} or arn = ${sqlText(text)})` : '';
  const sql = `select account, ${PLACE_REGION}, kind, id from resources
    where kind in (${kinds.map(sqlText).join(', ')})${named}`;
  const { rows } = await store.query(sql, NO_QUERY_LIMITS, signal);
  for await (const batch of rows()) {
    for (const row of batch) {
      const [account, region, kind, id] = Row.parse(row);
      const isExact = rule !== undefined;
      if (isExact && findingId(rule.name, { account, region, id }) !== text) continue;
      return { account, region, kind, id, isExact };
    }
  }
  return undefined;
}

function inputsOf(evaluation: Evaluation, account: string): AccountGiven {
  return { ...evaluation.inputsOf(account), leavesOutNo: false };
}

function shown(finding: Finding, now: number): ShownFinding {
  return shownRow(findingRow(finding, { firstSeen: now, lastSeen: now }));
}
