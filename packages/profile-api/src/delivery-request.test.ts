import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDelivery } from "./delivery-request.ts";

const context = { channel: "web" };
const parse = (body: object) => parseDelivery(JSON.stringify(body));
const mboxes = (count: number) => Array.from({ length: count }, (_, index) => ({ index, name: `m${index}` }));
const parameters = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${index}`, "x"]));

describe("parameters", () => {
  test("are gathered from every place, in the order of the document", () => {
    const at = (place: string) => ({ profileParameters: { last: place, [place]: "x" } });
    const request = parse({
      notifications: [{ id: "n", type: "click", timestamp: 1, ...at("notification") }],
      context,
      prefetch: { views: [{ name: "v", ...at("view") }], mboxes: [{ name: "m", ...at("prefetched") }] },
      execute: { mboxes: [{ name: "m", ...at("mbox") }], pageLoad: at("page") },
    });
    const names = ["notification", "view", "prefetched", "mbox", "page"];
    expect(request).toMatchObject({
      value: {
        parameters: names.flatMap((name) => [
          ["last", name],
          [name, "x"],
        ]),
      },
    });
  });

  test("may bear any name, also those that objects inherit", () => {
    const text = `{"context":{"channel":"web"},"execute":{"pageLoad":{"profileParameters":{"__proto__":"x","constructor":"y"}}}}`;
    expect(parseDelivery(text)).toMatchObject({
      value: {
        parameters: [
          ["__proto__", "x"],
          ["constructor", "y"],
        ],
      },
    });
  });

  test.each<[string, object, boolean]>([
    ["50 of one object", parameters(50), true],
    ["51 of one object", parameters(51), false],
    ["a name of 128 characters", { ["a".repeat(128)]: "x" }, true],
    ["a name of 129 characters", { ["a".repeat(129)]: "x" }, false],
    ["an empty name", { "": "x" }, false],
    ["a name with its prefix", { "profile.tier": "gold" }, false],
    ["a name that only resembles the prefix", { profile: "gold" }, true],
    ["a value of 256 characters (U-22)", { a: "x".repeat(256) }, true],
    ["a value of 257 characters (U-22)", { a: "x".repeat(257) }, false],
    ["a number", { a: 1.5 }, true],
    ["null", { a: null }, false],
    ["an object", { a: {} }, false],
    ["NUL", { a: "\0" }, false],
    ["a lone surrogate", { a: "\ud800" }, false],
    ["a list", ["a"], false],
  ])("%s", (_, profileParameters, isAccepted) => {
    for (const body of [
      { execute: { pageLoad: { profileParameters } } },
      { prefetch: { mboxes: [{ name: "m", profileParameters }] } },
      { prefetch: { views: [{ profileParameters }] } },
      { notifications: [{ id: "n", type: "display", timestamp: 1, profileParameters }] },
    ]) {
      expect(parse({ context, ...body }).ok).toBe(isAccepted);
    }
  });
});

describe("what is refused", () => {
  test.each<[string, object]>([
    ["context.channel", { context: {} }],
    ["context.channel", { context: { channel: "tv" } }],
    ["context", {}],
    ["execute.mboxes.0.name", { context, execute: { mboxes: [{ index: 0 }] } }],
    ["notifications.1.id", { context, notifications: [{ id: "a", type: "click", timestamp: 1 }, { type: "click" }] }],
    ["notifications.0.type", { context, notifications: [{ id: "a", type: "hover", timestamp: 1 }] }],
    ["notifications.0.timestamp", { context, notifications: [{ id: "a", type: "click", timestamp: "now" }] }],
    ["id.customerIds.0.id", { context, id: { customerIds: [{ id: "a".repeat(129) }] } }],
    ["id.customerIds.0.authenticatedState", { context, id: { customerIds: [{ id: "a", authenticatedState: "x" }] } }],
  ])("%s is named", (path, body) => {
    expect(parse(body)).toEqual({ ok: false, refusal: expect.stringContaining(`${path}: `) });
  });

  test("more than 50 mboxes, in the words of the original", () => {
    expect(parse({ context, execute: { mboxes: mboxes(50) }, prefetch: { mboxes: mboxes(50) } }).ok).toBe(true);
    expect(parse({ context, prefetch: { mboxes: mboxes(51) } })).toEqual({
      ok: false,
      refusal: "size must be between 0 and 50",
    });
  });

  test("more than 50 customer ids, or a thousand notifications", () => {
    const customerIds = (count: number) => Array.from({ length: count }, () => ({ id: "a" }));
    const notifications = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ id: `${index}`, type: "click", timestamp: 1 }));
    expect(parse({ context, id: { customerIds: customerIds(50) }, notifications: notifications(1000) }).ok).toBe(true);
    expect(parse({ context, id: { customerIds: customerIds(51) } }).ok).toBe(false);
    expect(parse({ context, notifications: notifications(1001) }).ok).toBe(false);
  });

  test.each(["", "[]", "null", "{", '"x"', "1"])("a body that is no object of JSON: %s", (text) => {
    expect(parseDelivery(text).ok).toBe(false);
  });

  test("whatever the body holds, the refusal repeats nothing of it and does not grow with it", () => {
    const word = fc.constantFrom("context", "channel", "web", "execute", "mboxes", "name", "profileParameters", "<b>");
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        word,
        fc.string(),
        fc.double(),
        fc.constant(null),
        fc.array(tie("value")),
        fc.dictionary(fc.oneof(word, fc.string()), tie("value")),
      ),
    }));
    fc.assert(
      fc.property(value, (body) => {
        const request = parseDelivery(JSON.stringify(body) ?? "");
        if (request.ok) return;
        expect(request.refusal.length).toBeLessThan(200);
        expect(request.refusal).not.toContain("<");
      }),
    );
  });

  test("a body of nothing but faults costs no more than one of few", () => {
    const text = `{"context":{"channel":"web"},"notifications":[${"1,".repeat(1_000_000)}1]}`;
    expect(parseDelivery(text)).toEqual({ ok: false, refusal: "notifications: size must be between 0 and 1000" });
  });
});
