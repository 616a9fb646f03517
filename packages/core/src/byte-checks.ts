import * as nodeBuffer from "node:buffer";

/** Both are missing in browsers, where a file is checked by the rules of this package before it is sent. */
const native: { readonly isAscii?: typeof nodeBuffer.isAscii; readonly isUtf8?: typeof nodeBuffer.isUtf8 } = nodeBuffer;

/** Whether every byte is below 128. */
export const isAscii: (bytes: Uint8Array) => boolean =
  native.isAscii ?? ((bytes) => bytes.every((byte) => byte < 0x80));

/** Whether the bytes are UTF-8 from the first to the last. */
export const isUtf8: (bytes: Uint8Array) => boolean =
  native.isUtf8 ??
  ((bytes) => {
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes);
      return true;
    } catch {
      // A decoder says so by throwing.
      return false;
    }
  });
