import type { ClientId } from "@silhouette/core/ids";
import { expect, test } from "vitest";
import { createClientQueues } from "./client-queues.ts";

const ACME = "cl_acme" as ClientId;
const OTHER = "cl_other" as ClientId;

function makeApply() {
  const running: { clientId: ClientId; finish: (error?: Error) => void }[] = [];
  const started: ClientId[] = [];
  const apply = (clientId: ClientId) =>
    new Promise<void>((resolve, reject) => {
      started.push(clientId);
      running.push({ clientId, finish: (error) => (error === undefined ? resolve() : reject(error)) });
    });
  return { running, started, apply };
}

test("one client is worked on once at a time, different clients side by side", () => {
  const { apply, started } = makeApply();
  const queues = createClientQueues(apply);
  void queues.wake(ACME);
  void queues.wake(ACME);
  void queues.wake(OTHER);
  expect(started).toEqual([ACME, OTHER]);
});

test("a call during a run is followed by exactly one more run, however many calls there were", async () => {
  const { apply, running, started } = makeApply();
  const queues = createClientQueues(apply);
  const first = queues.wake(ACME);
  const later = [queues.wake(ACME), queues.wake(ACME)];
  running[0]?.finish();
  await first;
  await new Promise((resolve) => setImmediate(resolve));
  running[1]?.finish();
  await Promise.all(later);
  expect(started).toEqual([ACME, ACME]);
  await queues.idle();
});

test("a run that fails is reported to its caller and does not stop the next one", async () => {
  const { apply, running, started } = makeApply();
  const queues = createClientQueues(apply);
  const first = queues.wake(ACME);
  const second = queues.wake(ACME);
  running[0]?.finish(new Error("the database is away"));
  await expect(first).rejects.toThrow("away");
  await new Promise((resolve) => setImmediate(resolve));
  running[1]?.finish();
  await second;
  expect(started).toHaveLength(2);
});
