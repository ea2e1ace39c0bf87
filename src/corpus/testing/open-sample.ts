import { join } from 'node:path';
import { createProject, type Project } from '../project.ts';
import type { WriterOptions } from '../writer.ts';
import { sampleDocument, temporaryFolder } from './sample.ts';

/** A project of the sample document in a temporary folder, written in this process; `remove` closes and deletes it. */
export async function openSample(
  options: WriterOptions = {},
): Promise<{ project: Project; remove: () => Promise<void> }> {
  const { dir, remove } = temporaryFolder();
  const project = await createProject(join(dir, 'project'), { worker: false, ...options });
  await project.writer.job('importDocument', sampleDocument());
  await project.writer.job('addPolicy', {
    id: 'p1',
    name: 'Policy 1',
    architecture: 'compact',
    architectureVersion: 1,
  });
  return {
    project,
    remove: async () => {
      await project.close();
      remove();
    },
  };
}
