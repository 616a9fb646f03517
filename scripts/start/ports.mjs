import { createServer } from "node:net";

/**
 * What keeps a server from listening there, as one line that names the variable to change; null when nothing does.
 * @param {{ host: string, port: number, variable: string }} address
 * @returns {Promise<string | null>}
 */
export function findPortFault({ host, port, variable }) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (/** @type {NodeJS.ErrnoException} */ error) => resolve(describe(error)));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)));
  });

  /** @param {NodeJS.ErrnoException} error */
  function describe(error) {
    if (error.code === "EADDRINUSE") {
      return `Port ${port} on ${host} is taken by another program: stop it, or set ${variable} to a free port.`;
    }
    if (error.code === "EACCES") {
      return `Port ${port} needs rights that this user does not have: set ${variable} to a port from 1024 up.`;
    }
    return `Cannot listen on ${host} (${error.code}): set HOST to an address of this machine.`;
  }
}
