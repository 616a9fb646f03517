import { ClientId } from "@silhouette/core/ids";
import type { DeletionStep } from "@silhouette/db/delete-client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startHousekeeping } from "./housekeeping.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const NOW = new Date("2026-03-02T09:15:27.411Z");
const HOUR = 3_600_000;

function start() {
  const purge = { step: vi.fn(async () => ({ removed: 2, isPassDone: false })) };
  const removeOld = vi.fn(async () => false);
  const deletion = { step: vi.fn(async (): Promise<DeletionStep> => ({ isMore: false, deletedId: null })) };
  const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const running = startHousekeeping({ purge, removeOld, deletion, now: () => NOW, log });
  return { purge, removeOld, deletion, log, ...running };
}

test("steps of the purge follow each other with rests, and passes are six hours apart", async () => {
  const { purge, log, stop } = start();
  await vi.advanceTimersByTimeAsync(49);
  expect(purge.step).toHaveBeenCalledTimes(1);
  expect(purge.step).toHaveBeenCalledWith(NOW);
  purge.step.mockResolvedValueOnce({ removed: 1, isPassDone: true });
  await vi.advanceTimersByTimeAsync(1);
  expect(log.info).toHaveBeenCalledWith({ removed: 3, steps: 2 }, "expired profiles removed");
  await vi.advanceTimersByTimeAsync(6 * HOUR - 1);
  expect(purge.step).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(1);
  expect(purge.step).toHaveBeenCalledTimes(3);
  await stop();
});

test("a slow step is followed by a rest four times as long", async () => {
  const { purge, stop } = start();
  purge.step.mockImplementationOnce(async () => {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    return { removed: 0, isPassDone: false };
  });
  await vi.advanceTimersByTimeAsync(50 + 1000 + 3999);
  expect(purge.step).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(1);
  expect(purge.step).toHaveBeenCalledTimes(3);
  await stop();
});

test("what is over is looked for every ten minutes, and at once again while there is more", async () => {
  const { removeOld, stop } = start();
  await vi.advanceTimersByTimeAsync(600_000 - 1);
  expect(removeOld).toHaveBeenCalledTimes(1);
  removeOld.mockResolvedValueOnce(true);
  await vi.advanceTimersByTimeAsync(1 + 50);
  expect(removeOld).toHaveBeenCalledTimes(3);
  await stop();
});

test("clients to delete are looked for every five seconds, and at once again while there is more of one", async () => {
  const { deletion, log, stop } = start();
  await vi.advanceTimersByTimeAsync(5_000 - 1);
  expect(deletion.step).toHaveBeenCalledTimes(1);
  const deletedId = ClientId.parse("cl_gone");
  deletion.step.mockResolvedValueOnce({ isMore: true, deletedId: null });
  deletion.step.mockResolvedValueOnce({ isMore: true, deletedId });
  await vi.advanceTimersByTimeAsync(1 + 50 + 50);
  expect(deletion.step).toHaveBeenCalledTimes(4);
  expect(log.info.mock.calls.filter(([, words]) => words === "a client was deleted")).toEqual([
    [{ clientId: deletedId }, "a client was deleted"],
  ]);
  await stop();
});

test("one that fails does not stop the other, nor itself for good", async () => {
  const { purge, removeOld, log, stop } = start();
  purge.step.mockRejectedValueOnce(new Error("the database is away"));
  await vi.advanceTimersByTimeAsync(50);
  expect(log.error).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(removeOld).toHaveBeenCalledTimes(2);
  expect(purge.step.mock.calls.length).toBeGreaterThan(10);
  await stop();
});
