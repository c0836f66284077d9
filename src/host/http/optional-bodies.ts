import { z } from 'zod';

const Schema = z.looseObject({ required: z.array(z.string()).optional() });
const Body = z.looseObject({
  content: z.record(z.string(), z.looseObject({ schema: z.unknown() })),
});
const Document = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()).optional() }).optional(),
});
const Operation = z.looseObject({ requestBody: Body });
const Reference = z.object({ $ref: z.string() });

/** A document whose bodies are optional where they need no member: the generator says that each body is required. */
export function withOptionalBodies<Given extends object>(document: Given): Given {
  const { paths = {}, components } = Document.parse(document);
  const schemas = components?.schemas ?? {};
  const needsMember = (schema: unknown): boolean => {
    const name = Reference.safeParse(schema).data?.$ref.split('/').at(-1);
    const { data } = Schema.safeParse(name === undefined ? schema : schemas[name]);
    return data === undefined || (data.required ?? []).length > 0;
  };
  const changed = Object.entries(paths).map(([path, item]) => [
    path,
    Object.fromEntries(
      Object.entries(item).map(([method, given]) => {
        const operation = Operation.safeParse(given).data;
        if (operation === undefined) return [method, given];
        const { requestBody } = operation;
        const required = Object.values(requestBody.content).some(({ schema }) =>
          needsMember(schema),
        );
        return [method, { ...operation, requestBody: { ...requestBody, required } }];
      }),
    ),
  ]);
  return { ...document, paths: Object.fromEntries(changed) as unknown };
}
