import type { UserId } from "@silhouette/core/ids";
import type { Mail } from "@silhouette/core/mail";
import { refuse, succeed } from "@silhouette/core/result";
import type { OriginalSettings } from "@silhouette/core/settings";
import type { IssuedLink } from "@silhouette/core/user-link";
import { expect, test } from "vitest";
import { fakeDependencies, grant, makeClient, makeSession, now, origin } from "@/test/fake-dependencies";
import { memberActor } from "./actor";
import { composeLinkMail, sendOrShowLink } from "./send-user-link";

const client = makeClient();
const by = memberActor(makeSession(grant("sysadmin", null)).member, client);
const link: IssuedLink = {
  kind: "invitation",
  code: "the-code",
  expiresAt: now,
  recipient: { email: "ada@example.com", name: "Ada", preferences: { locale: null, timeZone: null } },
};
const korean: IssuedLink = {
  ...link,
  recipient: { ...link.recipient, preferences: { locale: "ko", timeZone: "Asia/Seoul" } },
};
const url = "https://console.example.com/invitation#the-code";

async function send(
  mailer: { send(mail: Mail): Promise<void> } | null,
  made = succeed(link) as never,
  originalSettings: OriginalSettings = {},
) {
  const { dependencies } = fakeDependencies();
  const userLinks = { create: async () => made } as never;
  const clients = { ...dependencies.stores.clients, readOriginalSettings: async () => originalSettings };
  const stores = { ...dependencies.stores, clients, userLinks };
  const request = { kind: "invitation", userId: "user-1" as UserId } as const;
  return sendOrShowLink({ ...dependencies, stores, mailer }, request, by, "https://console.example.com", origin);
}

test("with a mail server the link goes to the person, and nobody else sees it", async () => {
  const mails: Mail[] = [];
  const sent = await send({ send: async (mail) => void mails.push(mail) });
  expect(sent).toEqual({ ok: true, value: { kind: "sent", email: "ada@example.com", expiresAt: now } });
  expect(JSON.stringify(sent)).not.toContain("the-code");
  expect(mails).toMatchObject([{ to: "ada@example.com", language: "en", subject: "Your invitation to Silhouette" }]);
  expect(mails[0]?.text).toContain(url);
});

test.each([
  ["their own language", korean, { locale: "sv_SE", timeZone: "Europe/Stockholm" }, "ko", "2026년 3월 2일 18:15"],
  [
    "the client's, having chosen none",
    link,
    { locale: "sv_SE", timeZone: "Europe/Stockholm" },
    "sv",
    "2 mars 2026 10:15",
  ],
] as const)("whoever gets a link reads of it in %s", async (_, made, settings, language, until) => {
  const mails: Mail[] = [];
  await send({ send: async (mail) => void mails.push(mail) }, succeed(made) as never, settings);
  expect(mails).toMatchObject([{ language }]);
  expect(mails[0]?.text).toContain(until);
  expect(mails[0]?.text).not.toContain("Hello");
});

test("without a mail server the link is shown to whoever made it", async () => {
  const shown = { kind: "shown", url, email: "ada@example.com", expiresAt: now, reason: "no-mail-server" };
  expect(await send(null)).toEqual({ ok: true, value: shown });
});

test("a mail that the server does not take is shown too, so the link is not lost", async () => {
  const failing = { send: () => Promise.reject(new Error("the mail server is away")) };
  expect(await send(failing)).toMatchObject({ ok: true, value: { kind: "shown", url, reason: "mail-failed" } });
});

test("a link that may not be made is neither sent nor shown", async () => {
  const mails: Mail[] = [];
  const refused = await send({ send: async (mail) => void mails.push(mail) }, refuse("beyond-reach") as never);
  expect(refused).toEqual({ ok: false, refusal: "beyond-reach" });
  expect(mails).toEqual([]);
});

test("the mail of a reset says until when it works, with the code beside the link", async () => {
  const reset = { ...link, kind: "password-reset" } as const;
  const mail = await composeLinkMail(reset, "https://console.example.com", { locale: "en", timeZone: "UTC" });
  expect(mail.subject).toBe("A new password for Silhouette");
  expect(mail.text).toContain("https://console.example.com/password-reset#the-code");
  expect(mail.text).toContain("Mar 2, 2026, 09:15 UTC");
  expect(mail.text).toContain("it is: the-code");
});
