import { z } from 'zod';

/** A whole number, which some services write as text. */
export const integer = z.coerce.number().int();

/** True or false, which some services write as text. */
export const flag = z.union([z.boolean(), z.stringbool()]);

/** A list of tags with AWS's usual names. */
export const tagList = z.array(z.object({ Key: z.string(), Value: z.string() }).loose());

/** A structure that is passed on as AWS gave it. */
export const structure = z.record(z.string(), z.unknown());

/** A list of structures that are passed on as AWS gave them. */
export const structureList = z.array(structure);

/** A point in time, as raw items write it. */
export const time = z.iso.datetime();
