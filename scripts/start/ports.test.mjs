import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { findPortFault } from "./ports.mjs";

test("a taken port is named, with the variable to change; a free one is fine", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const address = { host: "127.0.0.1", port, variable: "EDGE_PORT" };
  expect(await findPortFault(address)).toMatch(new RegExp(`^Port ${port} .* set EDGE_PORT to a free port\\.$`));
  server.close();
  await once(server, "close");
  expect(await findPortFault(address)).toBeNull();
});

test("an address of another machine is refused by name", async () => {
  expect(await findPortFault({ host: "192.0.2.1", port: 3001, variable: "EDGE_PORT" })).toMatch(/192\.0\.2\.1.*HOST/);
});
