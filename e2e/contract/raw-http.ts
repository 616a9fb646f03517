import { connect, type Socket } from "node:net";

/** A connection on which a test writes bytes as it likes and reads what comes back. */
export type RawConnection = {
  /** Resolves once the bytes have been handed to the system, or the other side has closed. */
  send(bytes: string | Uint8Array): Promise<void>;
  /** What has come back so far, as soon as it contains the text; fails when the other side closes before. */
  readUntil(text: string): Promise<string>;
  /** Ends the connection at once, as a crash of the sender does. */
  breakOff(): void;
  /** Says that nothing more will be sent, and goes on reading. */
  finish(): void;
};

export function openRaw({ host, port }: { host: string; port: number }): Promise<RawConnection> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, allowHalfOpen: true }, () => resolve(wrap(socket)));
    socket.once("error", reject);
  });
}

function wrap(socket: Socket): RawConnection {
  let received = "";
  socket.setEncoding("utf8");
  socket.on("data", (piece) => {
    received += piece;
  });
  // A server may close a connection that is still being written to; what it said before is what counts.
  socket.on("error", () => {});
  return {
    send: (bytes) =>
      new Promise((resolve) => {
        if (socket.destroyed) resolve();
        else socket.write(bytes, () => resolve());
      }),
    readUntil: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (received.includes(text)) settle(() => resolve(received));
          else if (socket.readableEnded || socket.destroyed) {
            settle(() => reject(new Error(`Closed before ${JSON.stringify(text)}: ${JSON.stringify(received)}`)));
          }
        };
        const settle = (end: () => void) => {
          for (const event of ["data", "end", "close"]) socket.off(event, look);
          end();
        };
        for (const event of ["data", "end", "close"]) socket.on(event, look);
        look();
      }),
    breakOff: () => socket.resetAndDestroy(),
    finish: () => socket.end(),
  };
}
