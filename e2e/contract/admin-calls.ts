import { FIRST_START } from "../support/installation.ts";

/** What the admin API answered. */
export type AdminReply = { readonly status: number; readonly headers: Headers; readonly body: unknown };

/** An access token of the admin API, as callers get one (U-26): client credentials, in a form. */
export async function fetchAdminToken(consoleUrl: string): Promise<string> {
  const reply = await fetch(`${consoleUrl}/ims/token/v3`, {
    method: "POST",
    body: new URLSearchParams({
      client_id: FIRST_START.BOOTSTRAP_API_CLIENT_ID,
      client_secret: FIRST_START.BOOTSTRAP_API_CLIENT_SECRET,
      grant_type: "client_credentials",
    }),
  });
  const { access_token } = (await reply.json()) as { access_token: string };
  return access_token;
}

/** One call of the admin API, with the headers that every caller of the original sends, and those of its own. */
export async function callAdmin(
  consoleUrl: string,
  path: string,
  token: string,
  { method = "GET", headers, body }: { method?: string; headers?: Record<string, string>; body?: unknown } = {},
): Promise<AdminReply> {
  const reply = await fetch(`${consoleUrl}/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "x-api-key": "acme-admin", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: reply.status, headers: reply.headers, body: await reply.json() };
}
