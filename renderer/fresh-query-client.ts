import {
  QueryClient,
  type InvalidateOptions,
  type InvalidateQueryFilters,
  type QueryKey,
} from '@tanstack/react-query';

/**
 * Reads again whatever an event says has changed, also what is being read for the first time just then: the library leaves
 * such a reading alone, and what it brings may be older than the event. It would stay until something else changes.
 */
export class FreshQueryClient extends QueryClient {
  override async invalidateQueries<Key extends QueryKey = QueryKey>(
    filters: InvalidateQueryFilters<Key> = {},
    options?: InvalidateOptions,
  ): Promise<void> {
    const underWay = this.getQueryCache()
      .findAll(filters)
      .filter(({ state }) => state.data === undefined && state.fetchStatus === 'fetching')
      .map(async (query) => {
        await Promise.allSettled([query.promise]);
        await super.invalidateQueries({ queryKey: query.queryKey, exact: true }, options);
      });
    await Promise.all([super.invalidateQueries(filters, options), ...underWay]);
  }
}
