export interface Site {
  /** Ends in a slash. */
  readonly url: string;
  close(): Promise<void>;
}

export function serve(
  folder: string, options?: { headers?: (path: string) => Record<string, string>; port?: number },
): Promise<Site>;
