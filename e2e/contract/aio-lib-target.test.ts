import { init } from "@adobe/aio-lib-target";
import { expect, inject, test, vi } from "vitest";
import { callAdmin, fetchAdminToken } from "./admin-calls.ts";
import { submit } from "./calls.ts";
import { httpTargets } from "./targets.ts";

const { consoleUrl } = inject("installation");
const [edge] = httpTargets;
if (edge === undefined) throw new Error("There is an edge");

/** The library as its users set it up, and sent to us as contract section 14.3 says. */
async function initAt(tenant: string, token: string) {
  const sdk = await init(tenant, "api-key", token);
  sdk.sdk.spec.servers = [{ url: `${consoleUrl}/{tenant-name}/`, variables: { "tenant-name": { default: tenant } } }];
  return sdk;
}

const makeSdk = async () => {
  const client = await edge.createClient();
  const token = await fetchAdminToken(consoleUrl);
  return { client, token, sdk: await initAt(client.code, token) };
};

test("properties that the admin API has made are listed and read", async () => {
  const { client, token, sdk } = await makeSdk();
  expect(await sdk.getProperties()).toMatchObject({ status: 200, body: { total: 0, properties: [] } });
  const ids: unknown[] = [];
  for (const name of ["Shop", "App"]) {
    const made = await callAdmin(consoleUrl, `${client.code}/target/properties`, token, {
      method: "POST",
      headers: { "content-type": "application/vnd.adobe.target.v1+json" },
      body: { name, channel: "web" },
    });
    expect(made.status).toBe(201);
    ids.push((made.body as { id: number }).id);
  }
  expect((await sdk.getProperties()).body).toMatchObject({ total: 2, properties: [{ id: ids[0] }, { id: ids[1] }] });
  // The library sends none of its options for this list.
  const part = await callAdmin(consoleUrl, `${client.code}/target/properties?limit=1&sortBy=name`, token);
  expect(part.body).toMatchObject({ total: 2, limit: 1, offset: 0, properties: [{ name: "App" }] });
  const one = await sdk.getPropertyById(Number(ids[1]));
  expect(one.body).toMatchObject({ id: ids[1], name: "App", channel: "web", token: expect.any(String) });
});

test("the names of a batch and of a single update are among the profile attributes", async () => {
  const { client, sdk } = await makeSdk();
  expect((await sdk.getMBoxProfileAttributes()).body).toEqual({ mboxProfileAttributes: [] });
  await submit(edge, client, "batch=thirdPartyId,tier,city\ncrm-1,gold,Lyon\n");
  await client.putProfile("tp:crm-2", { seen: "yes" });
  await edge.call(`/m2/${client.code}/profile/update?mbox3rdPartyId=crm-2&profile.note=x`);
  await vi.waitFor(async () => {
    const { body } = await sdk.getMBoxProfileAttributes();
    expect(body).toEqual({ mboxProfileAttributes: ["city", "note", "tier"] });
  }, 20_000);
});

test("an error surfaces as the reason phrase", async () => {
  const { client, sdk } = await makeSdk();
  await expect(sdk.getPropertyById(1)).rejects.toThrow("Not Found");
  const stranger = await initAt(client.code, "not-a-token");
  await expect(stranger.getProperties()).rejects.toThrow("Unauthorized");
});

test("what this service does not have is not found, and not made up", async () => {
  const { sdk } = await makeSdk();
  await expect(sdk.getEnvironments()).rejects.toThrow("Not Found");
  await expect(sdk.getMBoxes()).rejects.toThrow("Not Found");
});
