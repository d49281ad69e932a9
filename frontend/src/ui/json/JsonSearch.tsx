import { ActionIcon, TextInput } from "@mantine/core";
import { ChevronDown, ChevronUp, Search } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Hits } from "../../model/jsonDocument";
import styles from "./json.module.css";

interface Props {
  readonly text: string;
  readonly hits: Hits | null;
  /** Place of the hit that is shown, from 0. */
  readonly at: number;
  readonly onText: (text: string) => void;
  readonly onStep: (by: 1 | -1) => void;
  readonly children?: ReactNode;
}

/** Searches a JSON value: how often a text is there, and the way from one place to the next. */
export function JsonSearch({ text, hits, at, onText, onStep, children }: Props) {
  const { t } = useTranslation();
  const count = hits?.total ?? 0;
  return (
    <div className={styles.tools}>
      <TextInput
        size="xs"
        type="search"
        aria-label={t("value.search")}
        placeholder={t("value.search")}
        leftSection={<Search size={14} aria-hidden />}
        value={text}
        onChange={(event) => onText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") onStep(event.shiftKey ? -1 : 1);
        }}
      />
      {hits && text !== "" && (
        <span role="status" className={styles.count}>
          {count === 0 ? t("value.noHit") : t("value.hits", { count, at: at + 1 })}
        </span>
      )}
      {count > 1 && (
        <>
          <ActionIcon
            variant="subtle"
            size={24}
            aria-label={t("value.previousHit")}
            onClick={() => onStep(-1)}
          >
            <ChevronUp size={14} aria-hidden />
          </ActionIcon>
          <ActionIcon variant="subtle" size={24} aria-label={t("value.nextHit")} onClick={() => onStep(1)}>
            <ChevronDown size={14} aria-hidden />
          </ActionIcon>
        </>
      )}
      {children}
    </div>
  );
}
