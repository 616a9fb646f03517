import { expect, test } from "vitest";
import { memberActor } from "@/server/actor";
import { acme, administrationWorld } from "@/test/administration-world";
import { grant, makeSession } from "@/test/fake-dependencies";
import { memberListAddress, readMember, readMemberList, readRolesToInvite } from "./page-queries";

const admin = () => memberActor(makeSession(grant("productAdmin", acme)).member, acme);
const nothing = { text: null, role: null, workspaceId: null, state: null };

test("the list is narrowed by what its form offers, and by nothing else", async () => {
  const { dependencies, workspaces, accounts } = await administrationWorld([]);
  const shop = workspaces[1]?.id ?? "";
  const read = (query: Record<string, string>) =>
    readMemberList(dependencies, admin(), acme, new Map(Object.entries(query)));
  const view = await read({ text: "bob", workspaceId: shop });
  expect(view.filters).toEqual({ ...nothing, text: "bob", workspaceId: shop });
  expect(view.workspaces.map(({ id }) => id)).toEqual(workspaces.map(({ id }) => id));
  expect((await read({ workspaceId: "of-another-client" })).filters).toEqual(nothing);
  expect((await read({ after: accounts[0]?.id ?? "" })).isFirstPage).toBe(false);
  expect((await read({ after: "a@example.com" })).isFirstPage).toBe(true);
});

test("a page of the list has an address that is read back", async () => {
  const { dependencies, bob } = await administrationWorld([]);
  expect(memberListAddress(nothing, null)).toBe("/administration/users");
  const address = memberListAddress({ ...nothing, text: "a&b", role: "editor" }, bob.id);
  expect(address).not.toContain("example.com");
  const query = new Map(new URL(address, "http://console.example").searchParams);
  const { filters, isFirstPage } = await readMemberList(dependencies, admin(), acme, query);
  expect([filters, isFirstPage]).toEqual([{ ...nothing, text: "a&b", role: "editor" }, false]);
});

test("one member, with what may be given and what is held", async () => {
  const { dependencies, bob } = await administrationWorld([]);
  const view = await readMember(dependencies, admin(), acme, bob.id);
  expect([view?.member.email, view?.isOneself, view?.seesAllRoles]).toEqual(["bob@example.com", false, true]);
  const wide = view?.groups.at(-1)?.boxes.map(({ role, isWithinReach }) => [role, isWithinReach]);
  expect(wide).toEqual([
    ["productAdmin", true],
    ["sysadmin", false],
  ]);
  const invited = await readRolesToInvite(dependencies, admin(), acme);
  expect(invited.flatMap(({ boxes }) => boxes).filter(({ isHeld }) => isHeld)).toEqual([]);
});

test("whoever looks at the own account is told so", async () => {
  const { dependencies, bob } = await administrationWorld([]);
  const view = await readMember(dependencies, { ...admin(), id: bob.id }, acme, bob.id);
  expect(view?.isOneself).toBe(true);
});

test.each(["x", "", "00000000-0000-4000-8000-ffffffffffff"])("nobody has the id %j", async (id) => {
  const { dependencies } = await administrationWorld([]);
  expect(await readMember(dependencies, admin(), acme, id)).toBeNull();
});

test("a member of another client alone is not there", async () => {
  const { dependencies, stranger } = await administrationWorld([]);
  expect(await readMember(dependencies, admin(), acme, stranger.id)).toBeNull();
});
