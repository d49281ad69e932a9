import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { serverNow } from "../data/clock";
import { useLastChange } from "../data/catalogHistory";
import { formatRelative } from "../ui/format";
import { Differences } from "./code/Code";
import { changedFields } from "./draft/changedFields";
import { definitionText } from "./draft/definitionText";
import { draftOf } from "./draft/draft";
import { definitionIn, useEditor, useEditorActs } from "./editorStore";
import type { Meeting } from "./useMeeting";
import styles from "./editor.module.css";

/** Says that someone else changed or deleted the step meanwhile, and lets the author choose. Nothing happens by itself. */
export function MeetingNotice({ meeting }: { readonly meeting: Meeting }) {
  const { t } = useTranslation();
  if (meeting.kind === "none") return null;
  return (
    <div className={styles.notice} data-tone="problem" role="alert">
      {meeting.kind === "changed" ? (
        <Changed theirs={meeting.theirs} />
      ) : (
        <Deleted text={t("editor.meeting.deleted")} />
      )}
    </div>
  );
}

function Changed({ theirs }: { readonly theirs: Extract<Meeting, { kind: "changed" }>["theirs"] }) {
  const { t, i18n } = useTranslation();
  const editor = useEditorActs();
  const base = useEditor((state) => state.base);
  const mine = useEditor(definitionIn);
  const [areBothShown, setBothShown] = useState(false);
  const last = useLastChange(
    base.id ?? "",
    theirs.etag ?? definitionText(theirs.definition),
    base.id !== null,
  ).data;
  const when = last?.at ? formatRelative(last.at, serverNow(), t, i18n.language) : "";
  const way = last && isVia(last.via) ? t(`editor.meeting.via.${last.via}`) : "";
  const said = !last
    ? t("editor.meeting.changedNow")
    : last.by === null
      ? t("editor.meeting.changed", { when, way })
      : t("editor.meeting.changedBy", { who: last.by, when, way });
  const fields = changedFields(base.definition, theirs.definition).join(", ");
  const next = { id: base.id, definition: theirs.definition, etag: theirs.etag };
  return (
    <>
      <p>
        {said} {t("editor.meeting.what", { fields })} {t("editor.meeting.nothing")}
      </p>
      <div className={styles.row}>
        <Button variant="default" onClick={() => setBothShown(!areBothShown)}>
          {t(areBothShown ? "editor.meeting.hide" : "editor.meeting.both")}
        </Button>
        <Button variant="default" onClick={() => editor.restart(next, draftOf(theirs.definition))}>
          {t("editor.meeting.theirs")}
        </Button>
        <Button variant="default" onClick={() => editor.rebase(next)}>
          {t("editor.meeting.mine")}
        </Button>
      </div>
      {areBothShown && (
        <Differences
          before={definitionText(theirs.definition)}
          after={definitionText(mine)}
          beforeLabel={t("editor.meeting.stored")}
          afterLabel={t("editor.meeting.yours")}
        />
      )}
    </>
  );
}

function isVia(via: string): via is "ui" | "api" | "import" | "undo" {
  return ["ui", "api", "import", "undo"].includes(via);
}

function Deleted({ text }: { readonly text: string }) {
  const { t } = useTranslation();
  const editor = useEditorActs();
  const saveAsNew = () => editor.rebase({ id: null, definition: {}, etag: null });
  return (
    <>
      <p>{text}</p>
      <div className={styles.row}>
        <Button variant="default" onClick={saveAsNew}>
          {t("editor.meeting.saveAsNew")}
        </Button>
      </div>
    </>
  );
}
