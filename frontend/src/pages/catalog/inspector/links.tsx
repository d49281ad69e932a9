import { useTranslation } from "react-i18next";
import { LongId } from "../../../ui/LongId";
import { useCatalogActs } from "../catalogActs";
import styles from "./Inspector.module.css";

/** The name of an attribute: pointed at, it lights up its wires; pressed, it is selected. */
export function AttributeButton({ name }: { readonly name: string }) {
  const { light, selectAttribute } = useCatalogActs();
  return (
    <button
      type="button"
      className={styles.name}
      onClick={() => selectAttribute(name)}
      onPointerEnter={() => light(name)}
      onPointerLeave={() => light(null)}
      onFocus={() => light(name)}
      onBlur={() => light(null)}
    >
      <code>{name}</code>
    </button>
  );
}

/** A step of the same catalog: pressed, it is selected and brought into view. */
export function StepName({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const { open, nameOf } = useCatalogActs();
  const name = nameOf(id);
  return (
    <button
      type="button"
      className={styles.name}
      title={t("catalog.inspector.openStep", { id })}
      onClick={() => open(id)}
    >
      {name === id ? <LongId id={id} /> : name}
    </button>
  );
}
