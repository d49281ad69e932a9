import { useMemo, useReducer, useState } from "react";
import { useTranslation } from "react-i18next";
import { USUAL_MASKS, useSession } from "../data/session";
import { stringifyJson, type Json } from "../model/json";
import { JsonDocument, type Hits, type JsonPath } from "../model/jsonDocument";
import { CopyText } from "./CopyText";
import { JsonLine } from "./json/JsonLine";
import { JsonRows } from "./json/JsonRows";
import { JsonSearch } from "./json/JsonSearch";
import styles from "./json/json.module.css";
import { LargeValue } from "./json/LargeValue";
import type { ValuePlace } from "./json/place";

/** So many rows are drawn as they are; more of them scroll in a box of their own. */
const ALL_ROWS = 80;
/** A tree with more rows than this can be searched. */
const SEARCHED_FROM = 10;

interface Props {
  readonly value: Json;
  /** Levels that are open at first. */
  readonly open?: number;
  /** Keys of members that are shown although their names fit a mask, such as `/token` of an event. */
  readonly plain?: readonly string[];
  /** Where the value lies, so that what the server left out can be read. */
  readonly place?: ValuePlace | undefined;
  /** Whether it can be searched and copied; by default when it is long. */
  readonly hasTools?: boolean;
}

const NOTHING: readonly string[] = [];

/** A JSON value as a tree: it folds, numbers are exact, texts are whole, and long ones scroll. */
export function JsonTree({ value, open = 1, plain = NOTHING, place, hasTools }: Props) {
  const { t } = useTranslation();
  const masks = useSession().data?.mask_patterns ?? USUAL_MASKS;
  const document = useMemo(
    () => new JsonDocument(value, { open, masks, plain }),
    [value, open, masks, plain],
  );
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const [text, setText] = useState("");
  const [found, setFound] = useState<Hits | null>(null);
  const [at, setAt] = useState(0);
  const rows = document.rows();
  const hit = found?.keys[at];
  const search = (wanted: string) => {
    setText(wanted);
    setFound(wanted === "" ? null : document.search(wanted));
    setAt(0);
  };
  const step = (by: 1 | -1) => {
    const count = found?.keys.length ?? 0;
    if (count > 0) setAt((at + by + count) % count);
  };
  const draw = (index: number) => {
    const row = rows[index];
    if (!row) return null;
    return (
      <JsonLine
        key={row.key}
        row={row}
        isHit={row.key === hit}
        onToggle={() => {
          document.toggle(row.key);
          redraw();
        }}
        textAt={(path) => Promise.resolve(document.textAt(path))}
        large={place && ((path: JsonPath) => <LargeValue place={place} path={path} masks={masks} />)}
        draw={(inner) => <JsonTree value={inner} />}
      />
    );
  };
  return (
    <div className={styles.tree}>
      {(hasTools ?? rows.length > SEARCHED_FROM) && (
        <JsonSearch text={text} hits={found} at={at} onText={search} onStep={step}>
          <CopyText text={() => stringifyJson(value, 2)} what={t("value.whole")} />
        </JsonSearch>
      )}
      {rows.length > ALL_ROWS ? (
        <JsonRows
          label={t("value.scroll")}
          total={rows.length}
          draw={draw}
          reveal={hit === undefined ? -1 : rows.findIndex(({ key }) => key === hit)}
        />
      ) : (
        rows.map((_, index) => draw(index))
      )}
    </div>
  );
}
