import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { withoutJson } from "../draft/draft";
import { useEditorActs } from "../editorStore";
import styles from "./form.module.css";

/** Says in the form that the JSON view holds a text that cannot be read, and leads there. */
export function BrokenNotice() {
  const { t } = useTranslation();
  const editor = useEditorActs();
  return (
    <div className={styles.panel} role="alert">
      <p>{t("editor.broken")}</p>
      <div className={styles.row}>
        <Button variant="default" onClick={() => editor.set({ view: "json" })}>
          {t("editor.toJson")}
        </Button>
        <Button variant="default" onClick={() => editor.act(withoutJson)}>
          {t("editor.dropText")}
        </Button>
      </div>
    </div>
  );
}
