import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Hits, JsonPath, JsonRow } from "../../model/jsonDocument";
import { JsonTree } from "../JsonTree";
import { JsonLine } from "./JsonLine";
import { JsonRows } from "./JsonRows";
import { JsonSearch } from "./JsonSearch";
import styles from "./json.module.css";
import { valueAddress, type ValuePlace } from "./place";
import { loadInWorker, type JsonSource } from "./source";

interface Props {
  readonly place: ValuePlace;
  readonly path: JsonPath;
  readonly masks: readonly string[];
}

type Loading = "no" | "reading" | "open" | { readonly problem: string };

/** A value that is too large to come by itself: it is read when it is asked for, and stays in a worker. */
export function LargeValue({ place, path, masks }: Props) {
  const { t } = useTranslation();
  const [state, setState] = useState<Loading>("no");
  const [source, setSource] = useState<JsonSource | null>(null);
  const address = valueAddress(place, path);
  useEffect(() => () => source?.close(), [source]);
  const load = () => {
    setState("reading");
    loadInWorker(address, { open: 1, masks, plain: [] }).then(
      (opened) => {
        setSource(opened);
        setState("open");
      },
      (error: unknown) => setState({ problem: error instanceof Error ? error.message : String(error) }),
    );
  };
  return (
    <span className={styles.large}>
      {state === "no" && (
        <button type="button" className={styles.link} onClick={load}>
          {t("value.load")}
        </button>
      )}
      {state === "reading" && <span role="status">{t("value.reading")}</span>}
      {typeof state === "object" && (
        <span role="alert">
          {t("value.unread", { problem: state.problem })}{" "}
          <button type="button" className={styles.link} onClick={load}>
            {t("words.tryAgain")}
          </button>
        </span>
      )}
      <a href={address} download="value.json">
        {t("value.download")}
      </a>
      {source && state === "open" && <OpenValue source={source} />}
    </span>
  );
}

/** Rows that are asked for at once around the window. */
const SLICE = 120;

function OpenValue({ source }: { readonly source: JsonSource }) {
  const { t } = useTranslation();
  const [slice, setSlice] = useState<{ readonly from: number; readonly rows: readonly JsonRow[] }>({
    from: 0,
    rows: [],
  });
  const [total, setTotal] = useState(1);
  const [text, setText] = useState("");
  const [found, setFound] = useState<Hits | null>(null);
  const [at, setAt] = useState(0);
  const [reveal, setReveal] = useState(-1);
  const wanted = useRef({ from: -1, text: "" });

  const read = useCallback(
    (from: number) => {
      wanted.current.from = from;
      void source.rows(from, SLICE).then((answer) => {
        if (wanted.current.from !== from) return;
        setSlice({ from, rows: answer.rows });
        setTotal(answer.total);
      }, ignoreClosed);
    },
    [source],
  );
  useEffect(() => read(0), [read]);
  const onRange = useCallback(
    (from: number, to: number) => {
      const { from: known } = wanted.current;
      if (from >= known && to < known + SLICE) return;
      read(Math.max(0, from - Math.floor((SLICE - (to - from)) / 2)));
    },
    [read],
  );
  const show = (hits: Hits, place: number) => {
    setAt(place);
    const key = hits.keys[place];
    if (key === undefined) return;
    void source.placeOf(key).then((index) => {
      setReveal(index);
      read(Math.max(0, index - SLICE / 2));
    }, ignoreClosed);
  };
  const search = (next: string) => {
    setText(next);
    wanted.current.text = next;
    void source.search(next).then((hits) => {
      if (wanted.current.text !== next) return;
      setFound(hits);
      show(hits, 0);
    }, ignoreClosed);
  };
  return (
    <span className={styles.openValue}>
      <JsonSearch
        text={text}
        hits={found}
        at={at}
        onText={search}
        onStep={(by) => {
          const count = found?.keys.length ?? 0;
          if (found && count > 0) show(found, (at + by + count) % count);
        }}
      >
        <button
          type="button"
          className={styles.link}
          onClick={() => void source.textAt([]).then((whole) => navigator.clipboard.writeText(whole))}
        >
          {t("value.copyValue")}
        </button>
      </JsonSearch>
      <JsonRows
        label={t("value.scroll")}
        total={total}
        onRange={onRange}
        reveal={reveal}
        draw={(index) => {
          const row = slice.rows[index - slice.from];
          if (!row) return <div className={styles.row} />;
          return (
            <JsonLine
              row={row}
              isHit={row.key === found?.keys[at]}
              onToggle={() => void source.toggle(row.key).then(() => read(slice.from), ignoreClosed)}
              textAt={(path) => source.textAt(path)}
              draw={(inner) => <JsonTree value={inner} />}
            />
          );
        }}
      />
    </span>
  );
}

/** Whoever closed the value does not wait for its answers any more. */
function ignoreClosed(): void {}
