import { Switch, TextInput } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Flow } from "../../../model/flow";
import { compareText } from "../../../model/step";
import { SEARCH_FIELD } from "../../../ui/KeysHelp";
import tableStyles from "../../../ui/table.module.css";
import { TableRegion } from "../../../ui/TableRegion";
import pageStyles from "../../page.module.css";
import { AttributeRow } from "./AttributeRow";

const route = getRouteApi("/flows/$id");
const COLUMNS = ["name", "value", "from", "users"] as const;

interface Props {
  readonly flow: Flow;
  /** Only the attributes of this step. */
  readonly step: string | undefined;
  readonly lit: string | null;
  readonly onLight: (attribute: string | null) => void;
}

/** Every attribute of the flow: its values in order of arrival, where each comes from, and who used it. */
export function ValuesTab({ flow, step, lit, onLight }: Props) {
  const { t } = useTranslation();
  const { q = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const [isKnownOnly, setKnownOnly] = useState(false);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set(lit === null ? [] : [lit]));
  const { plan, attributes } = flow;
  const names = useMemo(() => namesOf({ plan, attributes }, step), [plan, attributes, step]);
  const wanted = q.trim().toLowerCase();
  const shown = names.filter(
    (name) => name.toLowerCase().includes(wanted) && (!isKnownOnly || attributes.has(name)),
  );
  const toggle = (name: string) => {
    const next = new Set(opened);
    if (!next.delete(name)) next.add(name);
    setOpened(next);
  };
  if (names.length === 0) return <p className={pageStyles.secondary}>{t("flow.values.none")}</p>;
  return (
    <div className={pageStyles.section}>
      <div className={pageStyles.actions}>
        <TextInput
          {...SEARCH_FIELD}
          size="xs"
          type="search"
          aria-label={t("flow.values.search")}
          placeholder={t("flow.values.search")}
          value={q}
          onChange={(event) => {
            const next = event.currentTarget.value || undefined;
            void navigate({
              search: (before) => ({ ...before, q: next }),
              replace: true,
              resetScroll: false,
            });
          }}
        />
        <Switch
          size="xs"
          label={t("flow.values.knownOnly")}
          checked={isKnownOnly}
          onChange={(event) => setKnownOnly(event.currentTarget.checked)}
        />
      </div>
      {shown.length === 0 && <p className={pageStyles.secondary}>{t("flow.values.noMatch")}</p>}
      {shown.length > 0 && (
        <TableRegion label={t("flow.values.scroll")}>
          <table className={tableStyles.table}>
            <thead>
              <tr>
                {COLUMNS.map((column) => (
                  <th key={column} scope="col">
                    {t(`flow.values.column.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            {shown.map((name) => (
              <AttributeRow
                key={name}
                flow={flow}
                name={name}
                isLit={name === lit}
                isOpen={opened.has(name)}
                onToggle={() => toggle(name)}
                onLight={onLight}
              />
            ))}
          </table>
        </TableRegion>
      )}
    </div>
  );
}

function namesOf({ plan, attributes }: Pick<Flow, "plan" | "attributes">, step: string | undefined) {
  if (step !== undefined) {
    const own = plan.steps.get(step)?.attributes.filter(({ role }) => role !== "const" && role !== "meta");
    return (own ?? []).map(({ name }) => name);
  }
  return [...new Set([...attributes.keys(), ...plan.attributes.keys()])].sort(compareText);
}
