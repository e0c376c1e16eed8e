import { ORPCError, ValidationError } from '@orpc/server';
import type { Fault } from '../../../contracts/api/fault.ts';
import { QuaysideError } from '../../base/errors.ts';
import { placeOfIssue } from './issues.ts';

/** Whatever was thrown, as what crosses. What nobody foresaw is INTERNAL with its message; no stack trace crosses. */
export function faultOf(cause: unknown): Fault {
  if (cause instanceof QuaysideError) {
    const { code, parameters, retryable, message } = cause;
    return { code, parameters, retryable, details: message };
  }
  if (cause instanceof ORPCError && cause.cause instanceof ValidationError) return faultOfValidation(cause);
  if (cause instanceof Error && cause.name === 'AbortError') {
    return { code: 'CANCELLED', parameters: {}, retryable: true, details: 'Cancelled before it was done.' };
  }
  const details = cause instanceof Error ? cause.message : String(cause);
  return { code: 'INTERNAL', parameters: {}, retryable: false, details };
}

/** An input that does not fit is the caller's fault, an output that does not is ours. */
function faultOfValidation(error: ORPCError<string, unknown>): Fault {
  const issues = error.cause instanceof ValidationError ? error.cause.issues.map(placeOfIssue) : [];
  const isInput = error.code === 'BAD_REQUEST';
  return {
    code: isInput ? 'USAGE' : 'INTERNAL',
    parameters: { paths: issues.map(({ path }) => path) },
    retryable: false,
    details: `${isInput ? 'The request' : 'The answer'} does not fit: ${issues.map(({ path, message }) => `${path}: ${message}`).join('; ')}`,
  };
}

/** As the defined error of every procedure. */
export function refusal(cause: unknown): ORPCError<'REFUSED', Fault> {
  if (isRefusal(cause)) return cause;
  return new ORPCError('REFUSED', { defined: true, message: 'refused', data: faultOf(cause), cause });
}

const isRefusal = (cause: unknown): cause is ORPCError<'REFUSED', Fault> =>
  cause instanceof ORPCError && cause.code === 'REFUSED' && cause.defined;
