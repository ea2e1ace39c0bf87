import { command } from '../src/corpus/commands/registry.ts';
import { openProject } from '../src/corpus/project.ts';
import { policies } from '../src/corpus/queries/training.ts';
import { listVideos } from '../src/corpus/queries/videos.ts';
import { projectIn } from './support/suggested-project.ts';
import { expect, openSample, runAction, test } from './support/studio.ts';

/** More than one answer of the service holds. */
const ITEMS = 720;

/** Asks the same of every video many times over, and lets a policy answer each. */
async function addMany(dir: string): Promise<void> {
  const project = await openProject(dir, { worker: false });
  try {
    const { writer, db } = project;
    const [shipped] = policies(db);
    if (shipped === undefined) throw new Error('The project has no policy.');
    const { videos } = listVideos(db);
    const ids = Array.from({ length: ITEMS }, (_none, at) => ({
      id: `many-${at}`,
      video: videos[at % videos.length]?.id ?? '',
    }));
    await writer.executeAll(
      ids.map(({ id, video }) =>
        command('createItem', { id, video, prompt: { task: 'TG', query: `many: ${id}` } }),
      ),
    );
    await writer.job('writeSuggestions', {
      policy: shipped.id,
      responses: ids.map(({ id }) => ({
        item: id,
        prediction: { intervals: [{ start: 1, end: 2 }], scores: [0.9], response: '' },
      })),
    });
  } finally {
    await project.close();
  }
}

test('suggestions of all found items are accepted together, however many, and one undo takes all back', async ({
  page,
  studio,
}) => {
  test.setTimeout(180_000);
  await openSample(page, studio);
  await page.goto('about:blank');
  await studio.stop();
  const dir = projectIn(studio.folder);
  await addMany(dir);
  await page.goto(await studio.start(dir));
  await page
    .getByRole('tab', { name: 'Review' })
    .or(page.getByRole('button', { name: 'Review' }))
    .first()
    .click();
  await page.getByRole('button', { name: 'Accept all…' }).click();
  const least = page.getByRole('textbox', { name: /^Least/i });
  await expect(least).toBeVisible({ timeout: 60_000 });
  await least.fill('0.5');
  const accept = page.getByRole('button', { name: `Accept ${ITEMS}`, exact: true });
  await accept.click();
  await expect(page.getByTestId('saved')).toContainText(/saved/i);
  await expect(accept).toHaveCount(0, { timeout: 60_000 });
  await runAction(page, 'Undo');
  // They are read anew, and wait for a threshold again.
  await expect(least).toBeVisible({ timeout: 60_000 });
  await least.fill('0.5');
  await expect(accept).toBeEnabled();
});
