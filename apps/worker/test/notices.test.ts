import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { deriveKey } from "@silhouette/core/derived-key";
import { createWebhookSecret } from "@silhouette/core/notice-webhook";
import type { Role } from "@silhouette/core/permission";
import { createToken } from "@silhouette/core/token";
import { createNoticeStore } from "@silhouette/db/notices";
import { createPool } from "@silhouette/db/pool";
import { createPrisma } from "@silhouette/db/prisma-client";
import { createTestDatabase } from "@silhouette/db/testing";
import { makeActor, makeClient, makeMember, TEST_ORIGIN } from "@silhouette/db/testing-factories";
import { createMailer } from "@silhouette/mail/mailer";
import { SMTPServer } from "smtp-server";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { createNoticeCare, type NoticeDependencies } from "../src/notices.ts";

// Signatures carry the time, and the library that verifies them compares it with the clock.
const now = new Date();
const DAY = 86_400_000;
const after = (millis: number) => new Date(now.getTime() + millis);
const webhookKey = deriveKey("a secret of thirty-two characters", "webhook secret");

const installation = await createTestDatabase();
const prisma = createPrisma(installation.url, { poolMax: 5 });
const pool = createPool(installation.url, 5);
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  // Whatever a test has left to send is nothing for the next one.
  await prisma.notice.deleteMany();
  await prisma.profileToken.deleteMany();
});
afterAll(async () => {
  await pool.end();
  await prisma.$disconnect();
  await installation.drop();
});

type Post = { readonly headers: IncomingHttpHeaders; readonly body: string };

