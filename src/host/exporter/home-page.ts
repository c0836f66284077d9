import type { HttpPlugin } from '../http/plugin.ts';

/** A small page with links, for people who open the address. */
export function homePage(metricsPath: string): HttpPlugin {
  const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Longshore exporter</title></head>
<body>
<h1>Longshore exporter</h1>
<p>Costs of AWS resources for Prometheus.</p>
<ul>
<li><a href="${metricsPath}">Metrics</a></li>
<li><a href="/health/ready">Readiness</a></li>
<li><a href="/health/live">Liveness</a></li>
</ul>
</body>
</html>
`;
  return {
    name: 'home',
    register(app) {
      app.get('/', { schema: { hide: true } }, (_, reply) =>
        reply.type('text/html; charset=utf-8').send(page),
      );
    },
  };
}
