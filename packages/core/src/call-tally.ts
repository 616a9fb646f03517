import { CALL_SURFACES, type CallSurface, type CountedCall, type TokenCallSurface } from "./call-count.ts";
import {
  type CallCounts,
  type CallerCount,
  type MinuteCount,
  mergeCallCounts,
  type RefusalCount,
  type TokenUseCount,
} from "./call-count-rows.ts";
import { AGENT_LENGTH_MAX, keptAddress, keptAgent } from "./caller.ts";
import type { ClientId } from "./ids.ts";
import type { ClientSettings } from "./settings.ts";
import type { TokenRefusal } from "./token.ts";

const MINUTE_MILLIS = 60_000;
const HOUR_MILLIS = 60 * MINUTE_MILLIS;

/**
 * Callers of a client that are told apart in one hour, those with a live token and those without each for themselves;
 * the others count as one. Addresses and agents are the callers' own choice, so without a bound anybody could fill
 * memory and tables. A guess: enough for the servers that call an API, not for every browser.
 */
export const CALLERS_MAX = 500;

/** Agents of one address that are told apart, so that one caller with made-up agents does not use up the bound. A guess. */
export const AGENTS_MAX = 20;

/** The agent that stands for all callers beyond the bound. */
export const OTHER_AGENT = "other";

/**
 * Adds up calls in memory. A call costs a few look-ups in maps and, once its caller is known, makes nothing new. Maps
 * live for an hour of the clock and are emptied by `take` of their counts alone, so that the bounds hold for the hour.
 */
export class CallTally {
  #hour = Number.NaN;
  #clients = new Map<ClientId, ClientTally>();
  /** Of hours that are over. */
  #ended: CallCounts[] = [];

  #isEmpty = true;

