import { expect, test } from "vitest";
import { startOfDay } from "./start-of-day";

test.each([
  ["2026-03-02", "UTC", "2026-03-02T00:00:00.000Z"],
  ["2026-03-02", "Asia/Seoul", "2026-03-01T15:00:00.000Z"],
  ["2026-03-02", "America/Sao_Paulo", "2026-03-02T03:00:00.000Z"],
  ["2026-03-02", "Pacific/Kiritimati", "2026-03-01T10:00:00.000Z"],
  ["2026-03-02", "Pacific/Pago_Pago", "2026-03-02T11:00:00.000Z"],
  ["2026-03-02", "Asia/Kathmandu", "2026-03-01T18:15:00.000Z"],
  // Clocks are put forward on the 29th and back on the 25th: days of 23 and 25 hours.
  ["2026-03-29", "Europe/Stockholm", "2026-03-28T23:00:00.000Z"],
  ["2026-03-30", "Europe/Stockholm", "2026-03-29T22:00:00.000Z"],
  ["2026-10-25", "Europe/Stockholm", "2026-10-24T22:00:00.000Z"],
  ["2026-10-26", "Europe/Stockholm", "2026-10-25T23:00:00.000Z"],
  // A day without a midnight.
  ["2026-09-06", "America/Santiago", "2026-09-06T04:00:00.000Z"],
  ["0001-01-01", "Asia/Seoul", "0001-01-01T00:00:00.000Z"],
  ["9999-12-31", "Asia/Seoul", "9999-12-31T00:00:00.000Z"],
])("%s in %s begins at %s", (day, timeZone, moment) => {
  expect(startOfDay(new Date(`${day}T00:00:00Z`), timeZone).toISOString()).toBe(moment);
});
