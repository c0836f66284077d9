import type { Resource } from '../core/exporters/resource.ts';
import type { Gap } from '../core/inspector/gap.ts';
import type { Batch } from '../core/exporters/resource.ts';
import type { Sink } from './sink.ts';

/** Keeps everything in memory, for programs that read a small estate. */
export class MemorySink implements Sink {
  readonly resources: Resource[] = [];
  readonly gaps: Gap[] = [];

  write(batch: Batch): Promise<void> {
    this.resources.push(...batch.resources);
    this.gaps.push(...batch.gaps);
    return Promise.resolve();
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  abandon(): Promise<void> {
    return Promise.resolve();
  }
}
