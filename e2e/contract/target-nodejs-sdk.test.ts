import TargetClient from "@adobe/target-nodejs-sdk";
import { createPool } from "@silhouette/db/pool";
import { expect, inject, test } from "vitest";
import { FIRST_START } from "../support/installation.ts";

const { edgeUrl, consoleUrl, databaseUrl } = inject("installation");

/** What `@adobe/target-nodejs-sdk` is told to come to us: nothing but the host. Source: contract section 14.2. */
function createSdk(url: string) {
  return TargetClient.create({
    client: FIRST_START.BOOTSTRAP_CLIENT_CODE,
    organizationId: FIRST_START.BOOTSTRAP_IMS_ORG_ID,
    serverDomain: new URL(url).host,
    secure: false,
    decisioningMethod: "server-side",
    telemetryEnabled: false,
    timeout: 60_000,
  });
}

let count = 0;
const newPerson = () => `sdk-${process.pid}-${++count}`;
const fetchProfile = async (url: string, id: string) =>
  (await fetch(`${url}/rest/v1/profiles/thirdPartyId/${id}?client=${FIRST_START.BOOTSTRAP_CLIENT_CODE}`)).json();

for (const [name, url] of [
  ["edge", edgeUrl],
  ["console", consoleUrl],
] as const) {
  test(`${name}: getOffers stores profile parameters, and a second call with its cookie is the same visitor`, async () => {
    const sdk = createSdk(url);
    const person = newPerson();
    const first = await sdk.getOffers({
      request: {
        id: { thirdPartyId: person },
        execute: { mboxes: [{ index: 0, name: "home", profileParameters: { tier: "gold" } }] },
      },
      sessionId: `session-${person}`,
    });
    expect(first.response).toMatchObject({ status: 200, client: FIRST_START.BOOTSTRAP_CLIENT_CODE });
    expect(first.response.id?.tntId).toMatch(/^[0-9a-f]{32}$/);
    expect(first.response.edgeHost).toBeUndefined();
    expect(await fetchProfile(url, person)).toMatchObject({ profileAttributes: { tier: { value: "gold" } } });

    const second = await sdk.getOffers({
      request: { execute: { mboxes: [{ index: 0, name: "home", profileParameters: { city: "Lyon" } }] } },
      targetCookie: first.targetCookie?.value,
    });
    expect(second.response.id?.tntId).toBe(first.response.id?.tntId);
    expect(await fetchProfile(url, person)).toMatchObject({
      profileAttributes: { tier: { value: "gold" }, city: { value: "Lyon" } },
    });
  });

  test(`${name}: sendNotifications stores the profile parameters of a notification`, async () => {
    const sdk = createSdk(url);
    const person = newPerson();
    const first = await sdk.getOffers({
      request: { id: { thirdPartyId: person }, execute: { mboxes: [{ index: 0, name: "home" }] } },
    });
    const sent = await sdk.sendNotifications({
      request: {
        id: { thirdPartyId: person },
        notifications: [
          {
            id: "n-1",
            type: "display",
            timestamp: Date.now(),
            mbox: { name: "home" },
            profileParameters: { seen: "yes" },
          },
        ],
      },
      targetCookie: first.targetCookie?.value,
    });
    expect(sent.response.notifications).toEqual([{ id: "n-1" }]);
    expect(await fetchProfile(url, person)).toMatchObject({ profileAttributes: { seen: { value: "yes" } } });
  });

  test(`${name}: getAttributes answers without content, and nothing is left unhandled`, async () => {
    const sdk = createSdk(url);
    const attributes = await sdk.getAttributes(["home"], { request: { id: { thirdPartyId: newPerson() } } });
    expect(attributes.getResponse().response.status).toBe(200);
  });
}

test("two calls of one visitor make one profile and no stray identities", async () => {
  const sdk = createSdk(edgeUrl);
  const person = newPerson();
  for (let call = 0; call < 3; call++)
    await sdk.getOffers({ request: { id: { thirdPartyId: person }, execute: { pageLoad: {} } } });
  const pool = createPool(databaseUrl, 1);
  const { rows } = await pool.query("SELECT key FROM profile WHERE key = $1 OR merged_into = $1", [`tp:${person}`]);
  await pool.end();
  expect(rows).toHaveLength(2);
});
