import { UserId } from "@silhouette/core/ids";
import { expect, test } from "vitest";
import { memberActor } from "@/server/actor";
import { acme, administrationWorld } from "@/test/administration-world";
import { makeAccount } from "@/test/fake-administration";
import { grant, makeSession } from "@/test/fake-dependencies";
import { listMembers, readMemberFilters } from "./queries";

const nothing = { text: null, role: null, workspaceId: null, state: null, after: null };

test("an address of the list is read as far as it makes sense", () => {
  const given = { text: " bob ", role: "editor", state: "king", after: ["a", "b"], other: "x" };
  expect(readMemberFilters(given)).toEqual({ ...nothing, text: "bob", role: "editor" });
  expect(readMemberFilters({ text: "\0" })).toEqual(nothing);
});

test("fifty members stand on a page, and the next one begins behind the last of them", async () => {
  const { dependencies, accounts } = await administrationWorld([]);
  accounts.length = 0;
  for (let index = 10; index < 61; index++) accounts.push(makeAccount(`m${index}@example.com`, grant("editor", acme)));
  const { member } = makeSession(grant("productAdmin", acme));
  const page = (after: UserId | null) => listMembers(dependencies, memberActor(member, acme), { ...nothing, after });
  const first = await page(null);
  expect([first.members.length, first.next, first.isFirstPage]).toEqual([50, accounts[49]?.id, true]);
  const second = await page(first.next);
  expect([second.members.map(({ email }) => email), second.next]).toEqual([["m60@example.com"], null]);
  const afterNobody = await page(UserId.parse("00000000-0000-4000-8000-ffffffffffff"));
  expect([afterNobody.members, afterNobody.isFirstPage]).toEqual([first.members, true]);
});
