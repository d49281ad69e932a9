import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useCatalog } from "../../data/live";
import { usePageTitle } from "../../ui/usePageTitle";
import pageStyles from "../page.module.css";
import { DocumentField } from "./DocumentField";
import { ImportReview } from "./ImportReview";

/** Where the text came from; null for a pasted one. */
export interface ImportedDocument {
  readonly text: string;
  readonly fileName: string | null;
}

/** Takes steps in from a file: first what it would change, then the change as a whole. */
export function ImportPage() {
  const { t } = useTranslation();
  const [document, setDocument] = useState<ImportedDocument | null>(null);
  const catalog = useCatalog();
  usePageTitle(t("transfer.import.title"), t("catalog.title"));
  usePaste(setDocument);
  return (
    <>
      <div className={pageStyles.head}>
        <h1>{t("transfer.import.title")}</h1>
        <Link to="/catalog">{t("transfer.import.toCatalog")}</Link>
      </div>
      <DocumentField document={document} onChange={setDocument} />
      {document && (
        <ImportReview
          key={document.text}
          document={document}
          // A catalog that changes meanwhile changes what the import would do.
          catalogVersion={catalog?.next_sequence ?? 0}
        />
      )}
    </>
  );
}

/** A text that is pasted while no field has the focus is taken as the document. */
function usePaste(onPaste: (document: ImportedDocument) => void): void {
  useEffect(() => {
    const listen = (event: ClipboardEvent) => {
      const target = event.target;
      if (target instanceof HTMLElement && target.closest("input, textarea, [contenteditable]")) return;
      const [file] = event.clipboardData?.files ?? [];
      if (file) void file.text().then((text) => onPaste({ text, fileName: file.name }));
      else {
        const text = event.clipboardData?.getData("text/plain") ?? "";
        if (text.trim() !== "") onPaste({ text, fileName: null });
      }
    };
    document.addEventListener("paste", listen);
    return () => document.removeEventListener("paste", listen);
  }, [onPaste]);
}
