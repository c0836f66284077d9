import { StoreError } from '../store-error.ts';

/** Table functions that reach neither files, nor the network, nor other databases. */
const TABLE_FUNCTIONS: ReadonlySet<string> = new Set([
  'generate_series',
  'generateseries',
  'null',
  'numbers',
  'numbers_mt',
  'sqlstandardvalues',
  'values',
  'view',
  'zeros',
  'zeros_mt',
]);

/** Functions that read files, models, dictionaries or other tables although they stand in a read-only query. */
const FUNCTIONS = /^(?:file|catboostevaluate|dict\w*|joinget\w*|eval|hascolumnintable)$/i;

const NODE = /^( *)(\w+)(?: (\S+))?/;

/**
 * Checks that a statement is one query that reads the store's own tables.
 *
 * @param tree the statement as ClickHouse's parser understands it: the answer to `EXPLAIN AST`
 * @throws {StoreError} when it is anything else
 */
export function assertOnlyReads(tree: string, database: string): void {
  let parent = '';
  for (const [index, line] of tree.split('\n').entries()) {
    const [, indent = '', node = '', name = ''] = NODE.exec(line) ?? [];
    if (index === 0) assertQuery(node);
    if (indent.length === 1) assertPart(node);
    if (node === 'Function') assertFunction(name, parent === 'TableExpression');
    if (node === 'TableIdentifier') assertOwnTable(name, database);
    parent = node;
  }
}

function assertQuery(node: string): void {
  if (node !== 'SelectWithUnionQuery' && node !== 'Explain') {
    throw refusal(`${node.replace(/^AST|Query$/g, '')} is not a query`);
  }
}

/** What the whole statement may consist of: no format, no file for the result, nothing to explain but a query. */
function assertPart(node: string): void {
  if (node === 'ExpressionList' || node === 'SelectWithUnionQuery' || node === 'Set') return;
  throw refusal(
    node === 'Literal' || node === 'Identifier'
      ? 'FORMAT and INTO OUTFILE are not allowed'
      : `${node} is not a query`,
  );
}

function assertFunction(name: string, isTable: boolean): void {
  if (isTable ? !TABLE_FUNCTIONS.has(name.toLowerCase()) : FUNCTIONS.test(name)) {
    throw refusal(`the function ${name} is not allowed`);
  }
}

function assertOwnTable(name: string, database: string): void {
  const dot = name.lastIndexOf('.');
  if (dot !== -1 && name.slice(0, dot) !== database) {
    throw refusal(`${name} is in another database`);
  }
}

function refusal(what: string): StoreError {
  return new StoreError('query', `a query is one SELECT from the store's tables: ${what}`, {
    remedy: 'see the tables: longshore query --tables',
  });
}
