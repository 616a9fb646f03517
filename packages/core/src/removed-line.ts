/**
 * Stands in a waiting chunk for a row whose visitor was deleted. It is no UTF-8: what a caller sends and looks like it
 * fails all the same, and a worker that does not know it lets the row fail too.
 */
export const REMOVED_LINE: Uint8Array = Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from("removed")]);
