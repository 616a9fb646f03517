import type { AuditAction, AuditEvent } from "@silhouette/core/audit";
import type { ClientId } from "@silhouette/core/ids";
import { type AuditFault, type NotedPlace, type VerifiedChain, verifyAudit } from "../src/audit-verification.ts";
import { TEST_ORIGIN } from "../src/testing-factories.ts";

/** An event that nothing but the log knows of. */
export const makeEvent = (clientId: ClientId | null, overrides: Partial<AuditEvent> = {}): AuditEvent => ({
  clientId,
  actor: { kind: "member", id: "user-1", name: "ada@example.test" },
  action: "settings.changed" satisfies AuditAction,
  target: "target-1",
  detail: {},
  origin: TEST_ORIGIN,
  ...overrides,
});

/** What verifying finds, in short: `altered 3`. */
export async function verify(url: string, noted: readonly NotedPlace[] = []) {
  const faults: AuditFault[] = [];
  const chains = await verifyAudit(url, { onFault: (fault) => faults.push(fault), noted });
  return {
    faults,
    of: (chain: string) => faults.filter((fault) => fault.chain === chain).map(({ kind, seq }) => `${kind} ${seq}`),
    chain: (name: string): VerifiedChain | undefined => chains.find(({ chain }) => chain === name),
  };
}
