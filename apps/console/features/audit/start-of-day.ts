/** Hours that a time zone is ahead of UTC or behind it at most: 14 and 12, and room for one that a country changes. */
const offsetHoursMax = 16;

/** Years that a log may tell of; calendars write earlier and later ones in other ways. */
const YEARS = { first: 1970, last: 9000 } as const;

/**
 * The moment at which a day begins in a time zone, whatever length it has and whether it has a midnight:
 * where clocks are put forward at midnight, the day begins at one o'clock. Found by halving, for the calendar of a zone
 * can be asked for the day of a moment and not the other way round.
 * @param day its beginning in UTC, which stands for days of years that nothing was logged in.
 */
export function startOfDay(day: Date, timeZone: string): Date {
  const year = day.getUTCFullYear();
  if (year < YEARS.first || year > YEARS.last) return day;
  // This calendar writes days as ISO 8601 does, whose order is that of time.
  const calendar = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
  const name = day.toISOString().slice(0, 10);
  const midnight = day.getTime();
  let before = midnight - offsetHoursMax * 3_600_000;
  let reached = midnight + offsetHoursMax * 3_600_000;
  while (reached - before > 1) {
    const middle = Math.floor((before + reached) / 2);
    if (calendar.format(middle) < name) before = middle;
    else reached = middle;
  }
  return new Date(reached);
}
