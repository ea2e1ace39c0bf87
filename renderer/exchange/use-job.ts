import { useQuery } from '@tanstack/react-query';
import type { Job } from '../../src/service/contract/index.ts';
import { trpc } from '../client.ts';

/** A job by its id as its events tell it; null before the first one. */
export function useJob(jobId: string | null): Job | null {
  const jobs = useQuery(trpc.jobs.list.queryOptions()).data;
  return jobs?.find((job) => job.id === jobId) ?? null;
}

export function isOver(job: Job): boolean {
  return job.state === 'done' || job.state === 'failed' || job.state === 'cancelled';
}
