import type { SettingStamps } from "@silhouette/core/setting-stamps";
import { z } from "zod";

/** As `last_changes` holds them: name -> [who, epochMillis]. */
const StampRow = z.record(z.string(), z.tuple([z.string(), z.number()]));

export const toStampRow = (stamps: SettingStamps): z.infer<typeof StampRow> =>
  Object.fromEntries(Object.entries(stamps).map(([name, { at, by }]) => [name, [by, at.getTime()]]));

/** @param column null where no change was noted yet. */
export const parseStamps = (column: unknown): SettingStamps =>
  Object.fromEntries(
    Object.entries(StampRow.nullable().parse(column) ?? {}).map(([name, [by, millis]]) => [
      name,
      { at: new Date(millis), by },
    ]),
  );
