import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dueNotice, NOTICE_DAYS, nextAttempt } from "./notice.ts";
import { toNoticeEvent } from "./notice-event.ts";
import { createWebhookSecret, signWebhook } from "./notice-webhook.ts";

const DAY = 86_400_000;
const expiresAt = new Date("2026-06-01T12:00:00.000Z");
const before = (days: number, millis = 0) => new Date(expiresAt.getTime() - days * DAY + millis);
const token = (lifeDays = 90) => ({ createdAt: before(lifeDays), expiresAt, revokedAt: null });

describe("dueNotice", () => {
  test.each([
    ["nothing long before", before(30, -1), [], null],
    ["30 days before, to the millisecond", before(30), [], 30],
    ["each once", before(20), [30], null],
    ["14 days before", before(14), [30], 14],
    ["7 days before", before(7), [30, 14], 7],
    ["1 day before", before(1), [30, 14, 7], 1],
    ["of several that were missed the most urgent alone", before(3), [], 7],
    ["after an outage, one more", before(0.5), [30], 1],
    ["nothing less urgent than what was said", before(10), [7], null],
    ["nothing once it has expired", expiresAt, [], null],
  ] as const)("%s", (_, now, said, days) => expect(dueNotice(token(), said, now)).toBe(days));

  test("a replaced or revoked token needs no notice", () => {
    expect(dueNotice({ ...token(), revokedAt: before(40) }, [], before(1))).toBeNull();
  });

  test("a token is not announced at birth, but from the first notice within its life", () => {
    for (const life of NOTICE_DAYS) expect(dueNotice(token(life), [], before(life))).toBeNull();
    expect(dueNotice(token(7), [], before(1, -1))).toBeNull();
    expect(dueNotice(token(7), [], before(1))).toBe(1);
    expect(dueNotice(token(1), [], before(0, -1))).toBeNull();
  });

  test("whenever it is asked, each notice is given at most once and ever more urgent", () => {
    const moments = fc.array(fc.integer({ min: 0, max: 100 * 24 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(moments, fc.integer({ min: 1, max: 100 }), (hours, life) => {
        const said: number[] = [];
        for (const hour of hours.toSorted((one, other) => other - one)) {
          const days = dueNotice(token(life), said, before(hour / 24));
          if (days !== null) said.push(days);
        }
        expect(said).toEqual([...new Set(said)].toSorted((one, other) => other - one));
        expect(said.every((days) => days < life)).toBe(true);
      }),
    );
  });
});

test("a notice is tried eight times in about a day, ever further apart", () => {
  const start = new Date(0);
  const times: number[] = [];
  let at = start;
  for (let attempts = 1; ; attempts++) {
    times.push(at.getTime());
    const next = nextAttempt(attempts, at);
    if (next === null) break;
    at = next;
  }
  const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(times).toHaveLength(8);
  expect(waits).toEqual(waits.toSorted((one, other) => one - other));
  expect((times.at(-1) ?? 0) / 3_600_000).toBeCloseTo(23.6, 1);
});

describe("words", () => {
  const notice = {
    id: "n-1",
    clientId: "cl_1" as never,
    clientCode: "acme",
    token: { id: "t-1", publicId: "0123456789ABCDEF", name: "Nightly", expiresAt },
    daysBefore: 7,
    createdAt: before(7),
    attempts: 1,
    isMailed: false,
    isPosted: false,
    webhookUrl: null,
    sealedWebhookSecret: null,
    mailedTo: [],
  };

  test("an event of a webhook names its type, its time and the token", () => {
    expect(toNoticeEvent(notice)).toEqual({
      type: "token.expiring",
      timestamp: "2026-05-25T12:00:00.000Z",
      data: {
        client: "acme",
        tokenId: "t-1",
        publicId: "0123456789ABCDEF",
        name: "Nightly",
        expiresAt: "2026-06-01T12:00:00.000Z",
        daysBefore: 7,
      },
    });
  });
});

describe("webhook signatures", () => {
  test("the example of the Standard Webhooks specification", () => {
    const body = '{"test": 2432232314}';
    const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const headers = signWebhook(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", body, new Date(1_614_265_330_000));
    expect(headers).toEqual({
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    });
  });

  test("a secret has 256 bits behind its prefix", () => {
    const secret = createWebhookSecret((bytes) => new Uint8Array(bytes).fill(255));
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(Buffer.from(secret.slice(6), "base64")).toHaveLength(32);
  });
});
