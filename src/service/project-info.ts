import { basename } from 'node:path';
import { projectInfo } from '../corpus/queries/project.ts';
import type { ProjectInfo } from './contract/index.ts';
import type { Session } from './session.ts';

/** The open project as the page shows it. */
export function projectInfoOf({ project, shelf }: Session): ProjectInfo {
  const { title, counts, revision } = projectInfo(project.db);
  const { dir } = project.paths;
  return { dir, title: title ?? basename(dir), counts: { ...counts }, policyId: shelf.currentId(), revision };
}
