import { isIPv6 } from "node:net";

/** Failed attempts are counted in windows of this length, in seconds: 15 min. A guess between nuisance and safety. */
export const SIGN_IN_WINDOW_SECONDS = 15 * 60;

/** Failed attempts on one account in a window. Far below the 100 in a row that NIST SP 800-63B-4, section 3.2.2, allows. */
export const ACCOUNT_FAILURES_MAX = 10;

/** Failed attempts from one address in a window: more than for an account, since an office shares an address. A guess. */
export const ADDRESS_FAILURES_MAX = 50;

/**
 * The part of a network address that failures are counted by: the whole IPv4 address, but the first 64 bits of an
 * IPv6 address, because one line is given that many (RFC 6177). Any other text stays as it is.
 */
export function addressBucket(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [bare = ""] = address.split("%", 1);
  if (!isIPv6(bare)) return address;
  const [head = "", tail] = bare.toLowerCase().split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const groups = [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0"), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}
