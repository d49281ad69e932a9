import { ActionIcon, Button, SegmentedControl } from "@mantine/core";
import { Maximize2, Minimize2, Redo2, Undo2, X } from "lucide-react";
import { useEffect, useMemo, useRef, useState, type ReactNode, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import { useLocalNow } from "../data/clock";
import { useSession } from "../data/session";
import { readText } from "../model/event";
import { formatRelative } from "../ui/format";
import { draftOf } from "./draft/draft";
import { pathKey } from "./draft/paths";
import { dropDraft } from "./draftMemory";
import { EditorFoot } from "./EditorFoot";
import { definitionIn, Editor, EditorContext, isChangedIn, useEditor, useEditorActs } from "./editorStore";
import { StepForm } from "./form/StepForm";
import { JsonView } from "./JsonView";
import { LeaveDialog } from "./LeaveDialog";
import { MeetingNotice } from "./MeetingNotice";
import { showPreview } from "./preview";
import type { Opened } from "./useOpening";
import { useChecking } from "./useChecking";
import { useEditorKeys } from "./useEditorKeys";
import { useKeepDraft } from "./useKeepDraft";
import { useMeeting } from "./useMeeting";
import { useSave, whyNotSave } from "./useSave";
import styles from "./editor.module.css";

interface Props {
  readonly opened: Opened;
  readonly onClose: () => void;
  /** After a new step was stored, or an edited one was stored again. */
  readonly onSaved: (id: string, wasNew: boolean) => void;
  readonly isWide: boolean;
  /** Gives the editor the whole page, or takes it back to the side. */
  readonly onWiden: () => void;
}

/** The open editor of one step: form or JSON of one draft, checked while one types, saved when its author says so. */
export function EditorView(props: Props) {
  const [editor] = useState(() => new Editor(props.opened.base, props.opened.draft));
  return (
    <EditorContext value={editor}>
      <Body {...props} editor={editor} />
    </EditorContext>
  );
}

function Body({ opened, editor, isWide, onClose, onSaved, onWiden }: Props & { readonly editor: Editor }) {
  const { t } = useTranslation();
  const root = useRef<HTMLElement>(null);
  const view = useEditor((state) => state.view);
  const meeting = useMeeting(editor);
  const save = useSave(editor);
  useSettings(editor);
  useChecking(editor);
  useKeepDraft(editor, opened.name);
  usePreview(editor);
  useShownField(root);

  const saveNow = async (): Promise<string | null> => {
    const wasNew = editor.state.base.id === null;
    if (whyNotSave(editor.state, false) !== null) return null;
    const id = await save();
    if (id === null) return null;
    dropDraft(opened.name);
    onSaved(id, wasNew);
    return id;
  };
  useEditorKeys({ editor, root, onSave: () => void saveNow(), onClose });
  return (
    <section ref={root} className={styles.panel} aria-label={t("editor.panel")}>
      <Head isWide={isWide} onClose={onClose} onWiden={onWiden} />
      <div className={styles.body}>
        <MeetingNotice meeting={meeting} />
        {opened.keptAt !== null && <KeptNotice at={opened.keptAt} name={opened.name} />}
        {opened.isVersionMissing && <p className={styles.notice}>{t("editor.versionNotFound")}</p>}
        {view === "form" ? (
          <div>
            <StepForm />
          </div>
        ) : (
          <JsonView />
        )}
      </div>
      <EditorFoot onSave={() => void saveNow()} />
      <LeaveDialog name={opened.name} onSave={saveNow} />
    </section>
  );
}

function Head({ isWide, onClose, onWiden }: Pick<Props, "isWide" | "onClose" | "onWiden">) {
  const { t } = useTranslation();
  const editor = useEditorActs();
  const view = useEditor((state) => state.view);
  const title = useEditor((state) =>
    state.base.id === null ? "" : readText(definitionIn(state)["name"]) || state.base.id,
  );
  const canUndo = useEditor((state) => state.timeline.past.length > 0);
  const canRedo = useEditor((state) => state.timeline.future.length > 0);
  return (
    <div className={styles.head}>
      <h2 className={styles.title}>
        {title === "" ? t("editor.newTitle") : t("editor.editTitle", { name: title })}
      </h2>
      <SegmentedControl
        size="xs"
        aria-label={t("editor.view")}
        data={[
          { value: "form", label: t("editor.form") },
          { value: "json", label: t("editor.json") },
        ]}
        value={view}
        onChange={(chosen) => editor.set({ view: chosen === "json" ? "json" : "form" })}
      />
      <span>
        <IconButton
          label={t("editor.undo")}
          isOff={!canUndo}
          onClick={() => editor.undo()}
          icon={<Undo2 size={16} aria-hidden />}
        />
        <IconButton
          label={t("editor.redo")}
          isOff={!canRedo}
          onClick={() => editor.redo()}
          icon={<Redo2 size={16} aria-hidden />}
        />
        <IconButton
          label={t(isWide ? "editor.narrow" : "editor.widen")}
          onClick={onWiden}
          icon={isWide ? <Minimize2 size={16} aria-hidden /> : <Maximize2 size={16} aria-hidden />}
        />
        <IconButton label={t("editor.close")} onClick={onClose} icon={<X size={16} aria-hidden />} />
      </span>
    </div>
  );
}

interface IconButtonProps {
  readonly label: string;
  readonly icon: ReactNode;
  readonly isOff?: boolean;
  readonly onClick: () => void;
}

function IconButton({ label, icon, isOff = false, onClick }: IconButtonProps) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={label}
      title={label}
      disabled={isOff}
      onClick={onClick}
    >
      {icon}
    </ActionIcon>
  );
}

