import { Button, Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Refusal } from "../data/rest";
import { dropRefused, forget, type RefusedUndo } from "../data/undo";
import { readObject, readText } from "../model/event";
import { isJsonList, isJsonObject, type Json } from "../model/json";
import { Differences } from "./code/Code";
import { definitionText } from "./draft/definitionText";
import styles from "./editor.module.css";

/** Why a change could not be taken back, and what is different by now. */
export function UndoRefused({ refused: { act, direction, error } }: { readonly refused: RefusedUndo }) {
  const { t } = useTranslation();
  const isRefusal = error instanceof Refusal;
  const differs = isRefusal ? error.body["differs"] : undefined;
  const close = { "aria-label": t("editor.undoRefused.close") };
  return (
    <Modal
      opened
      size="xl"
      onClose={dropRefused}
      title={t(`editor.undoRefused.${direction}`, { what: act.label })}
      closeButtonProps={close}
    >
      <div className={styles.effects}>
        <p className={styles.lines}>{isRefusal ? error.message : t("editor.undoRefused.unreachable")}</p>
        {isRefusal && <p>{t("editor.undoRefused.do")}</p>}
        {(isJsonList(differs) ? differs : []).map((step) => (
          <Difference key={readText(readObject(step)["step_id"])} step={step} />
        ))}
        <div className={styles.row}>
          {isRefusal && (
            <Button
              variant="default"
              onClick={() => {
                forget(act);
                dropRefused();
              }}
            >
              {t("editor.undoRefused.drop")}
            </Button>
          )}
          <Button onClick={dropRefused}>{t("editor.undoRefused.close")}</Button>
        </div>
      </div>
    </Modal>
  );
}

function Difference({ step }: { readonly step: Json }) {
  const { t } = useTranslation();
  const { step_id, expected, current } = readObject(step);
  const text = (definition: Json | undefined) => (isJsonObject(definition) ? definitionText(definition) : "");
  if (!isJsonObject(current)) return <p>{t("editor.undoRefused.gone", { id: readText(step_id) })}</p>;
  return (
    <Differences
      before={text(expected)}
      after={text(current)}
      beforeLabel={t("editor.undoRefused.left")}
      afterLabel={t("editor.undoRefused.now")}
    />
  );
}
