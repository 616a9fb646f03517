import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keepFresh, PAUSE_MILLIS_MAX } from "./keep-fresh";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A page that looks every second, and a server that can be taken away. */
function watch() {
  const world = { isThere: true, isWanted: true, asked: 0, refreshed: 0, told: [] as boolean[] };
  const fresh = keepFresh({
    millis: 1000,
    isWanted: () => world.isWanted,
    canAsk: async () => {
      world.asked += 1;
      return world.isThere;
    },
    refresh: () => {
      world.refreshed += 1;
    },
    onLive: (isLive) => world.told.push(isLive),
  });
  return { world, fresh };
}

test("a page is refreshed at its pace while the server answers, and nothing is said about it", async () => {
  const { world, fresh } = watch();
  await vi.advanceTimersByTimeAsync(5000);
  expect(world).toMatchObject({ asked: 5, refreshed: 5, told: [] });
  fresh.stop();
});

test("without a server the page is left alone, this is said once, and the pauses grow up to a limit", async () => {
  const { world, fresh } = watch();
  world.isThere = false;
  await vi.advanceTimersByTimeAsync(1000 + 2000 + 4000 + 8000 + 16_000);
  expect(world).toMatchObject({ asked: 5, refreshed: 0, told: [false] });
  await vi.advanceTimersByTimeAsync(3 * PAUSE_MILLIS_MAX);
  expect(world).toMatchObject({ asked: 8, refreshed: 0, told: [false] });
  fresh.stop();
});

test("a page is live again by itself once the server answers, at its own pace", async () => {
  const { world, fresh } = watch();
  world.isThere = false;
  await vi.advanceTimersByTimeAsync(3000);
  world.isThere = true;
  await vi.advanceTimersByTimeAsync(4000);
  expect(world).toMatchObject({ refreshed: 1, told: [false, true] });
  await vi.advanceTimersByTimeAsync(2000);
  expect(world.refreshed).toBe(3);
  fresh.stop();
});

test("a look out of turn needs no pause, and starts the next one", async () => {
  const { world, fresh } = watch();
  world.isThere = false;
  await vi.advanceTimersByTimeAsync(60_000);
  world.isThere = true;
  fresh.look();
  await vi.advanceTimersByTimeAsync(0);
  expect(world).toMatchObject({ refreshed: 1, told: [false, true] });
  await vi.advanceTimersByTimeAsync(1000);
  expect(world.refreshed).toBe(2);
  fresh.stop();
});

test("what nobody looks at asks nothing", async () => {
  const { world, fresh } = watch();
  world.isWanted = false;
  await vi.advanceTimersByTimeAsync(60_000);
  fresh.look();
  await vi.advanceTimersByTimeAsync(0);
  expect(world).toMatchObject({ asked: 0, refreshed: 0 });
  world.isWanted = true;
  await vi.advanceTimersByTimeAsync(1000);
  expect(world).toMatchObject({ asked: 1, refreshed: 1 });
  fresh.stop();
});

test("looks never overlap, and an answer that comes after the end changes nothing", async () => {
  let answer: (isThere: boolean) => void = () => {};
  const asked = vi.fn(() => new Promise<boolean>((resolve) => (answer = resolve)));
  const refresh = vi.fn();
  const onLive = vi.fn();
  const fresh = keepFresh({ millis: 1000, isWanted: () => true, canAsk: asked, refresh, onLive });
  await vi.advanceTimersByTimeAsync(1000);
  fresh.look();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toHaveBeenCalledTimes(1);
  fresh.stop();
  answer(false);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toHaveBeenCalledTimes(1);
  expect(refresh).not.toHaveBeenCalled();
  expect(onLive).not.toHaveBeenCalled();
});
