import { z } from "zod";
import { checkAttributeName } from "./attributes.ts";
import type { RowResult } from "./batch.ts";
import { decodePercent } from "./percent.ts";
import { type Result, refuse, succeed } from "./result.ts";
import { trimCell } from "./trim-cell.ts";

/** The header row, read once: what each column of the data rows means. */
export const BatchHeader = z.object({
  idKind: z.enum(["tntId", "thirdPartyId"]),
  /** Attribute of each further column; null for a column that is ignored. */
  columns: z.array(z.string().nullable()),
  /** The row as it was sent, without the blanks around its cells. Older batches lack it. */
  line: z.string().optional(),
});
export type BatchHeader = Readonly<z.infer<typeof BatchHeader>>;

const ID_COLUMNS: Readonly<Record<string, BatchHeader["idKind"]>> = { pcId: "tntId", thirdPartyId: "thirdPartyId" };

/** Spelled exactly so. Source: contract section 5.2. */
const findIdKind = (cell: string): BatchHeader["idKind"] | null =>
  Object.hasOwn(ID_COLUMNS, cell) ? (ID_COLUMNS[cell] ?? null) : null;

/** What is wrong with a column, and what was done about it. */
const WARNINGS = {
  "prefixed-column": 'The prefix "profile." was cut off',
  "reserved-name": "Ignored, because the name is reserved",
  "invalid-name": "Ignored, because the name is empty, too long or not valid text",
  "duplicate-column": "Named more than once, so the last filled cell wins",
} as const;
type HeaderWarning = keyof typeof WARNINGS;

/**
 * Reads the header row. Only a wrong first column refuses a batch (U-16): a column that cannot be written is ignored,
 * one leading `profile.` is cut, and each kind of fault is reported once, on line 1, with the columns it concerns.
 */
export function parseBatchHeader(
  line: string,
): Result<{ header: BatchHeader; warnings: readonly RowResult[] }, "first-column"> {
  const [first = "", ...cells] = line.split(",").map(trimCell);
  const idKind = findIdKind(first);
  if (idKind === null) return refuse("first-column");
  const faults = new Map<HeaderWarning, string[]>();
  const report = (fault: HeaderWarning, cell: string) => {
    const columns = faults.get(fault) ?? [];
    columns.push(cell);
    faults.set(fault, columns);
  };
  const seen = new Set<string>();
  const columns = cells.map((cell) => {
    const decoded = decodePercent(cell);
    let name = decoded.ok ? decoded.value : "";
    if (name.startsWith(PREFIX)) {
      name = name.slice(PREFIX.length);
      report("prefixed-column", cell);
    }
    const refusal = checkAttributeName(name);
    if (refusal !== null) {
      report(refusal, cell);
      return null;
    }
    if (seen.has(name)) report("duplicate-column", cell);
    seen.add(name);
    return name;
  });
  const warnings = [...faults].map(([fault, cells]) => toWarning(fault, cells));
  return succeed({ header: { idKind, columns }, warnings });
}

const PREFIX = "profile.";
/** Enough to find the mistake; a header of a million bad columns must not become a page of text. */
const NAMED_COLUMNS_MAX = 10;

function toWarning(fault: HeaderWarning, cells: readonly string[]): RowResult {
  const named = cells
    .slice(0, NAMED_COLUMNS_MAX)
    .map((cell) => cell.slice(0, 80).toWellFormed().replaceAll("\0", "\u{fffd}"));
  const more = cells.length > named.length ? ` and ${cells.length - named.length} more` : "";
  const detail = `${WARNINGS[fault]}: ${named.join(", ")}${more}`;
  return { line: 1, outcome: "warned", code: fault, profileId: "", detail };
}
