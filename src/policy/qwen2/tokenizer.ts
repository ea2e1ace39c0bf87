import path from 'node:path';
import { Template } from '@huggingface/jinja';
import { Tokenizer } from '@huggingface/tokenizers';
import * as z from 'zod';
import { CheckpointError, readJson, readOptionalJson, readOptionalText } from './checkpoint-file.ts';

/** A part of a message: text, or the place of a picture or video. */
export type MessagePart =
  { readonly type: 'text'; readonly text: string } | { readonly type: 'video' } | { readonly type: 'image' };

export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string | readonly MessagePart[];
}

const tokenizerSchema = z.looseObject({
  model: z.looseObject({ type: z.literal('BPE') }),
  added_tokens: z.array(z.looseObject({ id: z.int(), content: z.string() })),
});

const templateSchema = z.union([
  z.string(),
  z.array(z.looseObject({ name: z.string(), template: z.string() })),
]);
const settingsSchema = z.looseObject({ chat_template: templateSchema.nullish() });
const templateFileSchema = z.looseObject({ chat_template: z.string() });

/** Text to tokens and back by a checkpoint's own files. */
export class QwenTokenizer {
  readonly #folder: string;
  readonly #tokenizer: Tokenizer;
  readonly #template: Template | undefined;

  private constructor(folder: string, tokenizer: Tokenizer, template: Template | undefined) {
    this.#folder = folder;
    this.#tokenizer = tokenizer;
    this.#template = template;
  }

  /**
   * Reads tokenizer.json, tokenizer_config.json and the chat template of a folder.
   * @throws CheckpointError when a file is missing or malformed.
   */
  static async open(folder: string): Promise<QwenTokenizer> {
    const file = path.join(folder, 'tokenizer.json');
    const model = await readJson(file, tokenizerSchema);
    const settings = await readJson(path.join(folder, 'tokenizer_config.json'), settingsSchema);
    const template = await chatTemplate(folder, settings.chat_template ?? undefined);
    let tokenizer: Tokenizer;
    try {
      tokenizer = new Tokenizer(model, settings);
    } catch (cause) {
      throw new CheckpointError(file, 'does not describe a tokenizer that can be used', { cause });
    }
    return new QwenTokenizer(folder, tokenizer, template);
  }

  /** Tokens of a text; special tokens written in it count as such, none are added. */
  encode(text: string): number[] {
    return this.#tokenizer.encode(text, { add_special_tokens: false }).ids;
  }

  /** The text of tokens; bytes that are no UTF-8 become U+FFFD. */
  decode(tokens: readonly number[], { skipSpecial = false } = {}): string {
    if (tokens.length === 0) return '';
    return this.#tokenizer.decode([...tokens], {
      skip_special_tokens: skipSpecial,
      clean_up_tokenization_spaces: false,
    });
  }

  /** The id of a token such as `<|video_pad|>`. @throws CheckpointError when the vocabulary lacks it. */
  tokenId(token: string): number {
    const id = this.#tokenizer.token_to_id(token);
    if (id === undefined) throw new CheckpointError(this.#folder, `has no token ${token} in its vocabulary`);
    return id;
  }

  /**
   * A conversation as text, by the checkpoint's chat template.
   * @param askForAnswer ends with the beginning of the assistant's turn
   * @throws CheckpointError when the checkpoint has no chat template or it does not take these messages.
   */
  chat(messages: readonly Message[], askForAnswer: boolean): string {
    if (this.#template === undefined) throw new CheckpointError(this.#folder, 'has no chat template');
    try {
      return this.#template.render({ messages, add_generation_prompt: askForAnswer });
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new CheckpointError(this.#folder, `has a chat template that failed (${reason})`, { cause });
    }
  }
}

/** chat_template.jinja, chat_template.json or tokenizer_config.json, in the order that transformers reads them. */
async function chatTemplate(
  folder: string,
  setting: z.infer<typeof templateSchema> | undefined,
): Promise<Template | undefined> {
  const file = path.join(folder, 'chat_template.jinja');
  const json = await readOptionalJson(path.join(folder, 'chat_template.json'), templateFileSchema);
  const named = typeof setting === 'object' ? setting.find((t) => t.name === 'default')?.template : setting;
  const text = (await readOptionalText(file)) ?? json?.chat_template ?? named;
  if (text === undefined) return undefined;
  try {
    return new Template(text);
  } catch (cause) {
    throw new CheckpointError(folder, 'has a chat template that can not be read', { cause });
  }
}
