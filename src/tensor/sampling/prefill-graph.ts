import { Net, type InputSpecs } from '../model-graph.ts';
import { reshape, transpose } from '../ops/layout.ts';
import type { ParameterStore } from '../parameter-store.ts';
import type { Value } from '../value.ts';
import { wholePass, type Decoder } from './decoder.ts';
import { names } from './names.ts';

/** What a prompt is besides tokens. */
export interface PromptInputs {
  readonly inputs: InputSpecs;
  /** [prompts, length, width] from the tokens and the inputs: pictures in the place of some tokens, say. */
  readonly embed: (net: Net, tokens: Value) => Value;
}

/** The graph that reads prompts: int32 tokens [prompts, length] -> keys and values of each layer. */
export function prefillGraph(
  store: ParameterStore,
  decoder: Decoder,
  prompts: number,
  length: number,
  frozen: boolean,
  special?: PromptInputs,
): Net {
  const net = new Net('prefill', store, special?.inputs ?? {}, frozen);
  const { keyHeads, headSize } = decoder;
  const tokens = net.graph.input(names.promptTokens, 'int32', [prompts, length]);
  const pass = wholePass(net, decoder, tokens);
  decoder.blocks(special?.embed(net, tokens) ?? decoder.embed(net, tokens), {
    ...pass,
    attend: (layer, q, k, v) => {
      const heads = (x: Value) => reshape(x, [prompts, length, keyHeads, headSize]);
      net.graph.output(`${names.promptKeys}${layer}`, transpose(heads(k), [0, 2, 3, 1]));
      net.graph.output(`${names.promptValues}${layer}`, transpose(heads(v), [0, 2, 1, 3]));
      return pass.attend(layer, q, k, v);
    },
  });
  return net;
}
