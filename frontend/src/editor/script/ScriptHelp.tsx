import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { LibraryWord } from "../code/library";
import styles from "./script.module.css";

interface Help {
  readonly intro: readonly string[];
  readonly examples: readonly (readonly [title: string, script: string])[];
}

interface Props {
  readonly language: "ale" | "lua" | "jpath";
  readonly onExample: (script: string) => void;
}

/** Short help with five examples, from this page's own files: it needs no network once it was opened. */
export function ScriptHelp({ language, onExample }: Props) {
  const { t } = useTranslation();
  const [texts, setTexts] = useState<Readonly<Record<Props["language"], Help>> | null>(null);
  const load = async () => {
    const { default: loaded } = await import("../../i18n/en/scriptHelp.json");
    setTexts(loaded as unknown as Readonly<Record<Props["language"], Help>>);
  };
  const help = texts?.[language];
  return (
    <details onToggle={(event) => event.currentTarget.open && void load()}>
      <summary className={styles.summary}>
        {t("editor.script.help", { language: t(`editor.script.${language}`) })}
      </summary>
      {help && (
        <div className={styles.panel}>
          {help.intro.map((line) => (
            <p key={line}>{line}</p>
          ))}
          {help.examples.map(([title, script]) => (
            <div key={title} className={styles.example}>
              <span>{title}</span>
              <pre>{script}</pre>
              <Button variant="default" size="compact-xs" onClick={() => onExample(script)}>
                {t("editor.script.example")}
              </Button>
            </div>
          ))}
          <Library key={language} language={language} />
        </div>
      )}
    </details>
  );
}

/** Every word that the engine knows by itself, with how it is used; searched by name and by meaning. */
function Library({ language }: { readonly language: Props["language"] }) {
  const { t } = useTranslation();
  const [words, setWords] = useState<readonly LibraryWord[]>([]);
  const [filter, setFilter] = useState("");
  const load = async () => {
    const { libraryOf } = await import("../code/library");
    setWords(libraryOf(language));
  };
  const wanted = filter.trim().toLowerCase();
  const found = words.filter(({ usage, help }) => `${usage} ${help}`.toLowerCase().includes(wanted));
  return (
    <details onToggle={(event) => event.currentTarget.open && void load()}>
      <summary className={styles.summary}>{t("editor.script.library")}</summary>
      <TextInput
        aria-label={t("editor.script.filter")}
        placeholder={t("editor.script.filter")}
        value={filter}
        onChange={(event) => setFilter(event.currentTarget.value)}
      />
      <ul className={styles.library}>
        {found.map(({ name, usage, help }) => (
          <li key={name}>
            <code>{usage}</code> <span className={styles.secondary}>{help}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
