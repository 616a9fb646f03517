/**
 * What the data plane needs of a request: a standard `Request` has it, and so has a lighter one that a server makes for
 * each of its calls. Making the standard one and reading its body took about a third of the edge's time for an update.
 */
export type ApiRequest = {
  readonly method: string;
  /** Absolute, as of a standard `Request`. */
  readonly url: string;
  readonly headers: ApiHeaders;
  readonly body: ByteSource | null;
  readonly signal: { readonly aborted: boolean };
};

/** Names are asked for in lower case. Values of a header that occurs more than once are joined by commas. */
export type ApiHeaders = { get(name: string): string | null };

/** What the data plane needs of a stream of bytes. */
export type ByteSource = {
  readonly locked: boolean;
  getReader(): {
    read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
    releaseLock(): void;
  };
};

/** A reply before it is given to a server: nothing but data. */
export type Reply = {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string | null;
};

export const toResponse = ({ status, headers, body }: Reply): Response => new Response(body, { status, headers });
