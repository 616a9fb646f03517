import { expect, test } from "vitest";
import { outcomeOf } from "./send-file";

const problem = { type: "urn:silhouette:problem:x", title: "x" };

test("what the server says of a file is taken as it is, whatever its status", () => {
  const accepted = { kind: "accepted", batchId: "acme-1-1" } as const;
  const refused = { kind: "refused", refusal: "too-many-rows" } as const;
  expect(outcomeOf(201, accepted, "call-1")).toEqual(accepted);
  expect(outcomeOf(422, refused, "call-1")).toEqual(refused);
  expect(outcomeOf(400, { kind: "lost" }, "call-1")).toEqual({ kind: "lost" });
});

test.each([
  [401, "signed-out"],
  [403, "forbidden"],
  [404, "forbidden"],
  [500, "failed"],
  [413, "failed"],
  [200, "failed"],
] as const)("an answer of %d that says nothing of the file means %s, with its number in the logs", (status, kind) => {
  for (const reply of [problem, null, "<html>"]) {
    expect(outcomeOf(status, reply, "call-1")).toEqual({ kind, requestId: "call-1" });
  }
});

test("a proxy's answer has no number", () => {
  expect(outcomeOf(502, null, null)).toEqual({ kind: "failed", requestId: null });
});
