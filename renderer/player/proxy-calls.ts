import type { Told } from '../../src/tasks/said/said.ts';
import { attempt } from '../app/studio.ts';
import { client, queryClient, trpc } from '../client.ts';

/** Begins to make a video's proxy. */
export async function makeProxy(videoId: string): Promise<void> {
  const status = await attempt(client.proxies.make.mutate({ videoId }));
  if (status !== null) queryClient.setQueryData(trpc.proxies.of.queryKey({ videoId }), status);
}

/** Deletes a video's proxy, or all. Resolves with what came of it; null when a person was told that it failed. */
export async function removeProxies(videoId: string | null): Promise<Told | null> {
  return attempt(client.proxies.remove.mutate({ videoId }));
}
