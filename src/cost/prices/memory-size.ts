import { decimal, dividedBy, parseDecimal, times, type Decimal } from '../money/decimal.ts';

const FORM = /^(?<number>[\d,]*\.?\d+)\s*(?<unit>MiB|GiB|TiB)$/i;
const MIB_PER_GIB = decimal(1_024);
const GIB_PER_TIB = decimal(1_024);

/**
 * The memory of an instance type in GiB, from the text of the price list: `1,952 GiB`, `0.5 GiB`.
 *
 * @returns undefined for a text without a size, such as `NA`
 */
export function gibOf(text: string): Decimal | undefined {
  const { number = '', unit = '' } = FORM.exec(text.trim())?.groups ?? {};
  const size = parseDecimal(number.replaceAll(',', ''));
  if (size === undefined) return undefined;
  switch (unit.toLowerCase()) {
    case 'mib':
      return dividedBy(size, MIB_PER_GIB);
    case 'tib':
      return times(size, GIB_PER_TIB);
    default:
      return size;
  }
}
