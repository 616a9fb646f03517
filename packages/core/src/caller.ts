import { isIPv4, isIPv6 } from "node:net";
import type { ClientSettings } from "./settings.ts";

/** Longest agent that is kept, in characters: browsers send about 110. */
export const AGENT_LENGTH_MAX = 120;

/** Longest text that is kept as an address: an IPv6 address has 45 at most. */
const ADDRESS_LENGTH_MAX = 64;

/** Groups of 16 bits that stay of an IPv6 address: 48 bits, as far as a site's prefix goes (RFC 6177). */
const IPV6_GROUPS_KEPT = 3;

/**
 * An address as it may be kept (contract section 13, `ipObfuscation`). `LAST_OCTET` leaves 24 bits of IPv4 and 48 of
 * IPv6 standing, `STRIP` leaves nothing. An IPv4 address in the form of IPv6 becomes IPv4 again, and a port or zone
 * falls away. What is no address, as a proxy may write, cannot be shortened: it is kept with `NONE` alone.
 */
export function keptAddress(given: string, obfuscation: ClientSettings["ipObfuscation"]): string {
  if (obfuscation === "STRIP") return "";
  const text = given.slice(0, ADDRESS_LENGTH_MAX).trim();
  const bare = withoutPort(text);
  if (isIPv4(bare)) return obfuscation === "NONE" ? bare : bare.replace(/\d+$/, "0");
  const [address = ""] = bare.split("%", 1);
  if (!isIPv6(address)) return obfuscation === "NONE" ? toStorable(text) : "";
  const groups = expandIPv6(address);
  if (isIPv4Mapped(groups)) return keptAddress(mappedIPv4(groups), obfuscation);
  const kept = obfuscation === "NONE" ? groups : groups.map((group, at) => (at < IPV6_GROUPS_KEPT ? group : 0));
  return formatIPv6(kept);
}

/** An agent as it is kept: on one line, at most `AGENT_LENGTH_MAX` characters, and no part of a longer text in memory. */
export function keptAgent(given: string): string {
  const text = toStorable(given.trim());
  // A slice keeps the whole text alive, and headers may be long: this makes a copy.
  return text.length <= AGENT_LENGTH_MAX ? text : Buffer.from(text.slice(0, AGENT_LENGTH_MAX)).toString();
}

/** The database takes neither NUL nor half a character. */
const toStorable = (text: string): string => text.replaceAll("\0", "").toWellFormed();

function withoutPort(text: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1];
  return bracketed ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text;
}

/** The eight groups of an address that is one. */
function expandIPv6(address: string): readonly number[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  if (dotted !== null) {
    const [, head = "", ...octets] = dotted;
    const [a = 0, b = 0, c = 0, d = 0] = octets.map(Number);
    return expandIPv6(`${head}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`);
  }
  const [head = "", tail] = address.split("::");
  const before = parseGroups(head);
  if (tail === undefined) return before;
  const after = parseGroups(tail);
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

const parseGroups = (text: string): readonly number[] =>
  text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));

/** `::ffff:192.0.2.1`: how a server that listens on both shows a caller by IPv4 (RFC 4291, section 2.5.5.2). */
const isIPv4Mapped = (groups: readonly number[]): boolean =>
  groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;

const mappedIPv4 = ([, , , , , , high = 0, low = 0]: readonly number[]): string =>
  [high >> 8, high & 0xff, low >> 8, low & 0xff].join(".");

/** The one text of an address, as RFC 5952 has it: the rules of URLs ask for the same. */
const formatIPv6 = (groups: readonly number[]): string =>
  new URL(`http://[${groups.map((group) => group.toString(16)).join(":")}]/`).hostname.slice(1, -1);
