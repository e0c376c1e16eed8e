import { z } from 'zod';
import { delivery } from './delivery.ts';
import { evaluation } from './evaluation.ts';
import { clean, publicationIntent, publicationOutcome, rollback } from './publication.ts';
import { quarantineOperation, quarantineReturn, quarantineUndo } from './quarantine.ts';
import { runFinished, runPlanned, runResumed, runStage, runStarted } from './run.ts';
import { expiry, relocation, repair, setting } from './upkeep.ts';
import { upkeep } from './table-upkeep.ts';
import { digest, list, time, word } from './values.ts';

const record = <K extends string, B extends z.ZodType>(kind: K, body: B) =>
  z.strictObject({
    /** Place in the journal, from 1 without gaps. */
    seq: z.int().min(1),
    at: time,
    actor: word,
    /** Null where it concerns no single tenant. */
    tenant: word.nullable(),
    /** Digests of what went in. */
    inputs: list(digest),
    /** W3C trace id. */
    traceId: z
      .string()
      .regex(/^[0-9a-f]{32}$/)
      .optional(),
    kind: z.literal(kind),
    body,
  });

/** Every kind of record. A field may be added as optional; anything else needs a new kind or a new version of the journal. */
export const recordSchemas = {
  delivery: record('delivery', delivery),
  evaluation: record('evaluation', evaluation),
  'run-started': record('run-started', runStarted),
  'run-resumed': record('run-resumed', runResumed),
  'run-stage': record('run-stage', runStage),
  'run-planned': record('run-planned', runPlanned),
  'run-finished': record('run-finished', runFinished),
  'publication-intent': record('publication-intent', publicationIntent),
  'publication-outcome': record('publication-outcome', publicationOutcome),
  rollback: record('rollback', rollback),
  clean: record('clean', clean),
  'quarantine-operation': record('quarantine-operation', quarantineOperation),
  'quarantine-undo': record('quarantine-undo', quarantineUndo),
  'quarantine-return': record('quarantine-return', quarantineReturn),
  setting: record('setting', setting),
  expiry: record('expiry', expiry),
  upkeep: record('upkeep', upkeep),
  relocation: record('relocation', relocation),
  repair: record('repair', repair),
} as const;

export type RecordKind = keyof typeof recordSchemas;
export type RecordOf<K extends RecordKind> = z.infer<(typeof recordSchemas)[K]>;

/** What a caller hands in; the journal adds place, time and actor. */
export type NewRecord = { [K in RecordKind]: Omit<RecordOf<K>, 'seq' | 'at' | 'actor'> }[RecordKind];

export const recordSchema = z.discriminatedUnion('kind', [
  recordSchemas.delivery,
  recordSchemas.evaluation,
  recordSchemas['run-started'],
  recordSchemas['run-resumed'],
  recordSchemas['run-stage'],
  recordSchemas['run-planned'],
  recordSchemas['run-finished'],
  recordSchemas['publication-intent'],
  recordSchemas['publication-outcome'],
  recordSchemas.rollback,
  recordSchemas.clean,
  recordSchemas['quarantine-operation'],
  recordSchemas['quarantine-undo'],
  recordSchemas['quarantine-return'],
  recordSchemas.setting,
  recordSchemas.expiry,
  recordSchemas.upkeep,
  recordSchemas.relocation,
  recordSchemas.repair,
]);
