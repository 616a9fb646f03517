import { FIRST_START } from "../support/installation.ts";
import type { Target } from "./target.ts";

/** The headers of a Sysadmin's program: an access token for the first start's credential. */
export async function apiBearer(target: Target): Promise<Record<string, string>> {
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: FIRST_START.BOOTSTRAP_API_CLIENT_ID,
    client_secret: FIRST_START.BOOTSTRAP_API_CLIENT_SECRET,
  });
  const reply = await target.call("/ims/token/v3", {
    method: "POST",
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    body: form.toString(),
  });
  const { access_token } = JSON.parse(reply.text) as { access_token: string };
  return { Authorization: `Bearer ${access_token}` };
}
