import type { BatchRefusal, RowCode, RowResult } from "@silhouette/core/batch";
import type { BatchHeader } from "@silhouette/core/batch-header";
import type { BatchChunk } from "@silhouette/core/batch-intake";

/** Rows that a preview shows, and faulty rows that can be corrected in the page. More are counted. */
const sampleRowsMax = 5;
const faultyRowsMax = 100;

/** A row that would fail, as the file has it. `text` is null where it is too long to be edited. */
export type FaultyRow = {
  readonly line: number;
  readonly id: string;
  readonly code: RowCode;
  readonly text: string | null;
};

/** What a file is, found out before any of it is sent. */
export type CheckedFile = {
  readonly header: BatchHeader;
  readonly headerText: string;
  readonly warnings: readonly RowResult[];
  readonly rows: number;
  readonly samples: readonly { readonly id: string; readonly cells: readonly string[] }[];
  readonly faulty: readonly FaultyRow[];
  readonly faultyTotal: number;
  /** The rows as they will be sent, in order. */
  readonly chunks: readonly Pick<BatchChunk, "bytes" | "firstLine">[];
};

export type CheckOutcome =
  | { readonly kind: "checked"; readonly file: CheckedFile }
  | { readonly kind: "refused"; readonly refusal: BatchRefusal };

/**
 * Reads a file by the rules that the server applies to it (contract section 5). Gives the page its turn between pieces.
 * Rejects when the file cannot be read, when the rules cannot be loaded, and when it is given up by the signal.
 * @param onProgress is told the share that has been read, from 0 to 1.
 */
export async function checkFile(
  file: File,
  onProgress: (share: number) => void,
  signal?: AbortSignal,
): Promise<CheckOutcome> {
  const { BatchIntake, parseRows, headerLine, rowTexts } = await loadRules();
  const intake = new BatchIntake();
  const samples: CheckedFile["samples"][number][] = [];
  const faulty: FaultyRow[] = [];
  const chunks: CheckedFile["chunks"][number][] = [];
  let faultyTotal = 0;

  const take = (given: readonly BatchChunk[]) => {
    const header = intake.header?.header;
    if (header === undefined) return;
    for (const chunk of given) {
      const found: Omit<FaultyRow, "text">[] = [];
      for (const { line, id, result } of parseRows(header, chunk)) {
        if (!result.ok) {
          faultyTotal += 1;
          if (faulty.length + found.length < faultyRowsMax) found.push({ line, id, code: result.refusal.code });
        } else if (samples.length < sampleRowsMax) {
          const { change } = result.value;
          samples.push({ id, cells: header.columns.map((name) => (name === null ? "" : (change.get(name) ?? ""))) });
        }
      }
      const texts = rowTexts(chunk, new Set(found.map(({ line }) => line)));
      faulty.push(...found.map((row) => ({ ...row, text: texts.get(row.line) ?? null })));
      chunks.push({ bytes: bytesOf(chunk.bytes), firstLine: chunk.firstLine });
    }
  };

  const reader = (await withPrefix(file)).stream().getReader();
  let read = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    read += next.value.length;
    take(intake.push(next.value));
    if (intake.refusal !== null) break;
    onProgress(Math.min(1, read / Math.max(1, file.size)));
    await nextTask();
    if (signal?.aborted) {
      await reader.cancel();
      signal.throwIfAborted();
    }
  }
  const finished = intake.finish();
  if (!finished.ok) return { kind: "refused", refusal: finished.refusal };
  take(finished.value.chunks);
  if (intake.header === null) return { kind: "refused", refusal: "batch-empty" };
  const { header, warnings } = intake.header;
  const headerText = headerLine(header);
  const { rows } = finished.value.summary;
  return { kind: "checked", file: { header, headerText, warnings, rows, samples, faulty, faultyTotal, chunks } };
}

/** Why a corrected row would still fail; null when it would not. */
export async function checkRow(header: BatchHeader, text: string): Promise<RowCode | null> {
  const { parseRows } = await loadRules();
  if (/[\r\n]/.test(text)) return "too-many-cells";
  for (const { result } of parseRows(header, { bytes: new TextEncoder().encode(text), firstLine: 1 })) {
    return result.ok ? null : result.refusal.code;
  }
  return "missing-id";
}

/** The file to send: with the corrected rows in the places of the faulty ones. */
export async function withCorrections(
  { chunks, headerText }: CheckedFile,
  corrections: ReadonlyMap<number, string>,
): Promise<Blob> {
  const { linesOf } = await loadRules();
  const parts: BlobPart[] = [`batch=${headerText}\n`];
  for (const chunk of chunks) {
    for (const { line, bytes } of linesOf(chunk)) parts.push(corrections.get(line) ?? bytesOf(bytes), "\n");
  }
  return new Blob(parts);
}

/** The file as the wire wants it: beginning with `batch=`, which a person's file need not. */
export async function withPrefix(file: Blob): Promise<Blob> {
  const opening = new Uint8Array(await file.slice(0, 9).arrayBuffer());
  const markBytes = BYTE_ORDER_MARK.every((byte, index) => opening[index] === byte) ? BYTE_ORDER_MARK.length : 0;
  const start = new TextDecoder("latin1").decode(opening.subarray(markBytes));
  return start.startsWith("batch=") ? file : new Blob(["batch=", file.slice(markBytes)]);
}

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

const bytesOf = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);

const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** The rules of packages/core, loaded when a file is there to be checked: few who open the page come to that. */
async function loadRules() {
  const [intake, rows, report] = await Promise.all([
    import("@silhouette/core/batch-intake"),
    import("@silhouette/core/batch-rows"),
    import("@silhouette/core/batch-report"),
  ]);
  return { ...intake, ...rows, ...report };
}
