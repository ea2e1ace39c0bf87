import path from 'node:path';

/** The project folder named on a command line: the last argument that is not a switch, as an absolute path. */
export function projectArgument(args: readonly string[]): string | null {
  const named = args.findLast((each) => each !== '' && each !== '.' && !each.startsWith('-'));
  return named === undefined ? null : path.resolve(named);
}
