import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Loading } from "../ui/Loading";
import { Notice } from "../ui/Notice";
import { ReadProblem } from "../ui/ReadProblem";
import { EditorView } from "./EditorView";
import { useOpening, type Target } from "./useOpening";

interface Props {
  readonly target: Target;
  readonly onClose: () => void;
  /** After the step was stored. */
  readonly onSaved: (id: string, wasNew: boolean) => void;
  readonly isWide: boolean;
  /** Gives the editor the whole page, or takes it back to the side. */
  readonly onWiden: () => void;
}

/** The step editor with its own states of loading, missing and failed. It fills the width that it is given. */
export function EditorPanel({ target, isWide, onClose, onSaved, onWiden }: Props) {
  const { t } = useTranslation();
  const opening = useOpening(target);
  switch (opening.state) {
    case "loading":
      return <Loading awaited="server" rows={8} />;
    case "failed":
      return <ReadProblem what={t("editor.what")} error={opening.error} onTryAgain={opening.tryAgain} />;
    case "missing": {
      const id = target.kind === "edit" ? target.id : (target.from ?? "");
      return (
        <Notice title={t("editor.missing")}>
          <p>{t("editor.missingText", { id })}</p>
          <Button renderRoot={(props) => <Link to="/catalog/new" {...props} />}>
            {t("editor.createIt")}
          </Button>
          <Link to="/catalog">{t("editor.toCatalog")}</Link>
        </Notice>
      );
    }
    case "open":
      return (
        <EditorView
          opened={opening.opened}
          isWide={isWide}
          onClose={onClose}
          onSaved={onSaved}
          onWiden={onWiden}
        />
      );
  }
}
