import { Button, CopyButton, Group, Modal, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { changeCatalog } from "../../data/catalogUse";
import { showToast } from "../../data/toasts";
import { undoAct } from "../../data/undo";
import type { Json, JsonObject } from "../../model/json";
import { stringifyJson } from "../../model/json";
import { readObject } from "../../model/event";
import type { Step } from "../../model/step";
import { WriteProblem } from "../../ui/WriteProblem";
import { useCatalogActs } from "./catalogActs";

interface Props {
  readonly steps: readonly Step[];
  readonly selected: ReadonlySet<string>;
}

/** What can be done with all selected rows at once. Nothing is shown while none is selected. */
export function BulkActions({ steps, selected }: Props) {
  const { t } = useTranslation();
  const { askToDelete, showOnly } = useCatalogActs();
  const [isLabelling, setLabelling] = useState(false);
  const chosen = steps.filter(({ id }) => selected.has(id));
  if (chosen.length === 0) return null;
  const ids = chosen.map(({ id }) => id);
  return (
    <>
      <span>{t("catalog.bulk.selected", { count: chosen.length })}</span>
      <Button size="compact-md" variant="default" onClick={() => showOnly(ids)}>
        {t("catalog.action.only")}
      </Button>
      <CopyButton value={stringifyJson({ version: 1, steps: chosen.map(({ stored }) => stored) }, 2)}>
        {({ copied, copy }) => (
          <Button size="compact-md" variant="default" onClick={copy}>
            {copied ? t("words.copied") : t("catalog.action.copyJson")}
          </Button>
        )}
      </CopyButton>
      <Button size="compact-md" variant="default" onClick={() => setLabelling(true)}>
        {t("catalog.bulk.label")}
      </Button>
      <Button
        size="compact-md"
        variant="default"
        color="var(--state-failed)"
        onClick={() => askToDelete(ids)}
      >
        {t("catalog.action.delete")}
      </Button>
      <Modal
        opened={isLabelling}
        onClose={() => setLabelling(false)}
        title={t("catalog.bulk.labelTitle", { count: chosen.length })}
        closeButtonProps={{ "aria-label": t("catalog.bulk.cancel") }}
      >
        <LabelForm steps={chosen} onDone={() => setLabelling(false)} />
      </Modal>
    </>
  );
}

function LabelForm({ steps, onDone }: { readonly steps: readonly Step[]; readonly onDone: () => void }) {
  const { t } = useTranslation();
  const [key, setKey] = useState("");
  const [value, setValue] = useState("");
  const label = t("catalog.bulk.act", { count: steps.length });
  const change = useMutation({
    mutationFn: (isRemoval: boolean) =>
      changeCatalog({ upserts: steps.map((step) => labelled(step, key, isRemoval ? null : value)) }, label),
    onSuccess: (act) => {
      const undo = act && {
        label: t("catalog.delete.undo"),
        act: () => void undoAct(act).catch(() => undefined),
      };
      showToast(t("catalog.bulk.done", { count: steps.length }), undo);
      onDone();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (key !== "") change.mutate(false);
      }}
    >
      <TextInput
        label={t("catalog.bulk.key")}
        value={key}
        onChange={(event) => setKey(event.currentTarget.value)}
        data-autofocus
      />
      <TextInput
        mt="xs"
        label={t("catalog.bulk.value")}
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
      {change.error && <WriteProblem what={t("catalog.bulk.failed")} error={change.error} />}
      <Group gap="xs" mt="md">
        <Button type="submit" disabled={key === ""} loading={change.isPending}>
          {t("catalog.bulk.set")}
        </Button>
        <Button variant="default" disabled={key === ""} onClick={() => change.mutate(true)}>
          {t("catalog.bulk.remove")}
        </Button>
      </Group>
    </form>
  );
}

/** The definition with one label set, or without it; everything else stays as it is stored. */
function labelled(step: Step, key: string, value: string | null): Json {
  const labels: Record<string, Json> = { ...readObject(step.stored["labels"]) };
  if (value === null) delete labels[key];
  else labels[key] = value;
  const changed: JsonObject = { ...step.stored, labels };
  return changed;
}
