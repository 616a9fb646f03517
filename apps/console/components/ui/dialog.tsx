"use client";

import { AlertDialog } from "@base-ui/react/alert-dialog";
import type { ReactNode } from "react";

type Props = {
  readonly open: boolean;
  /** Called when somebody presses Escape or a close button. Leave `open` true to keep the dialog. */
  readonly onDismiss: () => void;
  readonly title: string;
  readonly children: ReactNode;
};

/** A dialog that wants an answer: the page behind is out of reach and a click beside it does nothing. */
export function Dialog({ open, onDismiss, title, children }: Props) {
  return (
    <AlertDialog.Root open={open} onOpenChange={(next) => (next ? undefined : onDismiss())}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="fixed inset-0 z-40 bg-scrim" />
        <AlertDialog.Viewport className="fixed inset-0 z-50 grid place-items-center overflow-y-auto p-4">
          <AlertDialog.Popup className="wrap-anywhere w-full max-w-xl rounded-lg border border-line bg-raised shadow-dialog outline-none">
            <AlertDialog.Title className="px-5 pt-5 font-semibold text-ink text-lg">{title}</AlertDialog.Title>
            {children}
          </AlertDialog.Popup>
        </AlertDialog.Viewport>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

export const DialogDescription = AlertDialog.Description;

export function DialogBody({ children }: { readonly children: ReactNode }) {
  return <div className="flex flex-col gap-4 px-5 pt-2 pb-5 text-ink text-sm">{children}</div>;
}

/** On narrow screens the buttons stand one above the other, the main one on top. */
export function DialogFooter({ children }: { readonly children: ReactNode }) {
  return (
    <footer className="flex flex-col-reverse gap-2 border-line border-t px-5 py-4 sm:flex-row sm:justify-end">
      {children}
    </footer>
  );
}
