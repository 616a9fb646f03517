import { afterEach, expect, test, vi } from "vitest";
import { findFreePort, type Installation, startInstallation } from "../support/installation.ts";
import { apiBearer } from "./api.ts";
import { createHttpTarget, openBackdoor } from "./http-target.ts";

let installation: Installation | undefined;

afterEach(async () => {
  await installation?.stop();
  installation = undefined;
});

const FORWARDED = { "X-Forwarded-For": "203.0.113.9, 198.51.100.1" };

test.each([
  ["nobody is trusted for having a public address", {}, "127.0.0.1"],
  ["a trusted proxy says who calls, and no caller does", { TRUSTED_PROXIES: "127.0.0.0/8" }, "198.51.100.1"],
])("%s", async (_, env, address) => {
  const [consolePort, edgePort] = [await findFreePort(), await findFreePort()];
  installation = await startInstallation({
    env: {
      CONSOLE_PORT: String(consolePort),
      EDGE_PORT: String(edgePort),
      PUBLIC_CONSOLE_URL: `http://127.0.0.1:${consolePort}`,
      PUBLIC_EDGE_URL: `http://127.0.0.1:${edgePort}`,
      ...env,
    },
  });
  const backdoor = openBackdoor(installation.databaseUrl);
  try {
    const console = createHttpTarget("console", installation.consoleUrl, backdoor);
    const edge = createHttpTarget("edge", installation.edgeUrl, backdoor);
    const asked: string[] = [];
    for (const server of [console, edge]) {
      const { code } = await backdoor.createClient();
      await server.call(`/rest/v1/profiles/x?client=${code}`, { headers: FORWARDED });
      asked.push(code);
    }
    for (const code of asked) {
      await vi.waitFor(async () => expect((await backdoor.readImpact(code)).callers).toMatchObject([{ address }]), {
        timeout: 20_000,
        interval: 250,
      });
    }

    const { code } = await backdoor.createClient();
    const job = await console.call(`/api/v1/clients/${code}/privacy/jobs`, {
      method: "POST",
      headers: { ...(await apiBearer(console)), ...FORWARDED, "Content-Type": "application/json" },
      body: JSON.stringify({
        action: "access",
        userContexts: [{ namespace: "THIRDPARTYID", type: "target", value: "crm-1" }],
      }),
    });
    expect(job.status).toBe(202);
    const audited = "SELECT address FROM audit_event WHERE action = 'privacy.requested'";
    expect((await backdoor.pool.query<{ address: string }>(audited)).rows).toEqual([{ address }]);
  } finally {
    await backdoor.close();
  }
});
