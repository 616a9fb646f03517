import { UserId } from "@silhouette/core/ids";
import { expect, test } from "vitest";
import { makeClient, makeMember } from "../src/testing-factories.ts";
import { sharedInstallation } from "./control-plane-fixture.ts";

const installation = sharedInstallation();

test("a member's choices are kept one by one, and nobody else's change with them", async () => {
  const { prisma, stores } = installation();
  const client = await makeClient(prisma);
  const { member } = await makeMember(prisma, { role: "observer", client });
  const { member: other } = await makeMember(prisma, { role: "observer", client });
  await stores.preferences.change(member.id, { locale: "ko", timeZone: "Asia/Seoul" });
  await stores.preferences.change(member.id, { theme: "dark", timeZone: null });
  expect((await stores.members.find(member.id))?.preferences).toEqual({ locale: "ko", timeZone: null, theme: "dark" });
  expect((await stores.members.find(other.id))?.preferences).toEqual({ locale: null, timeZone: null, theme: null });
});

test("choices of somebody unknown are nobody's", async () => {
  await expect(installation().stores.preferences.change(UserId.parse("nobody"), { theme: "dark" })).resolves.toBe(
    undefined,
  );
});
