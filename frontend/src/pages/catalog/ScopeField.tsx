import { ActionIcon, Menu, TextInput } from "@mantine/core";
import { ChevronDown, Focus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./Catalog.module.css";

/** What the menu writes; the rest of a term is typed after it. */
const PATTERNS = [
  ["step", "step:"],
  ["up", "up:"],
  ["down", "down:"],
  ["goal", "goal:"],
  ["attr", "attr:"],
  ["label", "label:"],
  ["async", "type:async"],
  ["unhealthy", "health:unhealthy"],
  ["unwired", "unwired:yes"],
] as const;

interface Props {
  readonly scope: string;
  readonly wrong: readonly string[];
  readonly change: (scope: string | undefined) => void;
}

/** The scope as text, with a menu for those who do not know its words. It is taken over by Enter or on leaving. */
export function ScopeField({ scope, wrong, change }: Props) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState({ scope, text: scope });
  // The address has changed: it wins over what was being typed.
  if (draft.scope !== scope) setDraft({ scope, text: scope });
  const apply = (text: string) => {
    if (text.trim() !== scope) change(text.trim() || undefined);
  };
  const append = (pattern: string) => {
    const text = [draft.text.trim(), pattern].filter(Boolean).join(" ");
    setDraft({ scope, text });
    if (!pattern.endsWith(":")) apply(text);
  };
  return (
    <TextInput
      className={styles.scope}
      aria-label={t("catalog.scope.label")}
      placeholder={t("catalog.scope.hint")}
      leftSection={<Focus size={16} aria-hidden />}
      value={draft.text}
      onChange={(event) => setDraft({ scope, text: event.currentTarget.value })}
      onBlur={() => apply(draft.text)}
      onKeyDown={(event) => {
        if (event.key === "Enter") apply(draft.text);
        else if (event.key === "Escape") setDraft({ scope, text: scope });
      }}
      error={wrong.length > 0 && t("catalog.scope.wrong", { words: wrong.join(" ") })}
      rightSection={
        <Menu position="bottom-end" returnFocus>
          <Menu.Target>
            <ActionIcon variant="subtle" size={26} aria-label={t("catalog.scope.menu")}>
              <ChevronDown size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {PATTERNS.map(([name, pattern]) => (
              <Menu.Item
                key={name}
                onClick={() => append(pattern)}
                rightSection={<code className={styles.pattern}>{pattern}</code>}
              >
                {t(`catalog.scope.term.${name}`)}
              </Menu.Item>
            ))}
            {scope !== "" && <Menu.Divider />}
            {scope !== "" && (
              <Menu.Item onClick={() => change(undefined)}>{t("catalog.scope.clear")}</Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      }
    />
  );
}
