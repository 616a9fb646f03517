/** The mark: a head in profile, cut out of a disc. Decoration beside the name, which says the same. */
export function Logo({ className }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={className}>
      <rect width="32" height="32" rx="8" fill="var(--color-accent)" />
      <path
        fill="var(--color-on-accent)"
        d="M15.2 6c-4.6 0-8.2 3.5-8.2 8 0 2.9 1.4 5 3.1 6.7.6.6.9 1.4.9 2.3V26h9.3v-2.6c0-.7.5-1.2 1.2-1.2h.9c.9 0 1.6-.7 1.6-1.6v-2.3l1.4-.5c.5-.2.7-.8.4-1.2l-2-3.2C23.4 9.2 20 6 15.2 6Z"
      />
    </svg>
  );
}
