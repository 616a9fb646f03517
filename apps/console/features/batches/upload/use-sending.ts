import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { awaitArrival } from "../arrival";
import { type SendOutcome, sendFile, type Unsent } from "./send-file";

/** How far a file is on its way. `sent` stays until the page of its batch takes the place of this one. */
export type Sending =
  | { readonly kind: "idle" }
  | { readonly kind: "sending"; readonly share: number }
  | { readonly kind: "sent" }
  | { readonly kind: "unsent"; readonly outcome: Unsent };

const IDLE: Sending = { kind: "idle" };

/** Sends a file and goes to the page of its batch. One at a time; given up with the page. */
export function useSending(clientCode: string) {
  const router = useRouter();
  const [state, setState] = useState<Sending>(IDLE);
  const run = useRef<AbortController | null>(null);
  useEffect(() => () => run.current?.abort(), []);

  /**
   * Resolves to whether it became a batch.
   * @param makeBody may fail: a file can be gone from the disk by now.
   */
  async function send(apiVersion: 1 | 2, makeBody: () => Promise<Blob>): Promise<boolean> {
    if (run.current !== null) return false;
    const sending = new AbortController();
    const { signal } = sending;
    run.current = sending;
    const tell = (share: number) => setState({ kind: "sending", share });
    tell(0);
    const outcome = await makeBody().then(
      (body) => sendFile(clientCode, apiVersion, body, { onProgress: tell, signal }),
      (): SendOutcome => ({ kind: "unreadable" }),
    );
    run.current = null;
    if (outcome.kind !== "accepted") {
      setState({ kind: "unsent", outcome });
      return false;
    }
    setState({ kind: "sent" });
    awaitArrival(outcome.batchId);
    router.push(`/batches/new?sent=${encodeURIComponent(outcome.batchId)}`);
    return true;
  }

  return { state, send, cancel: () => run.current?.abort(), forget: () => setState(IDLE) };
}
