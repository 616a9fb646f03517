import { z } from "zod";

/** Ids are branded, so that the id of one kind of thing cannot stand in for another's. */
export const ClientId = z.string().min(1).brand<"ClientId">();
export type ClientId = z.infer<typeof ClientId>;

export const BatchId = z.string().min(1).brand<"BatchId">();
export type BatchId = z.infer<typeof BatchId>;

export const UserId = z.string().min(1).brand<"UserId">();
export type UserId = z.infer<typeof UserId>;

export const SessionId = z.string().min(1).brand<"SessionId">();
export type SessionId = z.infer<typeof SessionId>;
