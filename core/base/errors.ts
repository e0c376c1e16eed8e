import { type ErrorCode, errorCodes } from '../../contracts/errors.ts';

export type ErrorParameter = string | number | boolean | readonly string[];

export interface QuaysideErrorOptions {
  /** What a sentence in another language is rendered from. */
  readonly parameters?: Readonly<Record<string, ErrorParameter>>;
  /** The same call may succeed later without anybody changing anything. */
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

/**
 * The one error type. The message is the English sentence: what was expected, what was found, what to do. Callers decide by
 * `code`, never by text.
 */
export class QuaysideError extends Error {
  override readonly name = 'QuaysideError';
  readonly code: ErrorCode;
  readonly parameters: Readonly<Record<string, ErrorParameter>>;
  readonly retryable: boolean;

  constructor(code: ErrorCode, message: string, options: QuaysideErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.parameters = options.parameters ?? {};
    this.retryable = options.retryable ?? false;
  }

  get exit(): 1 | 2 | 3 | 4 {
    return errorCodes[this.code].exit;
  }
}
