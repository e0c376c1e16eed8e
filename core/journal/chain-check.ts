import { chainHash, genesis, type JournalHead } from './chain.ts';

/**
 * What is wrong with a journal. `altered`: the record is not what its hash says, or was given a new hash that the next record does
 * not know. `missing`: gone from the middle. `displaced`: record `seq` stands in the place of record `place`. `cut`: gone from the
 * end. `replaced`: the chain fits in itself, but one of these records is not what a head from outside says.
 */
export type ChainFault =
  | { readonly kind: 'altered'; readonly seq: number }
  | { readonly kind: 'missing'; readonly from: number; readonly to: number }
  | { readonly kind: 'displaced'; readonly seq: number; readonly place: number }
  | { readonly kind: 'cut'; readonly from: number; readonly to: number }
  | { readonly kind: 'replaced'; readonly from: number; readonly to: number };

/** A stored record as it is checked. `written` is the number within its content, null where that is unreadable. */
export interface Link {
  readonly seq: number;
  readonly written: number | null;
  readonly content: string;
  readonly previous: string;
  readonly hash: string;
}

/** Takes a journal's records one after the other, in the order of their places, and says at the end what is wrong. */
export class ChainCheck {
  readonly #heads: readonly JournalHead[];
  readonly #faults: ChainFault[] = [];
  /** Numbers that were jumped over and did not turn up yet. */
  #gaps: { readonly from: number; readonly to: number }[] = [];
  #last = { written: 0, hash: genesis, sound: true };
  /** The highest number that was met, and the hash of that record. */
  #head: JournalHead = { seq: 0, hash: genesis };
  #agreed = 0;
  #nextHead = 0;

  /** `heads` come from outside the journal: snapshot summaries, notes, a backup. */
  constructor(heads: readonly JournalHead[]) {
    this.#heads = heads.toSorted((left, right) => left.seq - right.seq);
  }

  take(link: Link): void {
    const sound = chainHash(link.previous, link.content) === link.hash;
    const number = sound && link.written !== null ? link.written : link.seq;
    if (!sound) this.#unsound(link);
    this.#place(number, link.seq);
    if (sound && this.#last.sound && number === this.#last.written + 1 && link.previous !== this.#last.hash) {
      this.#faults.push({ kind: 'altered', seq: this.#last.written });
    }
    this.#last = { written: number, hash: link.hash, sound };
    if (number > this.#head.seq) {
      this.#head = { seq: number, hash: link.hash };
      this.#compareHeads(sound);
    }
  }

  /** All faults, by place. */
  finish(): { readonly head: JournalHead; readonly faults: readonly ChainFault[] } {
    for (const gap of this.#gaps) this.#faults.push({ kind: 'missing', ...gap });
    const expected = this.#heads.at(-1)?.seq ?? 0;
    if (expected > this.#head.seq) {
      this.#faults.push({ kind: 'cut', from: this.#head.seq + 1, to: expected });
    }
    return {
      head: this.#head,
      faults: this.#faults.toSorted((left, right) => placeOf(left) - placeOf(right)),
    };
  }

  #unsound({ seq, written }: Link): void {
    const moved = written !== null && written !== seq;
    this.#faults.push(moved ? { kind: 'displaced', seq: written, place: seq } : { kind: 'altered', seq });
  }

  #place(number: number, place: number): void {
    const next = this.#head.seq + 1;
    if (number === next) return;
    if (number > next) {
      this.#gaps.push({ from: next, to: number - 1 });
      return;
    }
    this.#faults.push({ kind: 'displaced', seq: number, place });
    this.#gaps = this.#gaps.flatMap((gap) => without(gap, number));
  }

  #compareHeads(sound: boolean): void {
    for (let head = this.#heads[this.#nextHead]; head !== undefined; head = this.#heads[this.#nextHead]) {
      if (head.seq > this.#head.seq) return;
      this.#nextHead += 1;
      // One that was jumped over or is unsound is a fault of its own already.
      if (head.seq < this.#head.seq) continue;
      if (head.hash === this.#head.hash) this.#agreed = head.seq;
      else if (sound) this.#faults.push({ kind: 'replaced', from: this.#agreed + 1, to: head.seq });
    }
  }
}

const without = (
  { from, to }: { readonly from: number; readonly to: number },
  number: number,
): { readonly from: number; readonly to: number }[] =>
  number < from || number > to
    ? [{ from, to }]
    : [
        { from, to: number - 1 },
        { from: number + 1, to },
      ].filter((gap) => gap.from <= gap.to);

const placeOf = (fault: ChainFault): number => {
  switch (fault.kind) {
    case 'altered':
      return fault.seq;
    case 'displaced':
      return fault.place;
    case 'missing':
    case 'cut':
    case 'replaced':
      return fault.from;
    default:
      return fault satisfies never;
  }
};
