/** One batch, for what takes batches as they come. */
// eslint-disable-next-line @typescript-eslint/require-await -- there is nothing to wait for
export async function* once<Batch>(batch: Batch): AsyncGenerator<Batch, void> {
  yield batch;
}
