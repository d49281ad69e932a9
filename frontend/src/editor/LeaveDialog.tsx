import { Button, Modal } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { readText } from "../model/event";
import { dropDraft } from "./draftMemory";
import { draftOf } from "./draft/draft";
import { definitionIn, isChangedIn, useEditor, useEditorActs } from "./editorStore";
import styles from "./editor.module.css";

interface Props {
  /** Under which name the draft is kept. */
  readonly name: string;
  readonly onSave: () => Promise<string | null>;
}

/** Asks when a page with unsaved changes is left. A reload or a closed tab asks nothing: the draft is kept. */
export function LeaveDialog({ name, onSave }: Props) {
  const { t } = useTranslation();
  const editor = useEditorActs();
  const title = useEditor(
    (state) => readText(definitionIn(state)["name"]) || (state.base.id ?? t("editor.newTitle")),
  );
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => current.pathname !== next.pathname && isChangedIn(editor.state),
    enableBeforeUnload: false,
    withResolver: true,
  });
  if (blocker.status !== "blocked") return null;
  const discard = () => {
    editor.restart(editor.state.base, draftOf(editor.state.base.definition));
    dropDraft(name);
    blocker.proceed();
  };
  const save = async () => {
    if ((await onSave()) === null) blocker.reset();
    else blocker.proceed();
  };
  return (
    <Modal
      opened
      onClose={() => blocker.reset()}
      title={t("editor.leave.title")}
      centered
      closeButtonProps={{ "aria-label": t("editor.leave.stay") }}
    >
      <div className={styles.list}>
        <p>{t("editor.leave.text", { name: title })}</p>
        <div className={styles.row}>
          <Button onClick={() => void save()}>{t("editor.leave.save")}</Button>
          <Button variant="default" onClick={() => blocker.proceed()}>
            {t("editor.leave.keep")}
          </Button>
          <Button variant="default" onClick={discard}>
            {t("editor.leave.discard")}
          </Button>
          <Button variant="default" onClick={() => blocker.reset()} data-autofocus>
            {t("editor.leave.stay")}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
