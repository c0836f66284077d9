import { z } from 'zod';

/** A whole number, which some services return as text. */
export const integer = z.coerce.number().int();

/** A boolean, which some services return as text. */
export const flag = z.union([z.boolean(), z.stringbool()]);

/** A structure that is passed on unchanged: validated as one, but not copied. */
export const structure = z.custom<Readonly<Record<string, unknown>>>(isStructure, {
  error: 'must be a structure',
});

/** A list of structures that are passed on unchanged. */
export const structureList = z.array(structure);

/** A list of tags with AWS's usual names. */
export const tagList = z.array(
  z.custom<{ readonly Key: string; readonly Value: string }>(isTag, { error: 'must be a tag' }),
);

/** A timestamp in the format of raw items. */
export const time = z.iso.datetime();

function isStructure(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTag(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'Key' in value && 'Value' in value;
}
