import styles from "./Labels.module.css";

/** Labels as `key=value`, in the order in which they were given. */
export function Labels({ labels }: { readonly labels: Readonly<Record<string, string>> }) {
  const entries = Object.entries(labels);
  if (entries.length === 0) return null;
  return (
    <ul className={styles.labels}>
      {entries.map(([key, value]) => (
        <li key={key} className={styles.label}>
          <code>
            {key}={value}
          </code>
        </li>
      ))}
    </ul>
  );
}
