import { Send } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useRef } from "react";
import { Button } from "@/components/ui/button";
import { Progress } from "@/components/ui/progress";
import type { Sending } from "./use-sending";

type Props = {
  readonly label: string;
  readonly isPossible: boolean;
  readonly state: Sending;
  readonly onSend: () => void;
  readonly onCancel: () => void;
  /** What stands beside the button while nothing is being sent. */
  readonly children?: ReactNode;
};

/** Sends, shows how far that is, and lets it be given up. The focus stays on the button: it is never disabled under it. */
export function SendButton({ label, isPossible, state, onSend, onCancel, children }: Props) {
  const t = useTranslations("batches.upload");
  const button = useRef<HTMLButtonElement>(null);
  const isSending = state.kind === "sending";
  const isIdle = isPossible && (state.kind === "idle" || state.kind === "unsent");
  return (
    <div className="flex flex-col gap-3">
      <p role="status" className={isSending ? undefined : "sr-only"}>
        {isSending ? t("sending") : ""}
      </p>
      {isSending ? <Progress label={t("sending")} value={state.share} max={1} /> : null}
      <div className="flex flex-wrap items-center gap-3">
        <Button ref={button} tone="primary" aria-disabled={!isIdle} onClick={isIdle ? onSend : undefined}>
          <Send aria-hidden className="size-4" />
          {label}
        </Button>
        {isSending ? (
          <Button
            onClick={() => {
              button.current?.focus();
              onCancel();
            }}
          >
            {t("cancel")}
          </Button>
        ) : (
          children
        )}
      </div>
    </div>
  );
}
