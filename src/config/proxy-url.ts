import { z } from 'zod';

/** A proxy's address, and the credentials for it. */
export interface ProxyUrl {
  /** Without user and password. */
  readonly url: string;
  /** The `Proxy-Authorization` header; undefined without user and password. */
  readonly authorization: string | undefined;
  /** Every form of its secrets, for masking. */
  readonly secrets: readonly string[];
}

const FORM = 'must be the URL of a proxy, like http://proxy.example:3128';

/** `http://user:password@proxy.example:3128`; as in curl, `http://` is optional. */
export const settingProxy = z
  .string({ error: FORM })
  .transform((text, context): ProxyUrl => {
    const trimmed = text.trim();
    const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`;
    const url = URL.canParse(full) ? new URL(full) : undefined;
    const parsed = url === undefined || url.hostname === '' ? FORM : proxyUrlOf(url, trimmed);
    if (typeof parsed !== 'string') return parsed;
    context.addIssue({ code: 'custom', message: parsed });
    return z.NEVER;
  })
  .optional();

/** The problem as text, when the URL cannot be used. */
function proxyUrlOf(url: URL, written: string): ProxyUrl | string {
  const { protocol, origin, username, password, pathname, search } = url;
  if (protocol.startsWith('socks')) {
    return 'must be an HTTP proxy: SOCKS proxies are not supported';
  }
  if (protocol !== 'http:' && protocol !== 'https:') {
    return 'must begin with http:// or https://: other kinds of proxies are not supported';
  }
  if ((pathname !== '/' && pathname !== '') || search !== '') {
    return `${FORM}: without a path`;
  }
  if (username === '' && password === '')
    return { url: origin, authorization: undefined, secrets: [] };
  const user = decoded(username);
  const secret = decoded(password);
  if (user === undefined || secret === undefined) {
    return 'has a % in its user or password that is not an escape: write it as %25';
  }
  const token = Buffer.from(`${user}:${secret}`).toString('base64');
  const secrets = [written, `${username}:${password}`, token, secret, password, user];
  return { url: origin, authorization: `Basic ${token}`, secrets };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
