import { useState } from "react";

/** Whether the server has another version than the one that this page was loaded from. */
export function useFirstVersion(version: string): boolean {
  const [first, setFirst] = useState("");
  if (first === "" && version !== "") setFirst(version);
  return first !== "" && version !== "" && version !== first;
}
