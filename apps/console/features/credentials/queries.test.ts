import type { ListedCredential } from "@silhouette/core/credential";
import { expect, test } from "vitest";
import { memberActor } from "@/server/actor";
import { acme, administrationWorld, other } from "@/test/administration-world";
import { grant, makeSession, now } from "@/test/fake-dependencies";
import { credentialListAddress, readCredential, readCredentialList } from "./queries";

const later = (millis: number) => new Date(now.getTime() + millis);

const makeListed = (overrides: Partial<ListedCredential> = {}): ListedCredential => ({
  id: "00000000-0000-4000-8000-00000000000c",
  publicId: "k3JvQ0aVd2mYx8TnLw4s",
  name: "Nightly sync",
  grant: { ...grant("productAdmin", acme), workspaceName: null },
  createdAt: now,
  createdBy: "ada@example.com",
  expiresAt: null,
  revokedAt: null,
  revokedBy: null,
  previousSecretEndsAt: null,
  lastUsedAt: null,
  lastUsedAddress: null,
  isManageable: true,
  ...overrides,
});

const actorIn = (client: typeof acme) => memberActor(makeSession(grant("productAdmin", client)).member, client);

test.each([
  [{}, "live", false],
  [{ previousSecretEndsAt: later(1) }, "live", true],
  [{ previousSecretEndsAt: now }, "live", false],
  [{ previousSecretEndsAt: later(1), expiresAt: now }, "expired", false],
  [{ previousSecretEndsAt: later(1), revokedAt: now }, "revoked", false],
] as const)("a former secret works while its overlap and the credential last: %j", async (times, state, isRotating) => {
  const { dependencies, credentials } = await administrationWorld([]);
  credentials.push(makeListed(times));
  const view = await readCredentialList(dependencies, actorIn(acme), new Map());
  expect(view.credentials).toMatchObject([{ state, isRotating }]);
});

test("another client's credential is as absent as one that never was, or no id at all", async () => {
  const { dependencies, credentials } = await administrationWorld([]);
  const listed = makeListed();
  credentials.push(listed);
  expect(await readCredential(dependencies, actorIn(acme), listed.id)).toMatchObject({ name: "Nightly sync" });
  expect(await readCredential(dependencies, actorIn(other), listed.id)).toBeNull();
  expect(await readCredential(dependencies, actorIn(acme), "00000000-0000-4000-8000-00000000000d")).toBeNull();
  expect(await readCredential(dependencies, actorIn(acme), "new\0")).toBeNull();
});

test("an address of the list is read as far as it makes sense, and leads from page to page", async () => {
  const { dependencies, credentials } = await administrationWorld([]);
  for (let index = 10; index < 36; index++) {
    credentials.push(makeListed({ id: `00000000-0000-4000-8000-0000000000${index}`, name: `Sync ${index}` }));
  }
  const read = (address: string) =>
    readCredentialList(dependencies, actorIn(acme), new Map(new URL(address, "http://console.example").searchParams));
  const first = await read("/administration/credentials?state=king&after=x&text=");
  expect([first.filter, first.isFirstPage, first.credentials.length]).toEqual([{ text: null, state: null }, true, 25]);
  const second = await read(credentialListAddress(first.filter, first.next));
  expect([second.credentials.map(({ name }) => name), second.isFirstPage, second.next]).toEqual([
    ["Sync 35"],
    false,
    null,
  ]);
  const narrow = await read(credentialListAddress({ text: null, state: "revoked" }, null));
  expect([narrow.filter.state, narrow.credentials]).toEqual(["revoked", []]);
});
