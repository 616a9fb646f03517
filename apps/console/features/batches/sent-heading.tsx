"use client";

import { type ReactNode, useEffect, useRef } from "react";
import { takeArrival } from "./arrival";

type Props = { readonly batchId: string; readonly children: ReactNode };

/** The heading of a batch that was sent from this page. Whoever has just sent it goes on from here. */
export function SentHeading({ batchId, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takeArrival(batchId)) heading.current?.focus();
  }, [batchId]);
  return (
    <h2 ref={heading} tabIndex={-1} className="wrap-anywhere font-semibold text-base">
      {children}
    </h2>
  );
}
