type Props = {
  readonly label: string;
  readonly value: number;
  readonly max: number;
};

/** How far something has come. The browser's own element: it needs no script and is read out as what it is. */
export function Progress({ label, value, max }: Props) {
  return (
    <progress
      aria-label={label}
      value={value}
      max={Math.max(1, max)}
      className="block h-2 w-full appearance-none overflow-hidden rounded-full bg-sunken [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent"
    />
  );
}
