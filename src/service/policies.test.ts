import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { openPage, testService } from './testing/running-service.ts';

// A real service on a machine that may be busy: the limit only ends what hangs.
vi.setConfig({ testTimeout: 120_000 });

it('a candidate can be discarded; a policy that suggests, or did, stays in the list', async () => {
  const service = await testService();
  const page = await openPage(service);
  await page.client.projects.create.mutate({ dir: join(service.folder, 'project'), title: 'Policies' });
  const { writer } = service.studio.core.session.project;
  for (const id of ['first', 'second', 'third'])
    await writer.job('addPolicy', {
      id,
      name: id,
      architecture: 'tabular',
      architectureVersion: 1,
      file: `policies/${id}.safetensors`,
    });
  await writer.job('promotePolicy', { policy: 'first' });
  await writer.job('promotePolicy', { policy: 'second' });
  const listed = async (): Promise<string[]> =>
    (await page.client.policies.list.query()).map(({ id }) => id).filter((id) => !id.includes('shipped'));
  expect(await listed()).toEqual(expect.arrayContaining(['first', 'second', 'third']));
  const { sentence } = await page.client.policies.discard.mutate({ policyId: 'third' });
  expect(sentence).toContain('Its file stays');
  expect(await listed()).not.toContain('third');
  expect(await listed()).toEqual(expect.arrayContaining(['first', 'second']));
  for (const policyId of ['first', 'second', 'third', 'nobody'])
    await expect(page.client.policies.discard.mutate({ policyId })).rejects.toThrow(/no candidate/u);
});
