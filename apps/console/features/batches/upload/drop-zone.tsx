import { FileUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { type DragEvent, useState } from "react";
import { classNames } from "@/components/ui/class-names";

type Props = { readonly isDisabled: boolean; readonly onFile: (file: File | undefined) => void };

/** A labelled file input, as large as a target to drop on. */
export function DropZone({ isDisabled, onFile }: Props) {
  const t = useTranslations("batches.upload");
  const [isOver, setIsOver] = useState(false);

  function drop(event: DragEvent) {
    event.preventDefault();
    setIsOver(false);
    if (!isDisabled) onFile(event.dataTransfer.files[0]);
  }

  return (
    <label
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
      className={classNames(
        "flex cursor-pointer flex-col items-center gap-1.5 rounded-lg border-2 border-dashed px-6 py-8 text-center focus-within:outline-2 focus-within:outline-accent focus-within:outline-offset-2",
        isOver ? "border-accent bg-accent-soft" : "border-line-strong bg-raised hover:bg-hover",
      )}
    >
      <FileUp aria-hidden className="size-6 text-accent-strong" />
      <span className="font-medium">{t("choose")}</span>
      <span className="max-w-prose text-muted">{t("chooseHint")}</span>
      <input
        type="file"
        accept=".csv,.txt,text/csv,text/plain"
        disabled={isDisabled}
        onChange={(event) => {
          onFile(event.target.files?.[0]);
          event.target.value = "";
        }}
        className="sr-only"
      />
    </label>
  );
}
