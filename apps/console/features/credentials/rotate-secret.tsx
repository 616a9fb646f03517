"use client";

import { ROTATION_OVERLAPS, type RotationOverlap } from "@silhouette/core/credential";
import { useTranslations } from "next-intl";
import { useActionState, useEffect, useRef, useState } from "react";
import { Select } from "@/components/ui/choice";
import { Confirm } from "@/components/ui/confirm";
import { Refused } from "@/components/ui/refused";
import { useIsHydrated } from "@/components/ui/use-is-hydrated";
import { rotateCredentialAction } from "./actions";
import { RevealCredential } from "./reveal-credential";

type Props = { readonly clientCode: string; readonly credentialId: string; readonly tokenAddress: string };

/** Every round begins anew once its secret has been saved, so that the text does not stay in memory. */
export function RotateSecret(props: Props) {
  const place = useRef<HTMLDivElement>(null);
  const [round, setRound] = useState(0);

  useEffect(() => {
    // The dialog that has just closed had the focus, and what opened it is gone with the round.
    if (round > 0) place.current?.querySelector("button")?.focus();
  }, [round]);

  return (
    <div ref={place}>
      <Round key={round} {...props} onSaved={() => setRound(round + 1)} />
    </div>
  );
}

function Round({ clientCode, credentialId, tokenAddress, onSaved }: Props & { readonly onSaved: () => void }) {
  const t = useTranslations("credentials");
  const [state, submit, isPending] = useActionState(rotateCredentialAction, { kind: "idle" });
  const isHydrated = useIsHydrated();
  const [overlap, setOverlap] = useState<RotationOverlap>("24h");
  return (
    <>
      <Confirm
        label={t("rotate.submit")}
        title={t("rotate.confirmTitle")}
        // Without scripts the choice is made when this has been read.
        warning={isHydrated ? t("rotate.warning", { overlap }) : t("rotate.warningBefore")}
        confirmLabel={t("rotate.confirm")}
        state={state}
        action={submit}
        isPending={isPending}
        choices={
          <div className="max-w-xs">
            <Select
              name="overlap"
              label={t("rotate.overlap")}
              value={overlap}
              onChange={(event) => setOverlap(ROTATION_OVERLAPS.find((one) => one === event.target.value) ?? "none")}
              options={ROTATION_OVERLAPS.map((value) => ({ value, label: t(`rotate.choice.${value}`) }))}
            />
          </div>
        }
      >
        <input type="hidden" name="clientCode" value={clientCode} />
        <input type="hidden" name="credentialId" value={credentialId} />
      </Confirm>
      {state.kind === "done" ? (
        <RevealCredential
          credential={state.value}
          tokenAddress={tokenAddress}
          nextHref={`/administration/credentials/${credentialId}`}
          onSaved={onSaved}
        />
      ) : null}
      {state.kind === "refused" ? (
        <Refused
          state={state}
          own={{
            "beyond-reach": t("refusal.beyond-reach"),
            "not-found": t("refusal.not-found"),
            "not-live": t("refusal.not-live"),
          }}
        />
      ) : null}
    </>
  );
}
