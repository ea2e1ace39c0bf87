/** Joins folder names the way the first one is written: a path from Windows keeps its backslashes. */
export function joinPath(first: string, ...rest: readonly string[]): string {
  const separator = first.includes('\\') && !first.includes('/') ? '\\' : '/';
  const base = first.replace(/[\\/]+$/u, '');
  return [base, ...rest].join(separator);
}

/** The last name of a path. */
export function lastPart(path: string): string {
  return (
    path
      .replace(/[\\/]+$/u, '')
      .split(/[\\/]/u)
      .at(-1) ?? path
  );
}
