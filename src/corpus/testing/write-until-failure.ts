import { CorpusError } from '../errors.ts';
import { openProject } from '../project.ts';

/** Run by writer.test.ts as a process of its own, on a disk that takes only so much: writes until that fails. */
const project = await openProject(process.argv[2] ?? '', { worker: false });
const acknowledged: string[] = [];
for (let i = 0; ; i++) {
  const name = `label ${i}`;
  try {
    await project.writer.execute('addLabel', { group: null, name, description: 'x'.repeat(15_000) });
    acknowledged.push(name);
  } catch (error) {
    if (!(error instanceof CorpusError)) throw error;
    console.log(JSON.stringify({ acknowledged, error: { code: error.code, message: error.message } }));
    break;
  }
}
process.exit(0);
