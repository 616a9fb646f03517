import type { AuditOrigin } from "./audit.ts";
import type { SessionId, UserId } from "./ids.ts";
import type { PasswordRefusal } from "./password.ts";
import type { Result } from "./result.ts";

/** What members change about themselves. Callers ask for a recent sign-in before a password changes. */
export interface AccountStore {
  /** Changes the name that others see. What changes nothing leaves no audit event. */
  rename(userId: UserId, name: string, origin: AuditOrigin, now: Date): Promise<void>;
  /**
   * Sets a new password, or the first one, and ends every other session of the member. How long it must be depends on
   * the second factor, which is looked up in the same transaction.
   */
  changePassword(
    userId: UserId,
    password: string,
    current: SessionId,
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<null, PasswordRefusal>>;
}
