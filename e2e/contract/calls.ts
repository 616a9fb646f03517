import { expect, vi } from "vitest";
import type { CallOptions, Reply, Target, TargetClient } from "./target.ts";

export const XML_TYPE = "text/xml;charset=UTF-8";
export const JSON_TYPE = "application/json;charset=UTF-8";

/** What every successful single update answers (contract section 17). */
export const SUBMITTED =
  "<response><success>true</success><pcId></pcId><message>Request successfully submitted</message></response>";

/** How the m2 surfaces refuse. */
export const refusal = (message: string): string =>
  `<response><success>false</success><message>${message}</message></response>`;

/** How a submission is refused. */
export const batchRefusal = (message: string): string =>
  `<response><success>false</success><batchStatus></batchStatus><message>${message}</message></response>`;

export const bearer = (token: string): Record<string, string> => ({ Authorization: `Bearer ${token}` });

/** Sends a file to the bulk update, as curl does with `--data-binary`. */
export function submit(
  target: Target,
  { code }: TargetClient,
  body: string | Uint8Array,
  { version = 2, headers }: { version?: 1 | 2; headers?: CallOptions["headers"] } = {},
): Promise<Reply> {
  const path = `/m2/${code}/${version === 2 ? "v2/" : ""}profile/batchUpdate`;
  const type = { "Content-Type": "application/x-www-form-urlencoded" };
  return target.call(path, { method: "POST", headers: { ...type, ...headers }, body });
}

/** Sends a delivery request as SDKs do; what the body lacks is a minimum that is accepted. */
export function deliver(
  target: Target,
  { code }: Pick<TargetClient, "code">,
  body: object = {},
  headers: CallOptions["headers"] = { "Content-Type": "application/json" },
): Promise<Reply> {
  return target.call(`/rest/v1/delivery?client=${code}&sessionId=${crypto.randomUUID()}`, {
    method: "POST",
    headers,
    body: JSON.stringify({ context: { channel: "web" }, ...body }),
  });
}

/** The text of an element, cut out as callers do: by string search, the first one. */
export function cut(text: string, element: string): string {
  const from = text.indexOf(`<${element}>`);
  const to = text.indexOf(`</${element}>`, from);
  if (from === -1 || to === -1) throw new Error(`No <${element}> in ${text}`);
  return text.slice(from + element.length + 2, to);
}

/** The status address of an accepted batch, as a path on its target. */
export function statusPath(reply: Reply): string {
  expect(reply.text).toContain("<success>true</success>");
  const { pathname, search } = new URL(cut(reply.text, "batchStatus"));
  return `${pathname}${search}`;
}

/** Asks for the details of a batch until it is complete. */
export async function waitForBatch(
  target: Target,
  submitted: Reply,
  headers: CallOptions["headers"] = {},
): Promise<Reply> {
  const path = `${statusPath(submitted)}&showDetails=true`;
  return vi.waitFor(
    async () => {
      const reply = await target.call(path, { headers });
      expect(cut(reply.text, "status")).toBe("complete");
      return reply;
    },
    // For a batch that never ends: the test's own limit comes first, unless it has a longer one.
    { timeout: 300_000, interval: 50 },
  );
}

/** Counters of a detailed status: size, consumed, successful, not found, failed. */
export const countersOf = ({ text }: Reply): readonly number[] =>
  ["batchSize", "consumedCount", "successfulUpdates", "profilesNotFound", "failedUpdates"].map((name) =>
    Number(cut(text, name)),
  );

/** Sends a file and waits until it is applied. */
export async function apply(
  target: Target,
  client: TargetClient,
  body: string | Uint8Array,
  options: Parameters<typeof submit>[3] = {},
): Promise<Reply> {
  return waitForBatch(target, await submit(target, client, body, options), options.headers);
}

/** Values of a profile by name; null when there is none. `id` stands in the path as it is. */
export async function valuesOf(
  target: Target,
  { code }: TargetClient,
  id: string,
  headers: CallOptions["headers"] = {},
): Promise<Record<string, string> | null> {
  const { status, text } = await target.call(`/rest/v1/profiles/${id}?client=${code}`, { headers });
  if (status === 404) return null;
  expect([status, text]).toEqual([200, expect.any(String)]);
  const { profileAttributes } = JSON.parse(text) as { profileAttributes: Record<string, { value: string }> };
  return Object.fromEntries(Object.entries(profileAttributes).map(([name, { value }]) => [name, value]));
}
