import "server-only";
import { z } from "zod";
import { adminAccessTokenSeconds } from "@/server/admin-access-token";
import { adminBodyBytesMax, readBoundedText } from "@/server/bounded-body";
import type { Dependencies } from "@/server/dependencies";
import { originOf, requestIdOf } from "@/server/request-context";

/** The errors of RFC 6749, section 5.2, that this grant can give. */
const FAULTS = {
  invalid_request: { status: 400, description: "client_id, client_secret and grant_type are required" },
  unsupported_grant_type: { status: 400, description: "Only client_credentials is supported" },
  invalid_client: { status: 401, description: "The client_id or client_secret is not valid" },
} as const;

/** Visible ASCII and blanks, as RFC 6749, appendix A, allows for both. */
const Word = z.string().regex(/^[\x20-\x7e]{1,200}$/);

const Form = z.object({
  client_id: Word,
  client_secret: Word,
  grant_type: z.string(),
});

/**
 * `POST /ims/token/v3`: gives an admin credential an access token (U-26), by the client-credentials grant of OAuth
 * 2.0. Id and secret come in the form or as Basic authentication, never in the address, where they would be logged.
 */
export async function issueAccessToken(request: Request, dependencies: Dependencies): Promise<Response> {
  const requestId = requestIdOf(request.headers);
  try {
    return await grant(request, requestId, dependencies);
  } catch (error) {
    dependencies.log.error({ err: error, requestId }, "access token request failed");
    return reply(500, { error: "server_error", error_description: "The request failed" }, requestId);
  }
}

async function grant(request: Request, requestId: string, dependencies: Dependencies): Promise<Response> {
  const { stores, accessTokens, now } = dependencies;
  const text = await readBoundedText(request, adminBodyBytesMax);
  if (text === null) return fault("invalid_request", requestId);
  const basic = readBasic(request.headers.get("authorization"));
  const form = Form.safeParse({ ...Object.fromEntries(new URLSearchParams(text)), ...basic });
  if (!form.success) return fault("invalid_request", requestId);
  if (form.data.grant_type !== "client_credentials") return fault("unsupported_grant_type", requestId);

  const { client_id: id, client_secret: secret } = form.data;
  const origin = originOf(request.headers, requestId);
  const credential = await stores.credentials.authenticate(id, secret, origin, now());
  if (credential === null) {
    return fault("invalid_client", requestId, { "WWW-Authenticate": 'Basic realm="admin API"' });
  }
  const accessToken = await accessTokens.issue(credential.id, now());
  return reply(
    200,
    { access_token: accessToken, token_type: "bearer", expires_in: adminAccessTokenSeconds },
    requestId,
  );
}

/** Id and secret of Basic authentication; both are form-encoded inside it (RFC 6749, section 2.3.1). */
function readBasic(header: string | null): { client_id: string; client_secret: string } | null {
  const encoded = /^Basic +([\w+/=-]+) *$/i.exec(header ?? "")?.[1];
  if (encoded === undefined) return null;
  const [id = "", ...secret] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  return { client_id: decodeForm(id), client_secret: decodeForm(secret.join(":")) };
}

const decodeForm = (text: string): string =>
  new URLSearchParams(`value=${text.replaceAll("&", "%26")}`).get("value") ?? "";

function fault(code: keyof typeof FAULTS, requestId: string, headers?: Record<string, string>): Response {
  const { status, description } = FAULTS[code];
  return reply(status, { error: code, error_description: description }, requestId, headers);
}

function reply(status: number, body: object, requestId: string, headers: Record<string, string> = {}): Response {
  return Response.json(body, {
    status,
    headers: { "Cache-Control": "no-store", Pragma: "no-cache", "X-Request-Id": requestId, ...headers },
  });
}