/** A receiver of webhooks that answers with the statuses in turn, and with the last of them ever after. */
async function startReceiver(...statuses: readonly number[]) {
  const posts: Post[] = [];
  const server = createServer(async (request, response) => {
    posts.push({ headers: request.headers, body: await text(request) });
    const status = statuses[posts.length - 1] ?? statuses.at(-1) ?? 204;
    response.writeHead(status, { location: "/elsewhere" }).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  return { posts, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?key=private` };
}

/** A mail server that keeps what it gets. */
async function startMailServer({ refuses = (_address: string): boolean => false } = {}) {
  const mails: { readonly to: readonly string[]; readonly content: string }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onRcptTo: ({ address }, _session, done) => done(refuses(address) ? new Error("no such box") : null),
    onData: (stream, session, done) => {
      void text(stream).then((content) => {
        // Headers are folded and long lines of the text broken (RFC 5322, RFC 2045).
        const unfolded = content.replace(/\r\n /g, " ").replace(/=\r\n/g, "");
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), content: unfolded });
        done();
      });
    },
  });
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => new Promise((resolve) => server.close(() => resolve())));
  const { port } = server.server.address() as AddressInfo;
  return { mails, mailer: createMailer({ smtpUrl: `smtp://127.0.0.1:${port}`, from: "silhouette@example.test" }) };
}

/** Language and text of a mail, whichever way the library has encoded the text (RFC 2045, sections 6.7 and 6.8). */
function readMail(content: string): { readonly language: string; readonly text: string } {
  const [head = "", ...body] = content.split("\r\n\r\n");
  const raw = body.join("\r\n\r\n");
  const text = /^Content-Transfer-Encoding: base64$/im.test(head)
    ? Buffer.from(raw, "base64").toString()
    : decodeURIComponent(raw.replaceAll("%", "%25").replaceAll(/=([0-9A-F]{2})/g, "%$1"));
  return { language: /^Content-Language: (.+)$/im.exec(head)?.[1]?.trim() ?? "", text };
}

const silent = () => ({ info: vi.fn(), warn: vi.fn(), error: vi.fn() });

function care(overrides: Partial<NoticeDependencies> = {}, stopping = new AbortController().signal) {
  const log = silent();
  const deps = { pool, mailer: null, webhookKey, allowsPrivateWebhooks: true, consoleUrl: null, log, ...overrides };
  return { log, takeCare: (at = now) => createNoticeCare({ ...deps, now: () => at }, stopping).takeCare() };
}

/** A client with a token that ends in so many days, and perhaps a webhook with its secret. */
async function makeWorld({
  days = 7,
  url = null as string | null,
  withSecret = true,
  roles = [] as readonly Role[],
} = {}) {
  const client = await makeClient(prisma, { settings: { noticeWebhookUrl: url } });
  const actor = makeActor(client);
  const secret = createWebhookSecret(randomBytes);
  const notices = createNoticeStore(prisma, webhookKey);
  if (url !== null && withSecret) await notices.replaceWebhookSecret(actor, secret, TEST_ORIGIN, now);
  const { publicId, secretHash } = createToken(randomBytes);
  const token = await prisma.profileToken.create({
    data: {
      id: publicId,
      clientId: client.id,
      publicId,
      secretHash: new Uint8Array(secretHash),
      createdAt: after(-80 * DAY),
      createdBy: "test",
      expiresAt: after(days * DAY),
      name: "Nightly",
    },
  });
  const members = [];
  for (const role of roles) {
    const { member } = await makeMember(prisma, { role, client });
    await prisma.user.update({ where: { id: member.id }, data: { joinedAt: now } });
    members.push(member.email);
  }
  const noticesOf = () => prisma.notice.findMany({ where: { clientId: client.id }, orderBy: { createdAt: "asc" } });
  return { client, actor, secret, token, members, notices, noticesOf };
}

test("a token's end is posted once, signed as Standard Webhooks asks", async () => {
  const receiver = await startReceiver(204);
  const { client, secret, token, noticesOf } = await makeWorld({ url: receiver.url });
  const { takeCare } = care();
  await takeCare();
  await takeCare(after(60_000));
  expect(receiver.posts).toHaveLength(1);
  const [{ headers, body }] = receiver.posts as [Post];
  const event = new Webhook(secret).verify(body, headers as Record<string, string>);
  expect(event).toEqual({
    type: "token.expiring",
    timestamp: now.toISOString(),
    data: {
      client: client.code,
      tokenId: token.id,
      publicId: token.publicId,
      name: "Nightly",
      expiresAt: after(7 * DAY).toISOString(),
      daysBefore: 7,
    },
  });
  expect(headers["webhook-id"]).toBe((await noticesOf())[0]?.id);
  expect(() => new Webhook(createWebhookSecret(randomBytes)).verify(body, headers as Record<string, string>)).toThrow();
  expect(await noticesOf()).toMatchObject([{ daysBefore: 7, attempts: 1, postedAt: now, mailedAt: null, dueAt: null }]);
});

test("three workers at once give and send a notice once", async () => {
  const receiver = await startReceiver(204);
  const { noticesOf } = await makeWorld({ url: receiver.url });
  await Promise.all([1, 2, 3].map(() => care().takeCare()));
  expect(await noticesOf()).toHaveLength(1);
  expect(receiver.posts).toHaveLength(1);
});

test("a receiver that fails is tried again later under the same id, and no fault names the address", async () => {
  const receiver = await startReceiver(500, 302, 200);
  const { noticesOf } = await makeWorld({ url: receiver.url });
  const { takeCare, log } = care();
  await takeCare();
  expect(await noticesOf()).toMatchObject([
    { attempts: 1, postedAt: null, dueAt: after(60_000), lastError: "webhook: the receiver answered 500" },
  ]);
  await takeCare(after(59_999));
  expect(receiver.posts).toHaveLength(1);
  await takeCare(after(60_000));
  const lastError = "webhook: the receiver redirects (302), which is not followed";
  expect(await noticesOf()).toMatchObject([{ attempts: 2, dueAt: after(360_000), lastError }]);
  await takeCare(after(360_000));
  expect(await noticesOf()).toMatchObject([{ attempts: 3, postedAt: after(360_000), dueAt: null, lastError: null }]);
  expect(new Set(receiver.posts.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  expect(JSON.stringify(log.warn.mock.calls)).not.toContain("private");
});

test("a notice is given up after eight attempts, and its last fault stays", async () => {
  const { noticesOf } = await makeWorld({ url: "http://127.0.0.1:1/hook" });
  let at = now;
  for (let attempt = 0; attempt < 8; attempt++) {
    await care().takeCare(at);
    at = (await noticesOf())[0]?.dueAt ?? at;
  }
  const [notice] = await noticesOf();
  expect(notice).toMatchObject({ attempts: 8, dueAt: null, postedAt: null });
  expect(notice?.lastError).toContain("the receiver cannot be reached");
});

test("without a secret, and without AUTH_SECRET, nothing is posted, and it is said why", async () => {
  const receiver = await startReceiver(204);
  const { noticesOf } = await makeWorld({ url: receiver.url, withSecret: false });
  await care().takeCare();
  expect((await noticesOf())[0]?.lastError).toBe("webhook: there is no secret to sign with; make one");
  const { takeCare, log } = care({ webhookKey: null });
  await takeCare(after(60_000));
  expect((await noticesOf())[0]?.lastError).toBe("webhook: the worker was started without AUTH_SECRET");
  expect(log.warn).toHaveBeenCalledWith({}, expect.stringContaining("AUTH_SECRET"));
  await care({ webhookKey: deriveKey("another secret of 32 characters!!", "webhook secret") }).takeCare(after(DAY));
  expect(receiver.posts).toEqual([]);
});

test("a mail goes to each of those who may rotate the client's tokens, and to nobody else", async () => {
  const server = await startMailServer();
  const { client, members, noticesOf } = await makeWorld({ roles: ["approver", "productAdmin", "observer"] });
  await makeWorld({ days: 60, roles: ["approver"] });
  await care({ mailer: server.mailer, consoleUrl: "https://console.example" }).takeCare();
  expect(server.mails.map(({ to }) => to).toSorted()).toEqual(
    members
      .slice(0, 2)
      .map((email) => [email])
      .toSorted(),
  );
  expect(server.mails[0]?.content).toContain(`Subject: ${client.code}: a profile token expires in less than 7 days`);
  expect(server.mails[0]?.content).toContain("https://console.example/");
  expect(await noticesOf()).toMatchObject([{ mailedAt: now, postedAt: null, dueAt: null }]);
});

test("each is told in their own language, or the client's, with the moment in their own time zone", async () => {
  const server = await startMailServer();
  const { client, token, members } = await makeWorld({ roles: ["approver", "productAdmin", "workspaceAdmin"] });
  const [korean = "", swedish = "", english = ""] = members;
  await prisma.clientSettings.update({
    where: { clientId: client.id },
    data: { originalSettings: { locale: "sv_SE", timeZone: "Europe/Stockholm" } },
  });
  const choose = (email: string, data: object) => prisma.user.update({ where: { email }, data, select: { id: true } });
  await choose(korean, { locale: "ko", timeZone: "Asia/Seoul" });
  await choose(english, { locale: "en" });
  await care({ mailer: server.mailer }).takeCare();
  const read = (email: string) => readMail(server.mails.find(({ to }) => to.includes(email))?.content ?? "");
  expect([read(korean).language, read(swedish).language, read(english).language]).toEqual(["ko", "sv", "en"]);
  expect(read(korean).text).toContain('프로필 토큰 "Nightly"');
  expect(read(korean).text).not.toMatch(/expires|token /);
  expect(read(swedish).text).toContain("Profiltokenen ”Nightly”");
  expect(read(english).text).toContain('The profile token "Nightly"');
  const minute = (timeZone: string) =>
    new Intl.DateTimeFormat("en", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(
      token.expiresAt,
    );
  expect(read(korean).text).toContain(minute("Asia/Seoul"));
  expect(read(swedish).text).toContain(minute("Europe/Stockholm"));
});

test("where nobody of the client may, the Sysadmins are told; a disabled one is not", async () => {
  const server = await startMailServer();
  const [{ member }, { member: disabled }] = [
    await makeMember(prisma, { role: "sysadmin" }),
    await makeMember(prisma, { role: "sysadmin" }),
  ];
  await prisma.user.update({ where: { id: member.id }, data: { joinedAt: now } });
  await prisma.user.update({ where: { id: disabled.id }, data: { joinedAt: now, disabledAt: now } });
  await makeWorld({ roles: ["observer"] });
  await care({ mailer: server.mailer }).takeCare();
  expect(server.mails.map(({ to }) => to)).toEqual([[member.email]]);
  await prisma.user.update({ where: { id: member.id }, data: { disabledAt: now } });
});

test("what went out one way is not sent again when the other fails", async () => {
  const server = await startMailServer();
  const receiver = await startReceiver(500, 204);
  const { noticesOf } = await makeWorld({ url: receiver.url, roles: ["approver"] });
  const { takeCare } = care({ mailer: server.mailer });
  await takeCare();
  await takeCare(after(60_000));
  expect([server.mails.length, receiver.posts.length]).toEqual([1, 2]);
  expect(await noticesOf()).toMatchObject([{ mailedAt: now, postedAt: after(60_000), lastError: null }]);
});

test("a mail server that refuses everybody is tried again, and its words are not kept", async () => {
  const server = await startMailServer({ refuses: () => true });
  const { members, noticesOf } = await makeWorld({ roles: ["approver"] });
  await care({ mailer: server.mailer }).takeCare();
  const [notice] = await noticesOf();
  expect(notice).toMatchObject({ mailedAt: null, dueAt: after(60_000) });
  expect(notice?.lastError).toMatch(/^mail: the mail server did not take 1 of 1 \(E[A-Z]+\)$/);
  expect(notice?.lastError).not.toContain(members[0]);
});

test("whose mail was refused is tried again, and nobody else, and the counts are logged without addresses", async () => {
  let isRefused = (_address: string) => false;
  const server = await startMailServer({ refuses: (address) => isRefused(address) });
  const { members, noticesOf } = await makeWorld({ roles: ["approver", "productAdmin", "workspaceAdmin"] });
  const [late = ""] = members;
  isRefused = (address) => address === late;
  const { takeCare, log } = care({ mailer: server.mailer });
  await takeCare();
  expect(server.mails).toHaveLength(2);
  const [notice] = await noticesOf();
  expect(notice).toMatchObject({ mailedAt: null, dueAt: after(60_000) });
  expect(notice?.mailedTo).toHaveLength(2);
  expect(notice?.lastError).toMatch(/^mail: the mail server did not take 1 of 3 \(E[A-Z]+\)$/);
  expect(log.info).toHaveBeenCalledWith({ noticeId: notice?.id, sent: 2, failed: 1, left: 0 }, "a notice was mailed");
  expect(JSON.stringify([log.info.mock.calls, log.warn.mock.calls])).not.toContain("@");

  isRefused = () => false;
  await takeCare(after(60_000));
  expect(server.mails.map(({ to }) => to[0]).toSorted()).toEqual(members.toSorted());
  expect(server.mails.at(-1)?.to).toEqual([late]);
  expect(await noticesOf()).toMatchObject([{ mailedAt: after(60_000), dueAt: null, lastError: null }]);
});

test("mails go out a few at a time", async () => {
  await makeWorld({ roles: Array<Role>(7).fill("approver") });
  const counts = { open: 0, most: 0, sent: 0 };
  const mailer = {
    send: async () => {
      counts.open += 1;
      counts.most = Math.max(counts.most, counts.open);
      await new Promise((resolve) => setImmediate(resolve));
      counts.open -= 1;
      counts.sent += 1;
    },
  };
  await care({ mailer }).takeCare();
  expect(counts).toEqual({ open: 0, most: 3, sent: 7 });
});

test("a mail server that is too slow for all keeps no worker longer than the notice is its own", async () => {
  const { noticesOf } = await makeWorld({ roles: Array<Role>(5).fill("approver") });
  let at = now;
  const send = vi.fn(async () => {
    at = new Date(at.getTime() + 20_000);
  });
  const deps = {
    pool,
    mailer: { send },
    webhookKey,
    allowsPrivateWebhooks: false,
    consoleUrl: null,
    log: silent(),
    now: () => at,
  };
  await createNoticeCare(deps, new AbortController().signal).takeCare();
  expect(send).toHaveBeenCalledTimes(3);
  const [notice] = await noticesOf();
  expect(notice).toMatchObject({
    mailedAt: null,
    lastError: "mail: the mail server did not take 2 of 5 (it is too slow)",
  });
  expect(notice?.mailedTo).toHaveLength(3);
});

test("a token that was replaced meanwhile is not sent any more, and is no open notice", async () => {
  const receiver = await startReceiver(500, 204);
  const { client, token, notices, noticesOf } = await makeWorld({ url: receiver.url });
  await care().takeCare();
  const open = () => notices.list(client.id, { isOpen: true }, { before: null, limit: 9 }, now);
  expect(await open()).toMatchObject([{ token: { id: token.id, name: "Nightly" }, daysBefore: 7, isOpen: true }]);
  await prisma.profileToken.update({ where: { id: token.id }, data: { revokedAt: now } });
  await care().takeCare(after(60_000));
  expect(receiver.posts).toHaveLength(1);
  expect(await noticesOf()).toMatchObject([{ dueAt: null }]);
  expect(await open()).toEqual([]);
});

test("a worker that stops breaks a post off and leaves it for later", async () => {
  const server = createServer(() => {}).listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(async () => server.closeAllConnections());
  const { noticesOf } = await makeWorld({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` });
  const stopping = new AbortController();
  server.on("request", () => stopping.abort());
  await care({}, stopping.signal).takeCare();
  server.close();
  expect(await noticesOf()).toMatchObject([
    { dueAt: after(60_000), postedAt: null, lastError: "webhook: the worker was stopped" },
  ]);
});
