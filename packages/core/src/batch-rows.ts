import { ATTRIBUTE_NAME_LENGTH_MAX, isEmptyValue, isStorableValue, PROFILE_BYTES_MAX } from "./attributes.ts";
import type { RowCode } from "./batch.ts";
import type { BatchHeader } from "./batch-header.ts";
import { type BatchChunk, ROW_BYTES_MAX } from "./batch-intake.ts";
import { isAscii } from "./byte-checks.ts";
import { type ProfileKey, toProfileKey } from "./identity.ts";
import { decodePercent } from "./percent.ts";
import { changeBytes, type ProfileChange } from "./profile.ts";
import { REMOVED_LINE } from "./removed-line.ts";
import { type Result, refuse, succeed } from "./result.ts";
import { toRowText } from "./row-text.ts";
import { trimCell } from "./trim-cell.ts";

/** What one row asks for. An empty change is a row with nothing to write. */
export type RowChange = { readonly key: ProfileKey; readonly change: ProfileChange };

/** Why a row cannot be applied. */
export type RowFault = { readonly code: RowCode; readonly detail: string };

/** A data row of a batch: `line` counts from 1 in the whole file, `id` is the id as the row has it. */
export type BatchRow = { readonly line: number; readonly id: string; readonly result: Result<RowChange, RowFault> };

/** UTF-8 bytes that one UTF-16 code unit can take. */
const UTF8_BYTES_MAX = 3;

/** Characters of an id that a report repeats. */
const REPORTED_ID_LENGTH_MAX = 256;

/**
 * Reads the rows of a chunk in the order of the file; blank lines are left out. Never throws: a row that cannot be
 * read is a row with a fault. Source: contract section 5.2, U-15, U-16, U-38.
 */
export function* parseRows(header: BatchHeader, chunk: Pick<BatchChunk, "bytes" | "firstLine">): Generator<BatchRow> {
  let line = chunk.firstLine - 1;
  for (const text of decodeLines(chunk.bytes)) {
    line += 1;
    if (typeof text !== "string") {
      yield parseUndecodable(line, text);
    } else if (trimCell(text) !== "") {
      yield parseRow(header, line, text);
    }
  }
}

/** A row that is not UTF-8 still names its visitor where the id itself can be read. */
function parseUndecodable(line: number, bytes: Buffer): BatchRow {
  if (bytes.equals(REMOVED_LINE)) {
    return { line, id: "", result: fault("visitor-deleted", "The visitor was deleted before the row was applied.") };
  }
  const rawId = trimCell(toRowText(bytes).split(",", 1)[0] ?? "");
  const id = decodePercent(rawId);
  const result = fault("bad-encoding", "The row is not valid UTF-8.");
  return { line, id: toReportedId(id.ok ? id.value : rawId), result };
}

function parseRow(header: BatchHeader, line: number, text: string): BatchRow {
  const cells = text.split(",");
  const rawId = trimCell(cells[0] ?? "");
  const decodedId = decodePercent(rawId);
  const id = decodedId.ok ? decodedId.value : rawId;
  const failed = (code: RowCode, detail: string): BatchRow => ({
    line,
    id: toReportedId(id),
    result: fault(code, detail),
  });

  if (text.length > ROW_BYTES_MAX / 3 && Buffer.byteLength(text) > ROW_BYTES_MAX)
    return failed("row-too-long", `The row is longer than ${ROW_BYTES_MAX} bytes.`);
  if (!decodedId.ok) return failed("bad-encoding", "The id is not valid UTF-8.");
  // A raw plus sign would become a blank and name another visitor: it is refused like an encoded one (U-38).
  const key =
    rawId.includes("+") && header.idKind === "thirdPartyId" ? refuse("invalid-id") : toProfileKey(header.idKind, id);
  if (!key.ok) return failed(key.refusal === "missing-id" ? "missing-id" : "invalid-id", ID_FAULTS[header.idKind]);
  if (cells.length - 1 > header.columns.length) {
    return failed("too-many-cells", `The row has ${cells.length} cells, the header ${header.columns.length + 1}.`);
  }

  const change = new Map<string, string>();
  for (let index = 1; index < cells.length; index++) {
    const name = header.columns[index - 1];
    const raw = trimCell(cells[index] ?? "");
    if (name === null || name === undefined || isEmptyValue(raw)) continue;
    const value = decodePercent(raw);
    if (!value.ok) return failed("bad-encoding", `The value of ${name} is not valid UTF-8.`);
    if (!isStorableValue(value.value)) return failed("bad-character", `The value of ${name} contains NUL.`);
    if (value.value !== "") change.set(name, value.value);
  }
  // Few rows come near the limit, so the bytes are counted only where they could exceed it.
  const bytesMax = UTF8_BYTES_MAX * (text.length + change.size * ATTRIBUTE_NAME_LENGTH_MAX);
  if (bytesMax > PROFILE_BYTES_MAX && changeBytes(change) > PROFILE_BYTES_MAX) {
    return failed("profile-too-large", PROFILE_TOO_LARGE);
  }
  return { line, id, result: succeed({ key: key.value, change }) };
}

export const PROFILE_TOO_LARGE = `Names and values of the profile would exceed ${PROFILE_BYTES_MAX} bytes.`;

const ID_FAULTS = {
  tntId: "pcId must have 1 to 128 characters.",
  thirdPartyId: "thirdPartyId must have 1 to 256 characters, without + and /.",
} as const;

const fault = (code: RowCode, detail: string): Result<RowChange, RowFault> => refuse({ code, detail });

/** Lines as text, or as bytes where they are not UTF-8. Files are ASCII when they follow the format, so that is the fast way. */
function decodeLines(bytes: Uint8Array): readonly (string | Buffer)[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isAscii(buffer)) return buffer.toString("latin1").split("\n");
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  try {
    return decoder.decode(buffer).split("\n");
  } catch {
    // In UTF-8 a line feed byte is never part of a character, so splitting the undecoded text finds the same lines.
    const lines = buffer.toString("latin1").split("\n");
    return lines.map((line) => {
      const bytes = Buffer.from(line, "latin1");
      // A row that is too long was cut, maybe within a character: its length is at fault, not its encoding.
      if (bytes.length > ROW_BYTES_MAX) return bytes.toString("utf8");
      try {
        return decoder.decode(bytes);
      } catch {
        return bytes;
      }
    });
  }
}

const toReportedId = (id: string): string =>
  id.slice(0, REPORTED_ID_LENGTH_MAX).toWellFormed().replaceAll("\0", "\u{fffd}");
