import type {
  ListMultipartUploadsOutput,
  ListPartsOutput,
  MultipartUpload,
} from '@aws-sdk/client-s3';
import { hash32 } from '../../../lib/random.ts';
import type { Place } from '../../simulation/place.ts';
import type { Input } from '../../simulation/simulated-kind.ts';

const DAY_MS = 86_400_000;
const MEBIBYTE = 2 ** 20;
/** Small, so that readers have to follow the markers. S3 may give fewer than it was asked for. */
const UPLOADS_PER_PAGE = 2;

/** An upload that was not completed. */
export interface SimulatedUpload {
  readonly Key: string;
  readonly UploadId: string;
  readonly Initiated: Date;
  /** Bytes of all parts. */
  readonly Size: number;
}

/** The uploads of a bucket, in the order of S3. One bucket in three has some, most of them old. */
export function uploadsOf(place: Place): readonly SimulatedUpload[] {
  const draw = place.draw('uploads');
  const count = place.n === 0 ? 3 : draw % 3 === 0 ? 1 + (draw % 4) : 0;
  const today = place.estate.today.getTime();
  return Array.from({ length: count }, (_, index) => {
    const UploadId = `upload-${place.hex(8, hash32(`upload ${index}`, draw))}-${place.n}`;
    const ageDays = 1 + (hash32(`age ${index}`, draw) % 60);
    const Size = partsOf(UploadId).Parts?.reduce((sum, part) => sum + (part.Size ?? 0), 0) ?? 0;
    return {
      Key: `exports/part ${index}.parquet`,
      UploadId,
      Initiated: new Date(today - ageDays * DAY_MS),
      Size,
    };
  });
}

/** The parts of an upload: as its id says. */
export function partsOf(UploadId: string): ListPartsOutput {
  const draw = hash32('parts', hash32(UploadId));
  const Parts = Array.from({ length: 1 + (draw % 3) }, (_, index) => ({
    PartNumber: index + 1,
    ETag: `"${draw.toString(16)}"`,
    Size: (64 + (hash32(`part ${index}`, draw) % 2_000)) * MEBIBYTE,
  }));
  // As S3 does, also after the last page.
  return { Parts, IsTruncated: false, NextPartNumberMarker: String(Parts.length) };
}

/** The uploads that follow the markers of a request. */
export function uploadPage(
  { Uploads = [] }: ListMultipartUploadsOutput,
  { KeyMarker, UploadIdMarker }: Input,
): ListMultipartUploadsOutput {
  const isLast = ({ Key, UploadId }: MultipartUpload): boolean =>
    Key === KeyMarker && UploadId === UploadIdMarker;
  const start = KeyMarker === undefined ? 0 : Uploads.findIndex(isLast) + 1;
  const page = Uploads.slice(start, start + UPLOADS_PER_PAGE);
  const last = page.at(-1);
  const IsTruncated = start + page.length < Uploads.length;
  return {
    Uploads: page,
    IsTruncated,
    ...(IsTruncated && { NextKeyMarker: last?.Key, NextUploadIdMarker: last?.UploadId }),
  };
}
