import { Combobox, Kbd, Modal, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { Boxes, FileText, Search, Tag, Variable, Workflow, Zap, type LucideIcon } from "lucide-react";
import { useDeferredValue, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { findEntries, type Entry, type EntryKind } from "./entries";
import styles from "./Palette.module.css";
import { noteChoice, recentChoices } from "./recentChoices";
import { useFlowEntries, useLocalEntries } from "./usePaletteEntries";

const ICONS: Readonly<Record<EntryKind, LucideIcon>> = {
  action: Zap,
  page: FileText,
  step: Boxes,
  flow: Workflow,
  attribute: Variable,
  label: Tag,
};

const ASK_AFTER_MS = 150;

interface Props {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** One field for steps, flows, attributes, labels, pages and everything that the page on display can do. */
export function Palette({ isOpen, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Modal.Root
      opened={isOpen}
      onClose={onClose}
      padding={0}
      size={620}
      yOffset="12vh"
      transitionProps={{ duration: 0 }}
    >
      <Modal.Overlay />
      <Modal.Content aria-label={t("palette.title")}>
        <Choice onClose={onClose} />
      </Modal.Content>
    </Modal.Root>
  );
}

function Choice({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [query, setQuery] = useState("");
  const [recent] = useState(recentChoices);
  const wanted = useDeferredValue(query);
  const [askedFor] = useDebouncedValue(query, ASK_AFTER_MS);
  const local = useLocalEntries();
  const flows = useFlowEntries(askedFor);
  const found = useMemo(
    () => findEntries([...local, ...flows], wanted, recent),
    [local, flows, wanted, recent],
  );
  const combobox = useCombobox({ opened: true });
  const { selectFirstOption } = combobox;
  // The best line is chosen, also when the answer of the server changes which one that is.
  useEffect(() => {
    selectFirstOption();
  }, [found, selectFirstOption]);
  const choose = (key: string) => {
    const entry = found.flatMap(({ entries }) => entries).find((one) => one.key === key);
    if (!entry) return;
    noteChoice(key);
    onClose();
    entry.act();
  };
  return (
    <Combobox store={combobox} onOptionSubmit={choose}>
      <Combobox.EventsTarget>
        <TextInput
          data-autofocus
          size="md"
          variant="unstyled"
          className={styles.search}
          aria-label={t("palette.placeholder")}
          placeholder={t("palette.placeholder")}
          leftSection={<Search size={18} aria-hidden />}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
          // The list would take the key for itself.
          onKeyDownCapture={(event) => {
            if (event.key === "Escape") onClose();
          }}
        />
      </Combobox.EventsTarget>
      {found.length === 0 && <p className={styles.nothing}>{t("palette.nothing")}</p>}
      <Combobox.Options hidden={found.length === 0} className={styles.list} aria-label={t("palette.title")}>
        {found.map(({ kind, entries }) => (
          <Combobox.Group key={kind} label={t(`palette.kind.${kind}`)}>
            {entries.map((entry) => (
              <Combobox.Option key={entry.key} value={entry.key}>
                <Line entry={entry} />
              </Combobox.Option>
            ))}
          </Combobox.Group>
        ))}
      </Combobox.Options>
    </Combobox>
  );
}

function Line({ entry }: { readonly entry: Entry }) {
  const Icon = ICONS[entry.kind];
  return (
    <span className={styles.line}>
      <Icon size={16} aria-hidden />
      <span className={styles.title}>{entry.title}</span>
      {entry.note !== "" && <span className={styles.note}>{entry.note}</span>}
      {entry.keys !== "" && (
        <span className={styles.keys}>
          {entry.keys.split(" ").map((part, place) => (
            <Kbd key={place}>{part}</Kbd>
          ))}
        </span>
      )}
    </span>
  );
}