/** Says that these are changes of an earlier visit, and lets them go. */
function KeptNotice({ at, name }: { readonly at: number; readonly name: string }) {
  const { t, i18n } = useTranslation();
  const editor = useEditorActs();
  const now = useLocalNow(false);
  const [isGone, setGone] = useState(false);
  const isChanged = useEditor(isChangedIn);
  if (isGone || !isChanged) return null;
  const discard = () => {
    editor.act(() => draftOf(editor.state.base.definition));
    dropDraft(name);
    setGone(true);
  };
  return (
    <div className={styles.notice} role="status">
      <p>{t("editor.kept", { when: formatRelative(at, now, t, i18n.language) })}</p>
      <div>
        <Button variant="default" size="compact-sm" onClick={discard}>
          {t("editor.discardKept")}
        </Button>
      </div>
    </div>
  );
}

/** What an absent field means, as the node itself says it. */
function useSettings(editor: Editor): void {
  const { data } = useSession();
  useEffect(() => {
    if (data) editor.set({ engine: data.engine, webhookBaseUrl: data.webhook_base_url });
  }, [editor, data]);
}

/** Shows the graph what saving would change, while there is something to save. */
function usePreview(editor: Editor): void {
  const checked = useEditor((state) => state.checked);
  const definition = useEditor(definitionIn);
  const isChanged = useEditor(isChangedIn);
  const stepId = useEditor((state) => state.base.id ?? readText(definitionIn(state)["id"]));
  const preview = useMemo(
    () => (checked && isChanged && stepId !== "" ? { stepId, definition, effects: checked.effects } : null),
    [checked, isChanged, stepId, definition],
  );
  useEffect(() => showPreview(preview), [preview, editor]);
  useEffect(() => () => showPreview(null), []);
}

/** Brings the field that a link leads to into view, and gives it the focus; the nearest thing around it if it has none. */
function useShownField(root: RefObject<HTMLElement | null>): void {
  const shown = useEditor((state) => state.shown);
  useEffect(() => {
    if (shown === null) return;
    // Parts that were folded open in this frame; what is in them is there in the next.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        const fields = [...(root.current?.querySelectorAll<HTMLElement>("[data-path]") ?? [])];
        for (let length = shown.path.length; length > 0; length -= 1) {
          const key = pathKey(shown.path.slice(0, length));
          const field = fields.find(({ dataset }) => dataset["path"] === key);
          if (!field) continue;
          field.scrollIntoView({ block: "center" });
          field
            .querySelector<HTMLElement>("input, select, textarea, [contenteditable=true], button")
            ?.focus();
          return;
        }
      });
    });
    return () => cancelAnimationFrame(frame);
  }, [shown, root]);
}
