import { Button, FileButton, Textarea } from "@mantine/core";
import { FileUp } from "lucide-react";
import { useState, type DragEvent } from "react";
import { useTranslation } from "react-i18next";
import { formatBytes } from "../../ui/format";
import styles from "./import.module.css";
import type { ImportedDocument } from "./ImportPage";

interface Props {
  readonly document: ImportedDocument | null;
  readonly onChange: (document: ImportedDocument | null) => void;
}

/** A pasted text from this length on is looked at without being shown: nobody goes on editing it by hand. */
const LONG = 20_000;

/** Takes a document: a file that is dropped or chosen, or a text that is pasted. */
export function DocumentField({ document, onChange }: Props) {
  const { t, i18n } = useTranslation();
  const [isOver, setOver] = useState(false);
  const [text, setText] = useState("");
  const take = (file: File | null | undefined) => {
    if (file) void file.text().then((read) => onChange({ text: read, fileName: file.name }));
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  const choose = (
    <FileButton accept=".json,.yaml,.yml,application/json,application/yaml,text/plain" onChange={take}>
      {(props) => (
        <Button variant="default" leftSection={<FileUp size={16} aria-hidden />} {...props}>
          {t(document ? "transfer.import.other" : "transfer.import.choose")}
        </Button>
      )}
    </FileButton>
  );
  return (
    <section
      className={styles.drop}
      data-over={isOver || undefined}
      aria-label={t("transfer.import.document")}
      onDragOverCapture={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeaveCapture={() => setOver(false)}
      onDropCapture={onDrop}
    >
      {document ? (
        <div className={styles.taken}>
          <strong>{document.fileName ?? t("transfer.import.pasted")}</strong>
          <span className={styles.secondary}>
            {formatBytes(new Blob([document.text]).size, i18n.language)}
          </span>
          {choose}
          <Button variant="subtle" onClick={() => onChange(null)}>
            {t("transfer.import.clear")}
          </Button>
        </div>
      ) : (
        <>
          <p>{t("transfer.import.drop")}</p>
          {choose}
          <Textarea
            className={styles.paste}
            label={t("transfer.import.paste")}
            description={t("transfer.import.forms")}
            placeholder={'{"version": 1, "steps": [...]}'}
            // A field that grows measures all its text with each key, which takes seconds for a whole catalog.
            rows={8}
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            onPaste={(event) => {
              const pasted = event.clipboardData.getData("text/plain");
              if (text !== "" || pasted.length < LONG) return;
              event.preventDefault();
              onChange({ text: pasted, fileName: null });
            }}
          />
          <Button
            variant="default"
            disabled={text.trim() === ""}
            onClick={() => onChange({ text, fileName: null })}
          >
            {t("transfer.import.look")}
          </Button>
        </>
      )}
    </section>
  );
}
