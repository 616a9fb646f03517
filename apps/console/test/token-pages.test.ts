import { randomUUID } from "node:crypto";
import { toActor } from "@silhouette/core/permission";
import { beforeEach, expect, test } from "vitest";
import { dismissNoticesOf } from "@/features/tokens/commands";
import { readOpenNotices, readTokenList, readTokenPage } from "@/features/tokens/page-queries";
import { origin } from "./fake-dependencies";
import { tokenApi } from "./token-world";

const api = tokenApi();
const start = new Date("2026-03-02T09:15:27.411Z");
const DAY_MILLIS = 86_400_000;

beforeEach(() => {
  api().state.now = start;
});

async function makeWorld() {
  const { dependencies, makeCaller } = api();
  const caller = await makeCaller();
  const { client, post, workspaceId } = caller;
  const grants = [{ role: "approver" as const, clientId: client.id, workspaceId: null }];
  const actor = toActor({ kind: "member", id: randomUUID(), name: "ada@example.com" }, grants, client.id, "approver");
  const make = async (name: string, others: object = {}): Promise<{ tokenId: string }> =>
    (await post("/tokens", { name, ...others })).body;
  const list = async (query: Readonly<Record<string, string>> = {}) => {
    const view = await readTokenList(dependencies, client, new Map(Object.entries(query)));
    return { ...view, names: view.tokens.map(({ token }) => token.name) };
  };
  const page = (id: string) => readTokenPage(dependencies, actor, client, id);
  return { ...caller, dependencies, actor, workspaceId, make, list, page };
}

test("tokens are listed by pages of 25, and an address that means nothing is the first page", async () => {
  const { make, list } = await makeWorld();
  for (let count = 0; count < 26; count++) {
    api().state.now = new Date(start.getTime() + count);
    await make(`t${count}`);
  }
  const first = await list();
  expect([first.names.length, first.names[0], first.isFirstPage]).toEqual([25, "t25", true]);
  const second = await list({ after: first.next ?? "" });
  expect([second.names, second.isFirstPage, second.next]).toEqual([["t0"], false, null]);
  const strange = await list({ after: "nowhere", state: "asleep", workspace: "", q: "\0" });
  expect([strange.names.length, strange.filter]).toEqual([25, { state: null, workspaceId: null, text: "" }]);
});

test("the list is narrowed by state, workspace and text", async () => {
  const { make, list, post, workspaceId } = await makeWorld();
  await make("Shop", { workspaceId });
  const { tokenId } = await make("Leaky");
  await post(`/tokens/${tokenId}/revoke`, {});
  expect((await list({ state: "working" })).names).toEqual(["Shop"]);
  expect((await list({ state: "ended" })).names).toEqual(["Leaky"]);
  expect((await list({ workspace: workspaceId })).names).toEqual(["Shop"]);
  expect((await list({ q: " leak " })).names).toEqual(["Leaky"]);
});

test("a token's page knows what took its place, every day of its use, and who may do what", async () => {
  const { make, page, post } = await makeWorld();
  const { tokenId } = await make("Shop");
  const { body } = await post(`/tokens/${tokenId}/rotate`, { overlap: "1h" });
  const old = await page(tokenId);
  expect(old).toMatchObject({ successorId: body.tokenId, mayIssue: true, mayRevoke: true, workspaceName: null });
  expect(old?.days).toHaveLength(30);
  expect(old?.days.at(-1)).toEqual({ day: new Date("2026-03-02T00:00:00Z"), calls: 0 });
  expect(await page(body.tokenId)).toMatchObject({ successorId: null, overlaps: [{ token: { id: tokenId } }] });
});

test("another client's token has no page, nor has what is no id", async () => {
  const { make } = await makeWorld();
  const { page } = await makeWorld();
  const { tokenId } = await make("Shop");
  expect([await page(tokenId), await page(""), await page("\0"), await page("new")]).toEqual([null, null, null, null]);
});

test("of each token the most urgent notice is shown, and dismissing it puts the earlier ones away", async () => {
  const { actor, client, dependencies, make } = await makeWorld();
  const [shop, other] = [await make("Shop"), await make("Other")];
  const notices = [
    { tokenId: shop.tokenId, daysBefore: 14 },
    { tokenId: other.tokenId, daysBefore: 14 },
    { tokenId: shop.tokenId, daysBefore: 7 },
  ].map((notice, index) => ({
    ...notice,
    id: `${client.id}-${index}`,
    clientId: client.id,
    createdAt: new Date(start.getTime() + index * DAY_MILLIS),
  }));
  await api().prisma.notice.createMany({ data: notices });
  const shown = async () => {
    const { notices: open, hasMore, mayDismiss } = await readOpenNotices(dependencies, actor, client);
    return { open: open.map(({ token, daysBefore }) => [token.name, daysBefore]), hasMore, mayDismiss };
  };
  const all = { hasMore: false, mayDismiss: true };
  expect(await shown()).toEqual({
    open: [
      ["Shop", 7],
      ["Other", 14],
    ],
    ...all,
  });
  await dismissNoticesOf(dependencies, { actor, client, origin }, shop.tokenId);
  expect(await shown()).toEqual({ open: [["Other", 14]], ...all });

  const neighbour = await makeWorld();
  const acting = { actor: neighbour.actor, client: neighbour.client, origin };
  await dismissNoticesOf(dependencies, acting, other.tokenId);
  expect(await shown()).toEqual({ open: [["Other", 14]], ...all });
});
