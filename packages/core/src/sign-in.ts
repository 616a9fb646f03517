import { isIPv6 } from "node:net";

/** Failed attempts are counted in windows of this length, in seconds: 15 min. A guess between nuisance and safety. */
export const SIGN_IN_WINDOW_SECONDS = 15 * 60;

/**
 * Failed attempts in a window on one account, from one address or one known device. Far below the 100 in a row that
 * NIST SP 800-63B-4, section 3.2.2, allows.
 */
export const ACCOUNT_FAILURES_MAX = 10;

/**
 * Failed attempts in a window on one account from all devices together that have never signed in to it. A guess: five
 * addresses' worth. Known devices are counted on their own, so strangers cannot lock the owner out of them.
 */
export const UNKNOWN_DEVICES_FAILURES_MAX = 50;

/** Failed attempts from one address in a window: more than for an account, since an office shares an address. A guess. */
export const ADDRESS_FAILURES_MAX = 50;

/**
 * Wrong codes of a second factor in a window. A guess hits with a chance of 3 in 1,000,000, so somebody who has the
 * password already and goes on all day hits with one of 0.15 %, and fills the audit log meanwhile.
 */
export const SECOND_FACTOR_FAILURES_MAX = 5;

/** Requests for a forgotten password in a window: for one account, and from one address. Guesses; no mail bombs. */
export const RESET_REQUESTS_ACCOUNT_MAX = 3;
export const RESET_REQUESTS_ADDRESS_MAX = 20;

/** What attempts are counted by. */
export type ThrottleKind =
  | "account"
  | "address"
  | "account-address"
  | "device"
  | "second-factor"
  | "second-factor-device"
  | "credential"
  | "credential-address"
  | "reset-account"
  | "reset-address";

/** A limit on attempts in a window, for one subject of its kind. */
export type AttemptLimit = { readonly kind: ThrottleKind; readonly subject: string; readonly failuresMax: number };

/** Who tries. `account` in its one form; `knownDevice` only when this device has signed in to that account before. */
export type Attempt = {
  readonly account: string;
  readonly address: string;
  readonly knownDevice: string | null;
};

/**
 * What an attempt with a password is counted by (OWASP's device cookies). A known device answers for itself alone:
 * whatever strangers do, at the same address or elsewhere, its owner can sign in.
 */
export function passwordLimits({ account, address, knownDevice }: Attempt): readonly AttemptLimit[] {
  if (knownDevice !== null) {
    return [{ kind: "device", subject: `${account} ${knownDevice}`, failuresMax: ACCOUNT_FAILURES_MAX }];
  }
  const bucket = addressBucket(address);
  return [
    { kind: "account-address", subject: `${account} ${bucket}`, failuresMax: ACCOUNT_FAILURES_MAX },
    { kind: "account", subject: account, failuresMax: UNKNOWN_DEVICES_FAILURES_MAX },
    { kind: "address", subject: bucket, failuresMax: ADDRESS_FAILURES_MAX },
  ];
}

/** What an attempt with a second factor is counted by: who gets here knew the password, so addresses tell little. */
export const secondFactorLimits = ({
  account,
  knownDevice,
}: Pick<Attempt, "account" | "knownDevice">): readonly AttemptLimit[] =>
  knownDevice === null
    ? [{ kind: "second-factor", subject: account, failuresMax: SECOND_FACTOR_FAILURES_MAX }]
    : [
        {
          kind: "second-factor-device",
          subject: `${account} ${knownDevice}`,
          failuresMax: SECOND_FACTOR_FAILURES_MAX,
        },
      ];

/**
 * What an attempt of a program is counted by. One that is known is counted at its address by itself: another program
 * behind the same address, started with an old secret, takes nothing from it. All ids that nobody knows are counted by
 * the address together, since a caller makes up as many as it likes. People have counters of their own.
 * @param credentialId null for an unknown one.
 */
export const credentialLimit = (credentialId: string | null, address: string): AttemptLimit => {
  const bucket = addressBucket(address);
  return credentialId === null
    ? { kind: "credential-address", subject: bucket, failuresMax: ADDRESS_FAILURES_MAX }
    : { kind: "credential", subject: `${credentialId} ${bucket}`, failuresMax: ADDRESS_FAILURES_MAX };
};

/** What a request for a forgotten password is counted by. */
export const resetRequestLimits = ({
  account,
  address,
}: Pick<Attempt, "account" | "address">): readonly AttemptLimit[] => [
  { kind: "reset-account", subject: account, failuresMax: RESET_REQUESTS_ACCOUNT_MAX },
  { kind: "reset-address", subject: addressBucket(address), failuresMax: RESET_REQUESTS_ADDRESS_MAX },
];

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
