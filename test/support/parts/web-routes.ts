import type { Router } from 'express';

/** One way in: `GET /requests/:id`. */
export type WebRoute = { method: string; path: string; name: string };

/** Every route of these routers, those of the routers inside them too, each once. */
export function routesOf(routers: readonly Router[]): WebRoute[] {
  const names = new Set(routers.flatMap(namesIn));
  return [...names].map((name) => {
    const [method = '', path = ''] = name.split(' ');
    return { method, path, name };
  });
}

function namesIn(router: Router): string[] {
  return router.stack.flatMap(({ route, handle }) => {
    if (route) return route.stack.map(({ method }) => `${method.toUpperCase()} ${route.path}`);
    return 'stack' in handle ? namesIn(handle as unknown as Router) : [];
  });
}
