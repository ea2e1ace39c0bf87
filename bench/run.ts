/** `npm run bench -- NAME [options]`: runs one benchmark. Not part of the tests: figures depend on the machine. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const here = import.meta.dirname;

/** Benchmarks by name: `bench/<folder>/<file>.ts` is called `folder`, or `folder/file` where a folder has several. */
function benchmarks(): Map<string, string> {
  const found = new Map<string, string>();
  for (const folder of readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    const files = readdirSync(path.join(here, folder.name)).filter((name) => name.endsWith('.bench.ts'));
    for (const file of files) {
      const name = file.replace('.bench.ts', '');
      found.set(
        files.length === 1 ? folder.name : `${folder.name}/${name}`,
        path.join(here, folder.name, file),
      );
    }
  }
  return found;
}

const [name, ...rest] = process.argv.slice(2);
const known = benchmarks();
const file = name === undefined ? undefined : known.get(name);
if (file === undefined || !existsSync(file)) {
  process.stderr.write(
    `${name === undefined ? 'Which benchmark?' : `There is no benchmark "${name}".`} Known: ${[...known.keys()].toSorted().join(', ')}.\n`,
  );
  process.exitCode = 2;
} else {
  // The benchmark reads its own options from where a program would find them.
  process.argv.splice(2, process.argv.length, ...rest);
  await import(pathToFileURL(file).href);
}
