import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { toLightRequest } from "./light-request.ts";

const isTaken = (host: string) =>
  toLightRequest({ method: "GET", url: "/rest/v1/profiles/x", headers: { host } } as IncomingMessage) !== null;

test.each(["x.test", "127.0.0.1:1000", "x.test:9999", "x.test:10000", "x.test:59999", "x.test:60000", "x.test:65535"])(
  "a plain host is taken the short way: %s",
  (host) => expect(isTaken(host)).toBe(true),
);

test.each([
  "",
  "x.test:",
  "x.test:0",
  "x.test:80",
  "x.test:0999",
  "x.test:65536",
  "x.test:66000",
  "x.test:99999",
  "x.test:100000",
  "X.test",
  "[::1]:3001",
])("a host that a reader of addresses refuses or writes in another way goes the usual one: %s", (host) =>
  expect(isTaken(host)).toBe(false),
);
