import { BlockList, isIP } from "node:net";

/** Proxies in front of us whose `X-Forwarded-For` is believed: so many of them, and those at certain addresses. */
export type TrustedProxies = { readonly hops: number; readonly networks: BlockList };

/** More proxies than anybody chains; a guess. */
const hopsMax = 20;

/** Bits of an address, by its version as `isIP` names it. */
const ADDRESS_BITS = { 4: 32, 6: 128 } as const;

/**
 * Reads a list, parted by commas or blanks, of addresses and networks (`10.0.0.0/8`, `::1`) and at most one number of
 * proxies. Null when an entry is none of them.
 */
export function readTrustedProxies(text: string): TrustedProxies | null {
  const networks = new BlockList();
  let hops: number | null = null;
  for (const entry of text.split(/[\s,]+/).filter((part) => part !== "")) {
    if (/^\d{1,2}$/.test(entry) && hops === null && Number(entry) >= 1 && Number(entry) <= hopsMax) {
      hops = Number(entry);
    } else if (!addNetwork(networks, entry)) return null;
  }
  return { hops: hops ?? 0, networks };
}

/**
 * The address of a caller: that of the connection, and as long as a trusted proxy has it, the one that this proxy has
 * written to the right end of `X-Forwarded-For`. What stands further left may be anything that the caller made up. An
 * entry that is no address ends the way: then the proxy that wrote it is all that is known.
 * @param trusted null when nobody is, the usual case: then the header costs nothing, for it is not asked for
 */
export function callerAddress(
  socketAddress: string,
  headers: { get(name: string): string | null },
  trusted: TrustedProxies | null,
): string {
  if (trusted === null || !isTrusted(trusted, socketAddress, 0)) return socketAddress;
  const entries = (headers.get("x-forwarded-for") ?? "").split(",").reverse();
  let address = socketAddress;
  for (const [passed, entry] of entries.entries()) {
    const forwarded = withoutPort(entry.trim());
    if (isIP(forwarded) === 0) return address;
    address = forwarded;
    if (!isTrusted(trusted, address, passed + 1)) return address;
  }
  return address;
}

/** @param passed how many proxies were passed on the way to this address */
function isTrusted({ hops, networks }: TrustedProxies, address: string, passed: number): boolean {
  if (passed < hops) return true;
  const version = isIP(address);
  return version !== 0 && networks.check(address, version === 6 ? "ipv6" : "ipv4");
}

function addNetwork(networks: BlockList, entry: string): boolean {
  const [, address = "", prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
  const version = isIP(address);
  // An interface has a name on one machine only, and says nothing of who is at its other end.
  if ((version !== 4 && version !== 6) || address.includes("%")) return false;
  const bits = prefix === undefined ? ADDRESS_BITS[version] : Number(prefix);
  if (bits > ADDRESS_BITS[version]) return false;
  networks.addSubnet(address, bits, version === 4 ? "ipv4" : "ipv6");
  return true;
}

/** Some proxies write the port of the connection too: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function withoutPort(entry: string): string {
  const [, bracketed, plain] = /^(?:\[([^\]]*)\](?::\d+)?|([^:]*):\d+)$/.exec(entry) ?? [];
  return bracketed ?? plain ?? entry;
}
