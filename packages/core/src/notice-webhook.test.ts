import { expect, test } from "vitest";
import { maskWebhookUrl } from "./notice-webhook.ts";

test("a masked address shows the origin and whether it changed, and nothing else of it", () => {
  const urls = ["https://ada:secret@hooks.example.com:8443/in/private?key=private", "https://hooks.example.com:8443/"];
  const [first = "", second] = urls.map(maskWebhookUrl);
  expect(first).toMatch(/^https:\/\/hooks\.example\.com:8443\/#[0-9a-f]{8}$/);
  expect(second).toMatch(/^https:\/\/hooks\.example\.com:8443\/#[0-9a-f]{8}$/);
  expect(first).not.toBe(second);
  expect(maskWebhookUrl(urls[0] ?? null)).toBe(first);
  expect(maskWebhookUrl(null)).toBeNull();
});
