/** The parser's output: the part of jq's language that is evaluated in this process. */
export type Node =
  | { readonly type: 'identity' }
  | { readonly type: 'literal'; readonly value: string | number | boolean | null }
  | { readonly type: 'text'; readonly parts: readonly (string | Node)[] }
  | { readonly type: 'index'; readonly target: Node; readonly key: Node }
  | {
      readonly type: 'slice';
      readonly target: Node;
      readonly from: Node | undefined;
      readonly to: Node | undefined;
    }
  | { readonly type: 'iterate'; readonly target: Node }
  | { readonly type: 'pipe'; readonly left: Node; readonly right: Node }
  | { readonly type: 'comma'; readonly left: Node; readonly right: Node }
  | { readonly type: 'alternative'; readonly left: Node; readonly right: Node }
  | {
      readonly type: 'logic';
      readonly operator: 'and' | 'or';
      readonly left: Node;
      readonly right: Node;
    }
  | {
      readonly type: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Node;
      readonly right: Node;
    }
  | { readonly type: 'array'; readonly body: Node | undefined }
  | { readonly type: 'object'; readonly members: readonly Member[] }
  | {
      readonly type: 'if';
      readonly condition: Node;
      readonly then: Node;
      readonly otherwise: Node | undefined;
    }
  | { readonly type: 'try'; readonly body: Node; readonly handler: Node | undefined }
  | { readonly type: 'variable'; readonly name: string }
  | { readonly type: 'bind'; readonly source: Node; readonly name: string; readonly body: Node }
  | {
      readonly type: 'reduce';
      readonly source: Node;
      readonly name: string;
      readonly start: Node;
      readonly update: Node;
    }
  | { readonly type: 'call'; readonly name: string; readonly arguments: readonly Node[] };

/** One member of an object construction. */
export interface Member {
  readonly key: Node;
  readonly value: Node;
}

export type BinaryOperator = '+' | '-' | '*' | '/' | '%' | '==' | '!=' | '<' | '<=' | '>' | '>=';

/** The expression is not, or may not be, supported here: jq evaluates it. */
export class NotNativeError extends Error {
  override readonly name = 'NotNativeError';
}
