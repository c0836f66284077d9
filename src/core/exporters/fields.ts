import { z } from 'zod';

/** A whole number, which some services write as text. */
export const integer = z.coerce.number().int();

/** True or false, which some services write as text. */
export const flag = z.union([z.boolean(), z.stringbool()]);

/** A structure that is passed on as AWS gave it: checked to be one, and not copied. */
export const structure = z.custom<Readonly<Record<string, unknown>>>(isStructure, {
  error: 'must be a structure',
});

/** A list of structures that are passed on as AWS gave them. */
export const structureList = z.array(structure);

/** A list of tags with AWS's usual names. */
export const tagList = z.array(
  z.custom<{ readonly Key: string; readonly Value: string }>(isTag, { error: 'must be a tag' }),
);

/** A point in time, as raw items write it. */
export const time = z.iso.datetime();

function isStructure(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTag(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'Key' in value && 'Value' in value;
}
