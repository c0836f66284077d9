import { BlockList, isIP } from 'node:net';

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'https:': 443, 'http:': 80 };

/**
 * Does `NO_PROXY` exempt the host of a URL? Entries are separated by commas or spaces: a host, which also matches
 * its subdomains (a leading `.` or `*.` makes no difference), an address, a range of addresses
 * (`10.0.0.0/8`), each with an optional `:port`; or `*` for every host.
 */
export function bypassesProxy(url: URL, noProxy: string): boolean {
  const host = url.hostname.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  const port = url.port === '' ? DEFAULT_PORTS[url.protocol] : Number(url.port);
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => entry !== '' && matches(entry, host, port));
}

function matches(entry: string, host: string, port: number | undefined): boolean {
  if (entry === '*') return true;
  const { name, port: onlyPort } = parsed(entry);
  if (onlyPort !== undefined && onlyPort !== port) return false;
  if (isIP(host) !== 0) return name === host || isInRange(host, name);
  const domain = name.replace(/^\*?\./, '');
  return domain !== '' && (host === domain || host.endsWith(`.${domain}`));
}

/** `host`, `host:443`, `::1`, `[::1]:443` */
function parsed(entry: string): { readonly name: string; readonly port: number | undefined } {
  const [, bracketed, bracketedPort] = /^\[([^\]]+)\](?::(\d+))?$/.exec(entry) ?? [];
  if (bracketed !== undefined) return { name: bracketed, port: numberOf(bracketedPort) };
  const [, name = entry, port] = /^([^:]+):(\d+)$/.exec(entry) ?? [];
  return { name, port: numberOf(port) };
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function isInRange(address: string, range: string): boolean {
  const [, network = '', bits = ''] = /^(.+)\/(\d{1,3})$/.exec(range) ?? [];
  const version = isIP(network);
  if (version === 0 || version !== isIP(address)) return false;
  if (Number(bits) > (version === 4 ? 32 : 128)) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family);
  return list.check(address, family);
}
