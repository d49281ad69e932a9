import { ActionIcon, Button, Checkbox, NativeSelect, Popover, SegmentedControl } from "@mantine/core";
import { ChevronDown, ChevronUp, Columns3 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { FLOW_SORTS, type FlowSort } from "../../model/flowFilter";
import { moved, USUAL_SETTINGS, withShown, type TableSettings } from "../../model/tableSettings";
import styles from "./FilterBar.module.css";
import { useFilter } from "./useFilter";

interface Props {
  readonly settings: TableSettings;
  readonly change: (settings: TableSettings) => void;
}

/** The order of the rows, the columns and the density. */
export function TableMenu({ settings, change }: Props) {
  const { t } = useTranslation();
  const [filter, setFilter] = useFilter();
  const last = settings.columns.length - 1;
  return (
    <Popover position="bottom-end" width={300} trapFocus returnFocus shadow="md" withinPortal>
      <Popover.Target>
        <Button variant="default" size="sm" leftSection={<Columns3 size={16} aria-hidden />}>
          {t("flows.table")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={styles.dropdown}>
        <div className={styles.form}>
          <NativeSelect
            label={t("flows.sort.label")}
            value={`${filter.sort ?? "started"} ${filter.order ?? "desc"}`}
            onChange={({ currentTarget: { value } }) => {
              const [sort, order] = value.split(" ");
              setFilter({
                ...filter,
                sort: sort === "started" ? undefined : (sort as FlowSort),
                order: order === "asc" ? "asc" : undefined,
              });
            }}
            data={FLOW_SORTS.flatMap((sort) =>
              (["desc", "asc"] as const).map((order) => ({
                value: `${sort} ${order}`,
                label: t(`flows.sort.${sort}.${order}`),
              })),
            )}
          />
          <div>
            <span className={styles.groupName} id="flows-density">
              {t("flows.density.label")}
            </span>
            <SegmentedControl
              fullWidth
              aria-labelledby="flows-density"
              value={settings.density}
              onChange={(density) =>
                change({ ...settings, density: density === "compact" ? density : "comfortable" })
              }
              data={(["comfortable", "compact"] as const).map((value) => ({
                value,
                label: t(`flows.density.${value}`),
              }))}
            />
          </div>
          <fieldset className={styles.columns}>
            <legend className={styles.groupName}>{t("flows.columns")}</legend>
            {settings.columns.map(({ column, isShown }, place) => (
              <div key={column} className={styles.columnChoice}>
                <Checkbox
                  label={t(`flows.column.${column}`)}
                  checked={isShown}
                  disabled={column === "id"}
                  onChange={(event) => change(withShown(settings, column, event.currentTarget.checked))}
                />
                <ActionIcon
                  variant="subtle"
                  size={26}
                  disabled={place === 0}
                  aria-label={t("flows.moveLeft", { name: t(`flows.column.${column}`) })}
                  onClick={() => change(moved(settings, column, -1))}
                >
                  <ChevronUp size={16} aria-hidden />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  size={26}
                  disabled={place === last}
                  aria-label={t("flows.moveRight", { name: t(`flows.column.${column}`) })}
                  onClick={() => change(moved(settings, column, 1))}
                >
                  <ChevronDown size={16} aria-hidden />
                </ActionIcon>
              </div>
            ))}
          </fieldset>
          <Button variant="default" size="compact-sm" onClick={() => change(USUAL_SETTINGS)}>
            {t("flows.usual")}
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
