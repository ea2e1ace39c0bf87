export * from './conv.ts';
export * from './create.ts';
export * from './elementwise.ts';
export * from './gather.ts';
export * from './layout.ts';
export * from './matmul.ts';
export * from './normalize.ts';
export type { Operand } from './operand.ts';
export * from './reduce.ts';
