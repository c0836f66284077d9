interface PageText {
  readonly page: string;
  readonly text: string;
}

/** Pages of reports as JSON. Callers that ask the same at the same time get one text: it is written once. */
export class PageTexts {
  /** Of each report the page that was asked for last, as long as the report is kept. */
  readonly #last = new WeakMap<object, PageText>();

  /**
   * @param report the identical object for the same question
   * @param page names the page
   */
  textOf(report: object, page: string, build: () => object): string {
    const known = this.#last.get(report);
    if (known?.page === page) return known.text;
    const text = JSON.stringify(build());
    this.#last.set(report, { page, text });
    return text;
  }
}
