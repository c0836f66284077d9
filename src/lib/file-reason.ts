import { errorCode } from './error-code.ts';
import { messageOf } from './errors.ts';

/** System errors about a file, as text. */
const REASONS: Readonly<Record<string, string | undefined>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
};

/** Why a file could not be read, for a person. */
export function fileReason(error: unknown): string {
  return REASONS[errorCode(error) ?? ''] ?? messageOf(error);
}
