/** The regions in which the resources of a provider are seen. A provider works in one. */
export class SharedRegions {
  readonly #regions = new Map<string, string | undefined>();

  /** @param region undefined for a resource that does not tell its region */
  add(provider: string, region: string | undefined): void {
    if (region === undefined) return;
    const isNew = !this.#regions.has(provider);
    // Two regions tell nothing: newer providers let each resource choose its own.
    if (isNew || this.#regions.get(provider) === region) this.#regions.set(provider, region);
    else this.#regions.set(provider, undefined);
  }

  /** By provider: the region of all its resources. */
  get known(): ReadonlyMap<string, string> {
    return new Map(
      [...this.#regions].flatMap(([key, region]) =>
        region === undefined ? [] : [[key, region] as const],
      ),
    );
  }
}
