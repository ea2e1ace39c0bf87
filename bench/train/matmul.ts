import { measureDevice } from '../../src/tensor/index.ts';

/** Thousand million operations a second of a large float32 product on the cpu. */
export async function matmulGflops(threads: number): Promise<number | null> {
  const report = await measureDevice('cpu', { threads, seconds: 0.5 });
  return report.usable ? report.gflops : null;
}
