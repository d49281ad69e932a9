import { Button, Popover, TextInput } from "@mantine/core";
import { Search, SlidersHorizontal } from "lucide-react";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { FLOW_STATES, toggled, type FlowState } from "../../model/flowFilter";
import type { Look } from "../../model/look";
import { SEARCH_FIELD } from "../../ui/KeysHelp";
import { StateMark } from "../../ui/StateMark";
import styles from "./FilterBar.module.css";
import { FilterPanel } from "./FilterPanel";
import { useFilter } from "./useFilter";

const LOOKS: Readonly<Record<FlowState, Look>> = {
  running: "running",
  waiting: "waiting",
  settling: "undoing",
  completed: "done",
  failed: "failed",
};
/** What is typed is searched when the typing has paused for so long. */
const TYPED_MS = 120;

/** Text, states and the way to all other filters; what else belongs into the line stands behind them. */
export function FilterBar({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation();
  const [filter, setFilter] = useFilter();
  return (
    <div className={styles.bar} role="search" aria-label={t("flows.filter")}>
      <SearchField />
      <div className={styles.states} role="group" aria-label={t("flows.state")}>
        {FLOW_STATES.map((state) => (
          <button
            key={state}
            type="button"
            className={styles.state}
            aria-pressed={filter.state?.includes(state) ?? false}
            onClick={() => setFilter(toggled(filter, "state", state))}
          >
            {state === "settling" ? t("flows.stateOf.settling") : <StateMark look={LOOKS[state]} />}
          </button>
        ))}
      </div>
      <Popover position="bottom-start" width={420} trapFocus returnFocus shadow="md" withinPortal>
        <Popover.Target>
          <Button variant="default" size="sm" leftSection={<SlidersHorizontal size={16} aria-hidden />}>
            {t("flows.moreFilters")}
          </Button>
        </Popover.Target>
        <Popover.Dropdown className={styles.dropdown}>
          <FilterPanel />
        </Popover.Dropdown>
      </Popover>
      {children}
    </div>
  );
}

function SearchField() {
  const { t } = useTranslation();
  const [filter, setFilter] = useFilter();
  const asked = filter.q ?? "";
  const [draft, setDraft] = useState({ asked, text: asked });
  // The address has changed otherwise than by this field: it wins.
  if (draft.asked !== asked) setDraft({ asked, text: asked });
  const latest = useRef(filter);
  useEffect(() => {
    latest.current = filter;
  });
  useEffect(() => {
    if (draft.text === draft.asked) return;
    const timer = setTimeout(() => {
      const isFurther = draft.asked !== "" && draft.text !== "";
      setFilter({ ...latest.current, q: draft.text || undefined }, isFurther ? "replace" : undefined);
      setDraft({ asked: draft.text, text: draft.text });
    }, TYPED_MS);
    return () => clearTimeout(timer);
  }, [draft, setFilter]);
  return (
    <TextInput
      {...SEARCH_FIELD}
      type="search"
      className={styles.search}
      aria-label={t("flows.search")}
      placeholder={t("flows.search")}
      leftSection={<Search size={16} aria-hidden />}
      value={draft.text}
      onChange={(event) => setDraft({ ...draft, text: event.currentTarget.value })}
    />
  );
}
