/**
 * The batch that was sent from here, until the page that shows it is there. Lives with the tab: a page that was opened by
 * its address awaits none.
 */
let awaited: string | null = null;

/** Called by what sends a batch, before it goes to the batch's page. */
export function awaitArrival(batchId: string): void {
  awaited = batchId;
}

/** Whether somebody has just come here by sending this batch; true once. */
export function takeArrival(batchId: string): boolean {
  const isArrived = awaited === batchId;
  if (isArrived) awaited = null;
  return isArrived;
}
