import { text } from 'node:stream/consumers';
import parser from '@apidevtools/swagger-parser';

// Throws what is wrong with the OpenAPI document on stdin.
await parser.validate(
  JSON.parse(await text(process.stdin)) as Parameters<typeof parser.validate>[0],
);
