import { Link } from "@tanstack/react-router";
import { LongId } from "./LongId";

/** A step of the catalog by its id. */
export function StepLink({ id }: { readonly id: string }) {
  return (
    <Link to="/catalog/steps/$id" params={{ id }}>
      <LongId id={id} />
    </Link>
  );
}
