import { expect, test } from "vitest";
import { publicAddresses } from "./addresses";

const settings = { publicConsoleUrl: null, publicEdgeUrl: null, consolePort: 3000, edgePort: 3001 };

test.each([
  ["localhost:3000", "http://localhost:3001", "http://localhost:3000"],
  ["profiles.example", "http://profiles.example:3001", "http://profiles.example"],
  ["[::1]:3000", "http://[::1]:3001", "http://[::1]:3000"],
])("without settings the addresses are those the browser uses: %s", (host, edge, console) => {
  expect(publicAddresses(new Headers({ host }), settings)).toEqual({ edge, console });
});

test("the configured addresses win over whatever the request claims", () => {
  const configured = {
    ...settings,
    publicConsoleUrl: "https://console.example",
    publicEdgeUrl: "https://edge.example",
  };
  const headers = new Headers({ host: "evil.example", "x-forwarded-host": "evil.example" });
  expect(publicAddresses(headers, configured)).toEqual({
    edge: "https://edge.example",
    console: "https://console.example",
  });
});

test("a host that could carry a command is never repeated", () => {
  for (const host of ['a";rm', "a b", "a/b", "a'$(x)", "a:b"]) {
    expect(publicAddresses(new Headers({ "x-forwarded-host": host }), settings).edge).toBe("http://127.0.0.1:3001");
  }
});
