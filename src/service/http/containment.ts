import { realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';

const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\..*)?$/iu;

/**
 * The real file that a URL path names inside `root`, or null when it names nothing there. Links are followed and the result
 * is compared by relative path, so that neither a sibling folder with the same prefix nor a link out of `root` is inside.
 * @param urlPath Percent-encoded path as in the request line, decoded here exactly once.
 */
export async function resolveInside(root: string, urlPath: string): Promise<string | null> {
  const parts = safeParts(urlPath);
  if (parts === null) return null;
  try {
    const [base, target] = await Promise.all([realpath(root), realpath(join(root, ...parts))]);
    return isInside(base, target) ? target : null;
  } catch {
    return null;
  }
}

/** True when `target` is `base` or lies below it; both absolute and real. */
export function isInside(base: string, target: string): boolean {
  const way = relative(base, target);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/** The path's names, or null when one of them could mean something else than a plain name on any system. */
function safeParts(urlPath: string): string[] | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(urlPath);
  } catch {
    return null;
  }
  const parts = decoded.split('/').filter((part) => part !== '');
  const plain = parts.every(
    (part) =>
      // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
      part !== '.' && part !== '..' && !/[\\:\u0000-\u001f]/u.test(part) && !DEVICE.test(part),
  );
  return plain ? parts : null;
}
