import { Combobox, TextInput, useCombobox } from "@mantine/core";
import { Target } from "lucide-react";
import { useDeferredValue, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Catalog } from "../model/catalog";
import { goalsOf, searchWishes, type Wish } from "../model/wishSearch";
import { TypeMark } from "../ui/TypeMark";
import styles from "./plan.module.css";

const MOST_SHOWN = 12;

interface Props {
  readonly catalog: Catalog;
  readonly goals: readonly string[];
  readonly onChoose: (stepIds: readonly string[]) => void;
}

/** "What do you want?": takes steps, and attributes, which stand for the step that makes them. */
export function GoalSearch({ catalog, goals, onChoose }: Props) {
  const { t } = useTranslation();
  const [query, setQuery] = useState("");
  const settled = useDeferredValue(query);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const wishes = useMemo(() => {
    const isChosen = (wish: Wish) => goalsOf(wish).every((id) => goals.includes(id));
    return searchWishes(catalog, settled, MOST_SHOWN + goals.length)
      .filter((wish) => !isChosen(wish))
      .slice(0, MOST_SHOWN);
  }, [catalog, settled, goals]);
  const choose = (key: string) => {
    const wish = wishes.find((one) => keyOf(one) === key);
    if (!wish) return;
    onChoose(wish.kind === "step" ? goalsOf(wish) : goalsOf(wish).slice(0, 1));
    setQuery("");
    combobox.closeDropdown();
  };
  return (
    <Combobox store={combobox} onOptionSubmit={choose} withinPortal={false}>
      <Combobox.Target>
        <TextInput
          className={styles.goalSearch}
          aria-label={t("plan.want")}
          placeholder={t("plan.want")}
          leftSection={<Target size={16} aria-hidden />}
          value={query}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            combobox.openDropdown();
            combobox.selectFirstOption();
          }}
          onClick={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options mah={360} style={{ overflowY: "auto" }} aria-label={t("plan.want")}>
          {wishes.length === 0 && <Combobox.Empty>{t("plan.nothingFound")}</Combobox.Empty>}
          {wishes.map((wish) => (
            <Combobox.Option key={keyOf(wish)} value={keyOf(wish)}>
              <WishLine wish={wish} />
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

function WishLine({ wish }: { readonly wish: Wish }) {
  const { t } = useTranslation();
  if (wish.kind === "step") {
    return (
      <span className={styles.wish}>
        <span>{wish.step.name}</span>
        <TypeMark type={wish.step.type} />
      </span>
    );
  }
  const [maker] = wish.makers;
  return (
    <span className={styles.wish}>
      <code>{wish.name}</code>
      <span className={styles.secondary}>
        {t("plan.madeBy", { step: maker?.name ?? "", count: wish.makers.length - 1 })}
      </span>
    </span>
  );
}

function keyOf(wish: Wish): string {
  return wish.kind === "step" ? `step ${wish.step.id}` : `attribute ${wish.name}`;
}
