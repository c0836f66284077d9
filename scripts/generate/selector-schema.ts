import { z } from 'zod';
import type { Kind } from '../../src/core/exporters/kind.ts';
import { WindowFields } from '../../src/core/exporters/history-window.ts';
import { actionNamesOf } from '../../src/core/exporters/action-names.ts';

/** The JSON Schema of a resource block's kind and selector, for editors: each kind with its own actions. */
export function selectorJsonSchema(kinds: readonly Kind[]): string {
  const blocks = kinds.map((kind) => {
    const { options: actions, most } = actionNamesOf(kind);
    const includeActions = actions.length === 0 ? z.array(z.never()) : z.array(z.enum(actions));
    const block = z.object({
      kind: z.literal(kind.kind),
      selector: z.object({
        query: z.string(),
        regionPolicy: z
          .object({ allow: z.array(z.string()).optional(), deny: z.array(z.string()).optional() })
          .optional(),
        includeActions: includeActions.max(most).optional(),
        maxConcurrentAccounts: z.number().int().min(0).optional(),
        includeCosts: z.boolean().optional(),
        ...(kind.hasHistory && WindowFields),
      }),
    });
    return z.toJSONSchema(block, { io: 'input' });
  });
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Kind and selector of a resource block in port-app-config.yml',
    anyOf: blocks.map((block) => ({ ...block, $schema: undefined })),
  };
  return JSON.stringify(schema);
}
