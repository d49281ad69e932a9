import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { EditorPanel } from "../../editor/EditorPanel";
import type { Target } from "../../editor/useOpening";
import { useCatalog } from "../../data/live";
import { usePageTitle } from "../../ui/usePageTitle";
import styles from "./EditorPage.module.css";

/** The editor of a stored step, at the side of the catalog or over it. */
export function EditStep() {
  const { t } = useTranslation();
  const { id } = useParams({ from: "/catalog/steps/$id/edit" });
  const { version, wide } = useSearch({ from: "/catalog/steps/$id/edit" });
  const catalog = useCatalog();
  usePageTitle(t("editor.editTitle", { name: catalog?.steps.get(id)?.name ?? id }), t("catalog.title"));
  return (
    <Placed
      key={`${id} ${version}`}
      target={{ kind: "edit", id, version }}
      isWide={wide === "yes"}
      closesTo={id}
    />
  );
}

/** The editor of a new step: empty, a copy, or a version of one that is gone. */
export function NewStep() {
  const { t } = useTranslation();
  const { type, from, version, wide } = useSearch({ from: "/catalog/new" });
  usePageTitle(t("editor.newTitle"), t("catalog.title"));
  return (
    <Placed
      key={`${type} ${from} ${version}`}
      target={{ kind: "new", type, from, version }}
      isWide={wide === "yes"}
      closesTo={from}
    />
  );
}

interface Props {
  readonly target: Target;
  readonly isWide: boolean;
  /** The step that is selected when the editor closes. */
  readonly closesTo: string | undefined;
}

function Placed({ target, isWide, closesTo }: Props) {
  const navigate = useNavigate();
  const goTo = (id: string | undefined) =>
    void navigate({
      to: "/catalog",
      search: (last) => ({
        ...last,
        select: id === undefined ? undefined : [id],
        wide: undefined,
        type: undefined,
        from: undefined,
        version: undefined,
      }),
      resetScroll: false,
    });
  const widen = () =>
    void navigate({
      to: ".",
      search: (last) => ({ ...last, wide: isWide ? undefined : ("yes" as const) }),
      replace: true,
    });
  return (
    <div className={isWide ? styles.wide : styles.side}>
      <EditorPanel
        target={target}
        isWide={isWide}
        onClose={() => goTo(closesTo)}
        onSaved={(id, wasNew) => wasNew && goTo(id)}
        onWiden={widen}
      />
    </div>
  );
}
