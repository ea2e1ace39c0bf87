/** The same keys as `T` with any texts: what a translation of `T` must have. */
export type Translated<T> = {
  readonly [K in keyof T]: T[K] extends string ? string : Translated<T[K]>;
};
