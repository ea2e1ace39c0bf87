import type { ParsedResponse } from '../tasks/answer-grammar.ts';

/**
 * R_format: 1 when the response is well-formed under its task's grammar, else 0 (method.md 3.2). The check really parses,
 * so a response that earns it can always be scored for localization too (method.md 11).
 */
export function formatReward(response: ParsedResponse): 0 | 1 {
  return response.ok ? 1 : 0;
}
