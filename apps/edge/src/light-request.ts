import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { ApiHeaders, ApiRequest } from "@silhouette/profile-api";

/** Bytes of a body that is taken the short way. Larger ones are batches or too large (contract section 4). */
const BODY_BYTES_MAX = 64 * 1024;

/** Targets and hosts that every reader of addresses reads alike: nothing in them is escaped, cut or resolved. */
const PLAIN_TARGET = /^\/[!$%&'()*+,\-./0-9:;=?@A-Z[\]_a-z~]*$/;
const DOT_SEGMENT = /\/(?:\.|%2e)/i;
/** With a port from 1000 to 65535, or none: smaller ones may be left out of an address. */
const PLAIN_HOST = /^[a-z0-9._-]+(?::(?:[1-5]\d{3,4}|[6-9]\d{3}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5]))?$/;

/**
 * A plain call as the data plane needs it, without a standard `Request`. Null for anything unusual, which goes the usual
 * way: other methods, bodies of unknown or large size, addresses that have to be normalised first.
 */
export function toLightRequest(incoming: IncomingMessage): ApiRequest | null {
  const { method, url = "", headers } = incoming;
  const host = headers.host ?? "";
  if (method !== "GET" && method !== "POST") return null;
  if (!PLAIN_TARGET.test(url) || DOT_SEGMENT.test(url) || !PLAIN_HOST.test(host)) return null;
  if (headers["transfer-encoding"] !== undefined || headers.expect !== undefined) return null;
  const length = headers["content-length"];
  if (method === "GET" && length !== undefined) return null;
  if (length !== undefined && (!/^\d{1,5}$/.test(length) || Number(length) > BODY_BYTES_MAX)) return null;
  return new LightRequest(incoming, method, `http://${host}${url}`);
}

class LightRequest implements ApiRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: LightHeaders;
  readonly body: LightBody | null;
  readonly #incoming: IncomingMessage;

  constructor(incoming: IncomingMessage, method: string, url: string) {
    this.#incoming = incoming;
    this.method = method;
    this.url = url;
    this.headers = new LightHeaders(incoming.headers);
    // Without a length and a transfer coding there is no body (RFC 9112, section 6.3).
    this.body = Number(incoming.headers["content-length"] ?? 0) > 0 ? new LightBody(incoming) : null;
  }

  get signal() {
    return { aborted: this.#incoming.readableAborted };
  }
}

class LightHeaders implements ApiHeaders {
  readonly #headers: IncomingHttpHeaders;

  constructor(headers: IncomingHttpHeaders) {
    this.#headers = headers;
  }

  /** @param name in lower case, as all of the data plane writes them. */
  get(name: string): string | null {
    const value = this.#headers[name];
    return typeof value === "string" ? value : null;
  }
}

type Read = { readonly done: boolean; readonly value?: Uint8Array };

/** The body of a request, piece by piece: it is small, so what arrives is kept until it is asked for. */
class LightBody {
  readonly #incoming: IncomingMessage;
  readonly #pieces: Uint8Array[] = [];
  #state: "unread" | "reading" | "ended" | "broken" = "unread";
  #wake = () => {};
  locked = false;

  constructor(incoming: IncomingMessage) {
    this.#incoming = incoming;
  }

  getReader() {
    this.locked = true;
    return {
      read: () => this.#read(),
      releaseLock: () => {
        this.locked = false;
      },
    };
  }

  async #read(): Promise<Read> {
    if (this.#state === "unread") this.#start();
    while (this.#pieces.length === 0 && this.#state === "reading") {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const piece = this.#pieces.shift();
    if (piece !== undefined) return { done: false, value: piece };
    if (this.#state === "broken") throw new Error("The request broke off");
    return { done: true };
  }

  #start(): void {
    this.#state = this.#incoming.destroyed ? "broken" : "reading";
    const end = (state: "ended" | "broken") => () => {
      if (this.#state === "reading") this.#state = state;
      this.#wake();
    };
    this.#incoming
      .on("data", (piece: Buffer) => {
        this.#pieces.push(piece);
        this.#wake();
      })
      .once("end", end("ended"))
      .once("close", end("broken"))
      .once("error", end("broken"));
  }
}
