import { type RefObject, useEffect, useRef } from "react";
import { useFormStatus } from "react-dom";

/** Brings the keyboard to a field that its form has been refused for: the first of them, after every attempt. */
export function useFocusWhenRefused(field: RefObject<HTMLInputElement | null>, error: string | undefined): void {
  const { pending } = useFormStatus();
  const wasSent = useRef(false);
  useEffect(() => {
    if (pending) wasSent.current = true;
    if (pending || !wasSent.current || error === undefined) return;
    wasSent.current = false;
    const first = field.current?.form?.querySelector<HTMLElement>("[aria-invalid=true]");
    if (first === field.current) first?.focus();
  }, [pending, error, field]);
}