  /** Whether everything that was counted has been taken. */
  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  count(call: CountedCall): void {
    const millis = call.at.getTime();
    const hour = millis - (millis % HOUR_MILLIS);
    if (hour !== this.#hour) this.#begin(hour);
    let client = this.#clients.get(call.client.id);
    if (client === undefined) {
      client = new ClientTally();
      this.#clients.set(call.client.id, client);
    }
    client.count(call, millis);
    this.#isEmpty = false;
  }

  /** Everything that was counted since the last time. */
  take(): CallCounts {
    const counts = mergeCallCounts([...this.#ended, this.#takeHour()]);
    this.#ended = [];
    this.#isEmpty = true;
    return counts;
  }

  #begin(hour: number): void {
    this.#ended.push(this.#takeHour());
    this.#clients = new Map();
    this.#hour = hour;
  }

  #takeHour(): CallCounts {
    const counts: MutableCounts = { minutes: [], uses: [], refusals: [] };
    for (const [clientId, client] of this.#clients) client.takeInto(counts, clientId, this.#hour);
    return counts;
  }
}

/** Calls of a minute, and of a caller, that wait to be taken. `lastAt` in milliseconds. */
type MinuteTotal = { calls: number; failed: number };
type CallerTotal = { calls: number; lastAt: number };

class ClientTally {
  readonly #minutes = new Map<number, MinuteTotal>();
  readonly #uses = new CallerTally<string>();
  readonly #refusals = new CallerTally<TokenRefusal>();

  count({ client, surface, isFailed, token, refusal, address, agent }: CountedCall, millis: number): void {
    const place = CALL_SURFACES.indexOf(surface);
    // One number for minute and surface: nothing to put together, and quick to look up.
    const key = Math.floor(millis / MINUTE_MILLIS) * CALL_SURFACES.length + place;
    let minute = this.#minutes.get(key);
    if (minute === undefined) {
      minute = { calls: 0, failed: 0 };
      this.#minutes.set(key, minute);
    }
    minute.calls += 1;
    if (isFailed) minute.failed += 1;
    const { ipObfuscation } = client.settings;
    if (token !== null) this.#uses.count(address, agent, ipObfuscation, token.id, place, millis);
    else if (refusal !== null) this.#refusals.count(address, agent, ipObfuscation, refusal, place, millis);
  }

  takeInto({ minutes, uses, refusals }: MutableCounts, clientId: ClientId, hour: number): void {
    for (const [key, { calls, failed }] of this.#minutes) {
      const minute = Math.floor(key / CALL_SURFACES.length) * MINUTE_MILLIS;
      const surface = CALL_SURFACES[key % CALL_SURFACES.length] as CallSurface;
      minutes.push({ clientId, minute, surface, calls, failed });
    }
    this.#minutes.clear();
    this.#uses.takeInto((tokenId, count) => uses.push({ clientId, hour, tokenId, ...count }));
    this.#refusals.takeInto((reason, count) => refusals.push({ clientId, hour, reason, ...count }));
  }
}

type MutableCounts = { minutes: MinuteCount[]; uses: TokenUseCount[]; refusals: RefusalCount[] };

/** A caller as it is kept, and its calls by token or reason and by the place of their surface. */
type CallerEntry<What> = {
  readonly address: string;
  readonly agent: string;
  readonly counts: Map<What, (CallerTotal | undefined)[]>;
};

/** Entries of the way from a caller as it came to a caller as it is kept, before it is forgotten and found again. */
const RAW_CALLERS_MAX = 4 * CALLERS_MAX;
/** Longest agent that is remembered as it came, in characters. */
const RAW_AGENT_LENGTH_MAX = 4 * AGENT_LENGTH_MAX;

/** Calls by caller, token or reason, and surface. */
class CallerTally<What extends string> {
  /** By the address as it came, then by the agent as it came: spares the work of shortening them. */
  #raw = new Map<string, Map<string, CallerEntry<What>>>();
  #rawCallers = 0;
  #obfuscation: ClientSettings["ipObfuscation"] | null = null;
  /** By the address as it is kept, then by the agent as it is kept. */
  readonly #kept = new Map<string, Map<string, CallerEntry<What>>>();
  #keptCallers = 0;

  count(
    address: string,
    agent: string,
    obfuscation: ClientSettings["ipObfuscation"],
    what: What,
    place: number,
    millis: number,
  ): void {
    if (obfuscation !== this.#obfuscation) {
      this.#forgetRaw();
      this.#obfuscation = obfuscation;
    }
    const { counts } = this.#raw.get(address)?.get(agent) ?? this.#meet(address, agent, obfuscation);
    let bySurface = counts.get(what);
    if (bySurface === undefined) {
      bySurface = [];
      counts.set(what, bySurface);
    }
    const count = bySurface[place];
    if (count === undefined) {
      bySurface[place] = { calls: 1, lastAt: millis };
      return;
    }
    count.calls += 1;
    if (millis > count.lastAt) count.lastAt = millis;
  }

  takeInto(add: (what: What, count: Omit<CallerCount, "clientId" | "hour">) => void): void {
    for (const agents of this.#kept.values()) {
      for (const { address, agent, counts } of agents.values()) {
        for (const [what, bySurface] of counts) {
          bySurface.forEach((count, place) => {
            if (count === undefined) return;
            const surface = CALL_SURFACES[place] as TokenCallSurface;
            add(what, { surface, address, agent, calls: count.calls, lastAt: count.lastAt });
          });
        }
        counts.clear();
      }
    }
  }

  #meet(address: string, agent: string, obfuscation: ClientSettings["ipObfuscation"]): CallerEntry<What> {
    const entry = this.#admit(keptAddress(address, obfuscation), keptAgent(agent));
    if (agent.length > RAW_AGENT_LENGTH_MAX) return entry;
    if (this.#rawCallers >= RAW_CALLERS_MAX) this.#forgetRaw();
    this.#rawCallers += 1;
    let agents = this.#raw.get(address);
    if (agents === undefined) {
      agents = new Map();
      this.#raw.set(address, agents);
    }
    agents.set(agent, entry);
    return entry;
  }

  /** The caller's own entry while there is room, else that of its address, else that of all others. */
  #admit(address: string, agent: string): CallerEntry<What> {
    const agents = this.#kept.get(address);
    const known = agents?.get(agent);
    if (known !== undefined) return known;
    // Without addresses all callers would share the bound of one.
    const hasRoom = address === "" || (agents?.size ?? 0) < AGENTS_MAX;
    if (!hasRoom && agent !== OTHER_AGENT) return this.#admit(address, OTHER_AGENT);
    const isOverflow = address === "" && agent === OTHER_AGENT;
    if (this.#keptCallers >= CALLERS_MAX && !isOverflow) return this.#admit("", OTHER_AGENT);
    this.#keptCallers += 1;
    const entry = { address, agent, counts: new Map<What, (CallerTotal | undefined)[]>() };
    if (agents === undefined) this.#kept.set(address, new Map([[agent, entry]]));
    else agents.set(agent, entry);
    return entry;
  }

  #forgetRaw(): void {
    this.#raw = new Map();
    this.#rawCallers = 0;
  }
}
