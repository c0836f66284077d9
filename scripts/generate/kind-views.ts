import type { Kind } from '../../src/core/exporters/kind.ts';
import { kindView } from '../../src/store/kind-view.ts';

/** The views of all kinds, for the store: it would have to load every AWS client to make them. */
export function kindViewsSource(kinds: readonly Kind[]): string {
  const views = kinds.map((kind) => JSON.stringify(kindView(kind)));
  return `// Generated from the kind definitions by \`npm run generate\`. Do not edit.
import type { KindView } from './kind-view.ts';

/** The view of each kind. */
export const KIND_VIEWS: readonly KindView[] = [${views.join(',')}];
`;
}
