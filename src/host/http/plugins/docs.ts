import swaggerUi from '@fastify/swagger-ui';
import type { HttpPlugin } from '../plugin.ts';

/** The OpenAPI document: `/docs` for people, `/docs/json` for programs. */
export function docsPlugin(): HttpPlugin {
  return {
    name: 'docs',
    async register(app) {
      await app.register(swaggerUi, { routePrefix: '/docs' });
    },
  };
}
