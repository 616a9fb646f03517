import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { startInstallation } from "../support/installation.ts";

const root = path.join(import.meta.dirname, "../..");

test("the commands of the README's walk do what it says", async () => {
  const readme = readFileSync(path.join(root, "README.md"), "utf8");
  const blocks = [...readme.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block ?? "");
  expect(blocks).toHaveLength(3);
  const start = /^(BOOTSTRAP_.*) npm start$/m.exec(readme)?.[1] ?? "";
  const variables = Object.fromEntries(start.split(" ").map((pair) => pair.split("=")));
  const installation = await startInstallation({
    env: { ...variables, BOOTSTRAP_CLIENT_CODE: undefined, BOOTSTRAP_IMS_ORG_ID: undefined },
  });
  try {
    const script = `set -euo pipefail\n${blocks.map((block) => `${block}\necho; echo "--"`).join("\n")}`;
    const { stdout } = await promisify(execFile)("bash", ["-c", script], {
      cwd: root,
      env: { ...process.env, CONSOLE: installation.consoleUrl, EDGE: installation.edgeUrl },
    });
    const [settings, batch, profile] = stdout.split("--");
    expect(settings).toContain('"enableProfileApiAuthentication":true');
    expect(batch).toContain("<status>complete</status><batchSize>1000</batchSize>");
    expect(batch).toContain("<successfulUpdates>1000</successfulUpdates>");
    expect(profile).toContain('"thirdPartyId":"crm-0000001"');
    expect(profile).toContain("<message>Request successfully submitted</message>");
    expect(profile).toContain('{"status":403,"message":"Forbidden"}');
  } finally {
    await installation.stop();
    await rm(path.join(root, "batch.txt"), { force: true });
  }
});
