/** Bytes that arrive piece by piece. Grows by doubling, so that many small pieces cost no more than a few large ones. */
export class GrowingBuffer {
  #bytes: Buffer;
  #length = 0;

  constructor(capacity: number) {
    this.#bytes = Buffer.allocUnsafe(capacity);
  }

  get length(): number {
    return this.#length;
  }

  append(piece: Uint8Array): void {
    const length = this.#length + piece.length;
    if (length > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, length));
      larger.set(this.toBytes());
      this.#bytes = larger;
    }
    this.#bytes.set(piece, this.#length);
    this.#length = length;
  }

  /** What was appended so far, without a copy: good until the next `append`. */
  toBytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }
}
