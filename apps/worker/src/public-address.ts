import { BlockList, isIP } from "node:net";

/** Networks of IPv4 that are no public hosts (IANA's registry of special-purpose addresses), and multicast. */
const SPECIAL_IPV4 = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const;

/** The same of IPv6, with every form that carries an IPv4 address to another kind of network: mapped, 6to4, Teredo. */
const SPECIAL_IPV6 = [
  ["::", 96],
  ["::ffff:0:0", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
  ["5f00::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
] as const;

const ipv4 = new BlockList();
for (const [network, bits] of SPECIAL_IPV4) ipv4.addSubnet(network, bits, "ipv4");

// A list of its own: the mapped network of IPv6 would hold every address of IPv4.
const ipv6 = new BlockList();
for (const [network, bits] of SPECIAL_IPV6) ipv6.addSubnet(network, bits, "ipv6");
// In networks of IPv6 alone this prefix is the way to any public IPv4 host (RFC 6052), so only the special ones are out.
for (const [network, bits] of SPECIAL_IPV4) ipv6.addSubnet(`64:ff9b::${network}`, 96 + bits, "ipv6");

/** Whether an address may be that of a host on the internet: none of this machine, its networks or its cloud. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return !ipv4.check(address, "ipv4");
  return version === 6 && !ipv6.check(address, "ipv6");
}
