import { Button, Group, Modal } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { removeSteps } from "../../data/catalogUse";
import { showToast } from "../../data/toasts";
import { undoAct } from "../../data/undo";
import type { Catalog } from "../../model/catalog";
import { deletionEffects } from "../../model/deletion";
import { WriteProblem } from "../../ui/WriteProblem";
import styles from "./inspector/Inspector.module.css";

interface Props {
  /** Null while nothing is to be deleted. */
  readonly ids: readonly string[] | null;
  readonly catalog: Catalog;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
}

/** Asks before steps are deleted, and says what that does to the others. */
export function DeleteSteps({ ids, catalog, onClose, onDeleted }: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={ids !== null}
      onClose={onClose}
      title={t("catalog.delete.title", { count: ids?.length ?? 0, name: nameOf(catalog, ids?.[0]) })}
      closeButtonProps={{ "aria-label": t("catalog.delete.keep") }}
    >
      {ids && <Question ids={ids} catalog={catalog} onClose={onClose} onDeleted={onDeleted} />}
    </Modal>
  );
}

function Question({ ids, catalog, onClose, onDeleted }: Props & { readonly ids: readonly string[] }) {
  const { t } = useTranslation();
  const { orphaned, goalOf } = deletionEffects(catalog, new Set(ids));
  // The catalog forgets the name before the deletion is answered.
  const [name] = useState(() => nameOf(catalog, ids[0]));
  const label = t("catalog.delete.act", { count: ids.length, name });
  const removal = useMutation({
    mutationFn: () => removeSteps(ids, label),
    onSuccess: (act) => {
      // A refused undo is told where the undo is at home; here it only must not be lost as an error of the page.
      const undo = act && {
        label: t("catalog.delete.undo"),
        act: () => void undoAct(act).catch(() => undefined),
      };
      showToast(t("catalog.delete.done", { count: ids.length, name }), undo);
      onDeleted();
    },
  });
  return (
    <>
      <ul className={styles.effects}>
        {orphaned.map(({ attribute, consumers }) => (
          <li key={attribute}>
            {t("catalog.delete.orphaned", {
              attribute,
              steps: consumers.map((id) => nameOf(catalog, id)).join(", "),
            })}
          </li>
        ))}
        {goalOf.map((id) => (
          <li key={id}>{t("catalog.delete.goalOf", { name: nameOf(catalog, id) })}</li>
        ))}
        {orphaned.length + goalOf.length === 0 && <li>{t("catalog.delete.noEffects")}</li>}
        <li>{t("catalog.delete.running")}</li>
      </ul>
      {removal.error && <WriteProblem what={t("catalog.delete.failed")} error={removal.error} />}
      <Group gap="xs" mt="md">
        <Button
          color="var(--state-failed)"
          variant="outline"
          loading={removal.isPending}
          onClick={() => removal.mutate()}
        >
          {t("catalog.delete.confirm")}
        </Button>
        <Button variant="default" data-autofocus onClick={onClose}>
          {t("catalog.delete.keep")}
        </Button>
      </Group>
    </>
  );
}

function nameOf(catalog: Catalog, id: string | undefined): string {
  return id === undefined ? "" : (catalog.steps.get(id)?.name ?? id);
}
