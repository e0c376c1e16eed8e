import { z } from 'zod';
import { maxMessageBytes } from '../../contracts/api/wire.ts';

/**
 * The form of what a client may say (oRPC 1.15's messages, in its short names). oRPC takes it as given: what is malformed would end the
 * process as an unhandled rejection. What it asks for is validated by the API's contract. No request of ours carries a file or a form.
 */
const id = z.string().min(1).max(100);
const header = z.union([z.string(), z.array(z.string())]);
const headers = z
  .record(z.string(), header)
  .refine((given) =>
    Object.keys(given).every((name) => !['content-type', 'content-disposition'].includes(name)),
  );
const request = z.strictObject({
  i: id,
  t: z.literal(1).optional(),
  p: z.strictObject({
    u: z.string().startsWith('/').max(1000),
    b: z.unknown(),
    h: headers.optional(),
    m: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).optional(),
  }),
});
const event = z.strictObject({
  i: id,
  t: z.literal(3),
  p: z.strictObject({ e: z.enum(['message', 'error', 'done']), d: z.unknown(), m: z.unknown() }),
});
const abort = z.strictObject({ i: id, t: z.literal(4), p: z.unknown() });
const message = z.union([request, event, abort]);

/** Whether oRPC can be given what a client said. */
export function isRpcRequest(data: unknown): data is string {
  if (typeof data !== 'string' || data.length > maxMessageBytes) return false;
  try {
    return message.safeParse(JSON.parse(data)).success;
  } catch {
    return false;
  }
}
