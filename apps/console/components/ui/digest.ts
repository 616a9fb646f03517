/** The number that stands beside the cause in the server's log; null for a fault that the server knows nothing of. */
export const digestOf = (error: unknown): string | null =>
  error instanceof Error && "digest" in error && typeof error.digest === "string" ? error.digest : null;
