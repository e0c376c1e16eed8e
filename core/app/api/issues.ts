/** One finding of a schema, as standard-schema tells it. */
interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** Where it is, and what was expected there. */
export const placeOfIssue = ({
  message,
  path = [],
}: Issue): { readonly path: string; readonly message: string } => ({
  path: path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
  message,
});
