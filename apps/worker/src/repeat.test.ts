import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { repeat } from "./repeat.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const unexpected = (error: unknown) => {
  throw error;
};

test("each step is followed by the rest it asked for", async () => {
  const step = vi.fn<() => Promise<number>>().mockResolvedValueOnce(100).mockResolvedValue(5000);
  const loop = repeat(step, unexpected);
  await vi.advanceTimersByTimeAsync(99);
  expect(step).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(step).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(4999);
  expect(step).toHaveBeenCalledTimes(2);
  await loop.stop();
});

test("a slow step is never joined by another", async () => {
  let finish = (_millis: number) => {};
  const step = vi.fn(() => new Promise<number>((resolve) => (finish = resolve)));
  const loop = repeat(step, unexpected);
  await vi.advanceTimersByTimeAsync(1_000_000);
  expect(step).toHaveBeenCalledTimes(1);
  finish(1);
  await loop.stop();
});

test("a step that fails is reported and tried again after a minute", async () => {
  const step = vi.fn<() => Promise<number>>().mockRejectedValueOnce(new Error("away")).mockResolvedValue(1000);
  const report = vi.fn();
  const loop = repeat(step, report);
  await vi.advanceTimersByTimeAsync(59_999);
  expect([step.mock.calls.length, report.mock.calls.length]).toEqual([1, 1]);
  await vi.advanceTimersByTimeAsync(1);
  expect(step).toHaveBeenCalledTimes(2);
  await loop.stop();
});

test("a step may ask to be tried again sooner", async () => {
  const step = vi.fn<() => Promise<number>>().mockRejectedValueOnce(new Error("away")).mockResolvedValue(1000);
  const loop = repeat(step, vi.fn(), 500);
  await vi.advanceTimersByTimeAsync(499);
  expect(step).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(step).toHaveBeenCalledTimes(2);
  await loop.stop();
});

test("stopping waits for the step under way and takes no other", async () => {
  let finish = (_millis: number) => {};
  const step = vi.fn(() => new Promise<number>((resolve) => (finish = resolve)));
  const loop = repeat(step, unexpected);
  let isStopped = false;
  const stopping = loop.stop().then(() => {
    isStopped = true;
  });
  await vi.advanceTimersByTimeAsync(1000);
  expect(isStopped).toBe(false);
  finish(1);
  await stopping;
  await vi.advanceTimersByTimeAsync(1000);
  expect(step).toHaveBeenCalledTimes(1);
});
