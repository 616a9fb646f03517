import { describe, expect, test } from "vitest";
import { fakeDependencies, grant, makeCredential, now } from "@/test/fake-dependencies";
import { issueAccessToken } from "./issue-access-token";

const fakes = fakeDependencies({ credentials: [makeCredential(grant("sysadmin", null))], secret: "s3cret: &+" });

async function call(form: Record<string, string>, headers: Record<string, string> = {}) {
  const request = new Request("http://console.example/ims/token/v3", {
    method: "POST",
    body: new URLSearchParams(form),
    headers,
  });
  const response = await issueAccessToken(request, fakes.dependencies);
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const form = { client_id: "automation", client_secret: "s3cret: &+", grant_type: "client_credentials" };
const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString("base64")}`,
});

describe("200", () => {
  test("id and secret in the form give a bearer for a day less a second", async () => {
    const { status, headers, body } = await call(form);
    expect([status, headers.get("cache-control")]).toEqual([200, "no-store"]);
    expect(body).toEqual({ access_token: expect.any(String), token_type: "bearer", expires_in: 86_399 });
    expect(await fakes.dependencies.accessTokens.verify(body.access_token, now)).toBe("credential-1");
  });

  test("id and secret may come as Basic authentication", async () => {
    const { status } = await call({ grant_type: "client_credentials" }, basic("automation", "s3cret: &+"));
    expect(status).toBe(200);
  });
});

describe("400", () => {
  test.each([
    ["no grant type", { client_id: "automation", client_secret: "s3cret" }, "invalid_request"],
    ["no secret", { client_id: "automation", grant_type: "client_credentials" }, "invalid_request"],
    ["another grant", { ...form, grant_type: "password" }, "unsupported_grant_type"],
    ["a NUL in the id", { ...form, client_id: "auto\0mation" }, "invalid_request"],
  ])("%s is told as OAuth tells it", async (_name, fields, error) => {
    const { status, body } = await call(fields);
    expect([status, body]).toEqual([400, { error, error_description: expect.any(String) }]);
  });
});

describe("401", () => {
  test("an unknown id and a wrong secret get one and the same answer", async () => {
    const unknown = await call({ ...form, client_id: "nobody" });
    const wrong = await call({ ...form, client_secret: "wrong" });
    expect([unknown.status, unknown.body.error]).toEqual([401, "invalid_client"]);
    expect(wrong.body).toEqual(unknown.body);
    expect(wrong.headers.get("www-authenticate")).toContain("Basic");
  });
});
