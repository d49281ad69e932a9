import { Button, CopyButton } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { readObject } from "../../model/event";
import { parseJson, type Json } from "../../model/json";
import { attributeRows, innerName } from "../draft/attributes";
import { asCurl, requestPreview } from "../draft/requestPreview";
import { definitionIn, draftIn, useEditor } from "../editorStore";
import styles from "./form.module.css";

/** The request as the engine will send it, for samples, and the same as a command line. */
export function RequestPanel() {
  const { t } = useTranslation();
  const definition = useEditor(definitionIn);
  const kept = useEditor((state) => draftIn(state).samples.get("inputs"));
  const webhookBaseUrl = useEditor((state) => state.webhookBaseUrl);
  const preview = useMemo(
    () => requestPreview(definition, byAttribute(definition, kept ?? "{}"), webhookBaseUrl),
    [definition, kept, webhookBaseUrl],
  );
  return (
    <details>
      <summary className={styles.summary}>{t("editor.request.title")}</summary>
      <div className={`${styles.panel} ${styles.body}`}>
        <pre>
          {`${preview.method} ${preview.url}\n${preview.headers.map(([name, value]) => `${name}: ${value}`).join("\n")}`}
          {preview.body === null ? "" : `\n\n${preview.body}`}
        </pre>
        {preview.callback !== null && (
          <p>
            {t("editor.request.callback")} <code>{preview.callback}</code>
          </p>
        )}
        <p className={styles.help}>{t("editor.request.samples")}</p>
        <div>
          <CopyButton value={asCurl(preview)}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? t("words.copied") : t("editor.request.curl")}
              </Button>
            )}
          </CopyButton>
        </div>
      </div>
    </details>
  );
}

/** Samples are kept by inner name, as scripts see them. */
function byAttribute(
  definition: Parameters<typeof attributeRows>[0],
  text: string,
): ReadonlyMap<string, Json> {
  let samples: Json;
  try {
    samples = parseJson(text);
  } catch {
    return new Map();
  }
  const values = readObject(samples);
  return new Map(
    attributeRows(definition).flatMap((row): (readonly [string, Json])[] => {
      const value = values[innerName(row)];
      return value === undefined ? [] : [[row.name, value]];
    }),
  );
}
