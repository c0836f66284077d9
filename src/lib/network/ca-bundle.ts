import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import tls from 'node:tls';
import { ConfigurationError, messageOf } from '../errors.ts';
import { errorCode } from '../error-code.ts';

const CERTIFICATE =
  /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----[^]*?-----END (?:X509 |TRUSTED )?CERTIFICATE-----/g;
const BEGINNING = /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----/g;

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'the file does not exist',
  ENOTDIR: 'the file does not exist',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
};

/**
 * The trusted root certificates when a CA bundle is configured: those of the bundle, and Node's own,
 * including `NODE_EXTRA_CA_CERTS`.
 *
 * @param source the setting with the file: `AWS_CA_BUNDLE`
 * @param extraFile the file in `NODE_EXTRA_CA_CERTS`: Node does not list its certificates before version
 * 22.15
 * @throws {ConfigurationError} when the file is missing, has no certificate, or a damaged one
 */
export function rootCertificates(
  file: string,
  source: string,
  extraFile: string | undefined,
): readonly string[] {
  return [...new Set([...nodesCertificates(extraFile), ...bundled(file, source)])];
}

function bundled(file: string, source: string): readonly string[] {
  const text = textOf(file, source);
  const certificates = text.match(CERTIFICATE) ?? [];
  if (certificates.length !== (text.match(BEGINNING) ?? []).length) {
    throw unusable(`${file} is cut off: a certificate has no END line`, source);
  }
  if (certificates.length === 0) throw unusable(`${file} has no certificate`, source);
  for (const [index, certificate] of certificates.entries()) {
    try {
      new X509Certificate(certificate);
    } catch (error) {
      const problem = `certificate ${index + 1} in ${file} is damaged (${messageOf(error)})`;
      throw unusable(problem, source, error);
    }
  }
  return certificates;
}

function textOf(file: string, source: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = REASONS[errorCode(error) ?? ''] ?? messageOf(error);
    throw unusable(`cannot read ${file}: ${reason}`, source, error);
  }
}

function unusable(problem: string, source: string, cause?: unknown): ConfigurationError {
  return new ConfigurationError(`${source}: ${problem}`, {
    cause,
    remedy: `name a PEM file with the CA certificates in ${source}, or unset it`,
  });
}

function nodesCertificates(extraFile: string | undefined): readonly string[] {
  return listsCertificates(tls)
    ? tls.getCACertificates('default')
    : [...tls.rootCertificates, ...extraCertificates(extraFile)];
}

/** Node 22.15 and later. */
function listsCertificates(
  node: object,
): node is { readonly getCACertificates: (type: 'default') => readonly string[] } {
  return 'getCACertificates' in node;
}

/** Node has already warned about an unreadable file, and continues without it. */
function extraCertificates(file: string | undefined): readonly string[] {
  if (file === undefined) return [];
  try {
    return readFileSync(file, 'utf8').match(CERTIFICATE) ?? [];
  } catch {
    return [];
  }
}
