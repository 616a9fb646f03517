import type { ClientId } from "@silhouette/core/ids";
import { expect, test } from "vitest";
import { createClientQueues } from "./client-queues.ts";

const ACME = "cl_acme" as ClientId;
const OTHER = "cl_other" as ClientId;
const THIRD = "cl_third" as ClientId;

type Running = { clientId: ClientId; isWaitedFor: () => boolean; finish: (outcome?: boolean | Error) => void };

function makeQueues(clientsAtOnce = 2) {
  const running: Running[] = [];
  const started: ClientId[] = [];
  const reported: unknown[] = [];
  const queues = createClientQueues({
    takeTurn: (clientId, isWaitedFor) =>
      new Promise<boolean>((resolve, reject) => {
        started.push(clientId);
        const finish = (outcome: boolean | Error = false) =>
          outcome instanceof Error ? reject(outcome) : resolve(outcome);
        running.push({ clientId, isWaitedFor, finish });
      }),
    clientsAtOnce,
    report: (error) => reported.push(error),
  });
  /** Ends a turn and lets what follows from it begin. */
  const finish = async (turn: number, outcome?: boolean | Error) => {
    running[turn]?.finish(outcome);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { queues, running, started, reported, finish };
}

test("one client is worked on once at a time, different clients side by side", () => {
  const { queues, started } = makeQueues();
  void queues.wake(ACME);
  void queues.wake(ACME);
  void queues.wake(OTHER);
  expect(started).toEqual([ACME, OTHER]);
});

test("a call during a turn is followed by exactly one more turn, however many calls there were", async () => {
  const { queues, started, finish } = makeQueues();
  const first = queues.wake(ACME);
  const later = [queues.wake(ACME), queues.wake(ACME)];
  await finish(0);
  await first;
  await finish(1);
  await Promise.all(later);
  expect(started).toEqual([ACME, ACME]);
  await queues.idle();
});

test("a turn that fails is reported and does not stop the next one", async () => {
  const { queues, started, reported, finish } = makeQueues();
  const first = queues.wake(ACME);
  const second = queues.wake(ACME);
  await finish(0, new Error("the database is away"));
  await first;
  await finish(1);
  await second;
  expect(started).toHaveLength(2);
  expect(reported).toEqual([new Error("the database is away")]);
});

test("however many clients are woken at once, no more than the limit are worked on, and each gets its turn in order", async () => {
  const { queues, running, started, finish } = makeQueues(4);
  const clients = Array.from({ length: 50 }, (_, index) => `cl_${index}` as ClientId);
  let [atWork, most] = [0, 0];
  const woken = clients.map((clientId) => queues.wake(clientId));
  for (let turn = 0; turn < clients.length; turn++) {
    atWork = started.length - turn;
    most = Math.max(most, atWork);
    expect(running[turn]?.isWaitedFor()).toBe(turn < clients.length - 4);
    await finish(turn);
  }
  await Promise.all(woken);
  expect(most).toBe(4);
  expect(started).toEqual(clients);
  await queues.idle();
});

test("a client with work left waits behind the others, so that no client keeps them from their turn", async () => {
  const { queues, started, finish } = makeQueues(1);
  void queues.wake(ACME);
  void queues.wake(OTHER);
  void queues.wake(THIRD);
  await finish(0, true);
  await finish(1, true);
  await finish(2);
  await finish(3);
  await finish(4);
  expect(started).toEqual([ACME, OTHER, THIRD, ACME, OTHER]);
  await queues.idle();
});

test("a client that is woken during its own turn takes nobody else's place", async () => {
  const { queues, running, started, finish } = makeQueues(2);
  void queues.wake(ACME);
  void queues.wake(OTHER);
  void queues.wake(ACME);
  expect(running[0]?.isWaitedFor()).toBe(false);
  void queues.wake(THIRD);
  expect(running[0]?.isWaitedFor()).toBe(true);
  await finish(1);
  await finish(0);
  expect(started).toEqual([ACME, OTHER, THIRD, ACME]);
});
