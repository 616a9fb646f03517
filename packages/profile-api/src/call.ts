import type { CallSurface } from "@silhouette/core/call-count";
import type { Client } from "@silhouette/core/client";
import type { ServingDependencies } from "./dependencies.ts";
import type { ApiRequest, Reply } from "./message.ts";
import type { Parameters } from "./parameters.ts";

/** Parts of the Profile API that are authorised and answered in their own way. */
export type Surface = CallSurface;

/** A request that has been matched, given to a client and authorised. */
export type Call = {
  readonly request: ApiRequest;
  readonly requestId: string;
  /** Where the connection comes from; null when the server that hands the request over does not say. */
  readonly socketAddress: string | null;
  readonly client: Client;
  readonly query: Parameters;
  /** Decoded segments of the path, by the names in the route's pattern. */
  readonly path: Readonly<Record<string, string>>;
  readonly deps: ServingDependencies;
};

/** How a surface says what went wrong: the message is the caller's, the rest stays in the log. */
export type RefusalFormat = (status: number, message: string) => Reply;

/** A route as data: what it matches, how it is authorised, how it refuses, and what it does. */
export type Route = {
  readonly surface: Surface;
  readonly methods: readonly ("GET" | "POST")[];
  readonly path: string;
  readonly refusal: RefusalFormat;
  handle(call: Call): Promise<Reply>;
};
