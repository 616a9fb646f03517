import "server-only";
import type { ConsoleEnvironment } from "./environment";
import { isSecureRequest } from "./request-context";

type Settings = Pick<ConsoleEnvironment, "publicConsoleUrl" | "publicEdgeUrl" | "edgePort" | "consolePort">;

/** Addresses to show to people, without a slash at the end. */
export type PublicAddresses = {
  /** Where programs call the Profile API. */
  readonly edge: string;
  /** Where programs call the admin API, without the client. */
  readonly console: string;
};

/** The configured addresses; without them, those that the browser of this request must be using. */
export function publicAddresses(headers: Headers, settings: Settings): PublicAddresses {
  const scheme = isSecureRequest(headers, settings.publicConsoleUrl) ? "https" : "http";
  const host = readHost(headers) ?? `127.0.0.1:${settings.consolePort}`;
  const [, name = host] = /^(.*?)(?::\d+)?$/.exec(host) ?? [];
  return {
    edge: settings.publicEdgeUrl ?? `${scheme}://${name}:${settings.edgePort}`,
    console: settings.publicConsoleUrl ?? `${scheme}://${host}`,
  };
}

/** A host that could not stand in an address is not repeated: it goes into commands that people paste. */
function readHost(headers: Headers): string | null {
  const given = headers.get("x-forwarded-host")?.split(",", 1)[0]?.trim() ?? headers.get("host");
  return given !== null && /^(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/.test(given) ? given : null;
}
