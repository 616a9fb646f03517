"use server";

import { BatchId } from "@silhouette/core/ids";
import { refuse, succeed } from "@silhouette/core/result";
import { refresh } from "next/cache";
import { z } from "zod";
import { authorizedAction } from "@/server/authorized-action";
import { cancelBatch, restartBatch } from "./commands";

const Input = z.object({ batchId: BatchId.refine((id) => !id.includes("\0")) });

export const cancelBatchAction = authorizedAction({
  name: "batches.cancel",
  permission: "batch:submit",
  asksFirst: true,
  input: Input,
  async run({ actor, input, origin }, dependencies) {
    const outcome = await cancelBatch(dependencies, actor, input.batchId, origin);
    refresh();
    return outcome === "cancelled" ? succeed(null) : refuse(outcome);
  },
});

export const restartBatchAction = authorizedAction({
  name: "batches.restart",
  permission: "batch:submit",
  input: Input,
  async run({ actor, input, origin }, dependencies) {
    const outcome = await restartBatch(dependencies, actor, input.batchId, origin);
    refresh();
    return outcome === "restarted" ? succeed(null) : refuse(outcome);
  },
});
