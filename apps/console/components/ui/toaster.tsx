"use client";

import { Toast } from "@base-ui/react/toast";
import { CircleAlert, CircleCheck, X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

/** Says what an action did, for a moment. What must not be missed belongs in a callout or a dialog instead. */
export function useToast(): (message: {
  /** What it is about: a newer toast of the same subject takes the place of the older. */
  readonly subject: string;
  readonly tone: "success" | "danger";
  readonly title: string;
  readonly description?: string;
}) => void {
  const manager = Toast.useToastManager();
  return ({ subject, tone, title, description }) => {
    const priority = tone === "danger" ? "high" : "low";
    manager.add({ id: subject, type: tone, title, priority, ...(description === undefined ? {} : { description }) });
  };
}

export function Toaster({ children }: { readonly children: ReactNode }) {
  const t = useTranslations("common");
  return (
    <Toast.Provider limit={3} timeout={6000}>
      {children}
      <Toast.Portal>
        <Toast.Viewport
          aria-label={t("notifications")}
          className="fixed right-4 bottom-4 z-30 flex w-[min(22rem,calc(100vw-2rem))] flex-col gap-2 outline-none"
        >
          <Toasts />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function Toasts() {
  const t = useTranslations("common");
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => {
    const Icon = toast.type === "danger" ? CircleAlert : CircleCheck;
    return (
      <Toast.Root
        key={toast.id}
        toast={toast}
        className="rounded-md border border-line bg-raised text-ink shadow-dialog transition-opacity data-ending-style:opacity-0 data-limited:hidden data-starting-style:opacity-0"
      >
        <Toast.Content className="flex items-start gap-3 px-3.5 py-3">
          <Icon
            aria-hidden
            className={`mt-0.5 size-4 shrink-0 ${toast.type === "danger" ? "text-danger-ink" : "text-success-ink"}`}
          />
          <div className="min-w-0 grow text-sm">
            <Toast.Title className="font-medium" />
            <Toast.Description className="mt-0.5 break-words text-muted" />
          </div>
          <Toast.Close aria-label={t("dismiss")} className="cursor-pointer rounded-sm text-muted hover:text-ink">
            <X aria-hidden className="size-4" />
          </Toast.Close>
        </Toast.Content>
      </Toast.Root>
    );
  });
}
