/** A session ends this long after its start, in seconds, however busy it is: 12 h. Source: NIST SP 800-63B-4, section 2.2.3 (at most 24 h). */
export const SESSION_LIFETIME_SECONDS = 12 * 60 * 60;

/** A session ends this long after its last request, in seconds: 1 h. Source: NIST SP 800-63B-4, section 2.2.3. */
export const SESSION_IDLE_SECONDS = 60 * 60;

/** The last request is noted at most this often, in seconds, so that reading pages does not write rows. The idle limit may be short by as much. */
export const SESSION_TOUCH_SECONDS = 60;

/** The times that decide whether a session lives. */
export type SessionTimes = {
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
};

/** When a session that starts now ends at the latest. */
export const sessionEnd = (now: Date): Date => new Date(now.getTime() + SESSION_LIFETIME_SECONDS * 1000);

/** Whether a session is neither ended, nor past its end, nor idle for too long. */
export function isSessionLive({ lastSeenAt, expiresAt, revokedAt }: SessionTimes, now: Date): boolean {
  return revokedAt === null && now < expiresAt && secondsSince(lastSeenAt, now) < SESSION_IDLE_SECONDS;
}

/** Whether this request is worth noting as the last one. */
export const isTouchDue = ({ lastSeenAt }: SessionTimes, now: Date): boolean =>
  secondsSince(lastSeenAt, now) >= SESSION_TOUCH_SECONDS;

const secondsSince = (past: Date, now: Date): number => (now.getTime() - past.getTime()) / 1000;
